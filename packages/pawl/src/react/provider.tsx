import {
  type Context,
  createContext,
  type ReactElement,
  type ReactNode,
  startTransition,
  useEffect,
  useMemo,
  useState,
} from "react";
import type { Client, ClientSession } from "../client/index.ts";

export interface Provided {
  readonly client: Client;
  /** Whom the server rendered the page for, until the client knows better. */
  readonly initial: ClientSession | undefined;
}

export const ClientContext: Context<Provided | undefined> = createContext<Provided | undefined>(undefined);

/** The properties of `SessionProvider`. */
export interface SessionProviderProps {
  /** Made by `createClient`, once, outside of any component; nothing here closes it. */
  client: Client;
  /**
   * The session that the server rendered this page for, if it looked (read-only: it must not rotate). Shown as signed
   * in on the server, while hydrating, and until the client's own first answer; never again after that.
   */
  initialSession?: ClientSession | undefined;
  children?: ReactNode;
}

/** Gives a client to everything below it. Makes no request, so Strict Mode may mount it twice. */
export function SessionProvider({ client, initialSession, children }: SessionProviderProps): ReactElement {
  const [initial, setInitial] = useState(initialSession);
  useEffect(() => {
    // In a transition, so that React first hydrates whatever it has not yet, from what the server rendered.
    if (initial) void client.settled().then(() => startTransition(() => setInitial(undefined)));
  }, [client, initial]);
  const provided = useMemo(() => ({ client, initial }), [client, initial]);
  return <ClientContext.Provider value={provided}>{children}</ClientContext.Provider>;
}
