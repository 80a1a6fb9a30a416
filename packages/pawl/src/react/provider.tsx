import { type Context, createContext, type ReactElement, type ReactNode } from "react";
import type { Client } from "../client/index.ts";

export const ClientContext: Context<Client | undefined> = createContext<Client | undefined>(undefined);

/** The properties of `SessionProvider`. */
export interface SessionProviderProps {
  /** Made by `createClient`, once, outside of any component; nothing here closes it. */
  client: Client;
  children?: ReactNode;
}

/** Gives a client to everything below it. Makes no request and holds no state, so Strict Mode may mount it twice. */
export function SessionProvider({ client, children }: SessionProviderProps): ReactElement {
  return <ClientContext.Provider value={client}>{children}</ClientContext.Provider>;
}
