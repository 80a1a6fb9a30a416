import type { Client } from "pawl/client";
import { useEffect, useState } from "react";

/** Who listens to the server's events, of all tabs of this browser. */
export interface EventStream {
  readonly here: boolean;
  /** How many tabs hear of it, this one among them. */
  readonly tabs: number;
}

const everyMs = 1000;

/** The client takes turns by a Web Lock of this name; whoever holds it has the one connection for all. */
const lockNameOf = ({ authUrl }: Pick<Client, "authUrl">): string => `pawl:${authUrl}:events`;

/** What the browser calls this tab, in its list of locks. */
async function nameOfThisTab(): Promise<string | undefined> {
  const name = `pawl-demo:${crypto.randomUUID()}`;
  return navigator.locks.request(name, async () => {
    const { held } = await navigator.locks.query();
    return held?.find((lock) => lock.name === name)?.clientId;
  });
}

/** Looked up each second; undefined while nobody listens, and where the browser has no Web Locks. */
export function useEventStream(client: Pick<Client, "authUrl">): EventStream | undefined {
  const [stream, setStream] = useState<EventStream>();

  useEffect(() => {
    const { locks } = navigator as { locks?: LockManager };
    if (!locks) return;
    const wanted = lockNameOf(client);
    const me = nameOfThisTab();
    const look = async (): Promise<void> => {
      const { held = [], pending = [] } = await locks.query();
      const holder = held.find(({ name }) => name === wanted);
      const waiting = pending.filter(({ name }) => name === wanted).length;
      setStream(holder && { here: holder.clientId === (await me), tabs: 1 + waiting });
    };
    const lookQuietly = (): void => void look().catch(() => undefined);
    lookQuietly();
    const timer = setInterval(lookQuietly, everyMs);
    return () => clearInterval(timer);
  }, [client]);

  return stream;
}
