import { Redis } from "ioredis";
import type { IoredisClient } from "../../../src/stores/redis/index.ts";
import type { Script } from "../../../src/stores/redis/script.ts";

/** A command that the store sent: its name, or EVAL's script, and the keys that it declared. */
export interface Sent {
  readonly name: string;
  readonly sha: string;
  readonly keys: readonly string[];
}

/** A handle that remembers what is sent, and lets something else happen in between. */
export interface WatchedClient extends IoredisClient {
  readonly sent: Sent[];
  /** Before the next run of this script is sent, does that; the script is not sent if that rejects. */
  before(script: Script, that: () => Promise<unknown>): void;
}

export function watchedClient(port: number): WatchedClient {
  const client = new Redis({ port });
  const sent: Sent[] = [];
  const waiting: { sha: string; that: () => Promise<unknown> }[] = [];
  return {
    sent,
    before: ({ sha }, that) => void waiting.push({ sha, that }),
    async callBuffer(name, parameters) {
      const [sha = "", count, ...rest] = parameters.map(String);
      sent.push({ name, sha, keys: rest.slice(0, Number(count)) });
      const index = waiting.findIndex((one) => one.sha === sha);
      if (index >= 0) await waiting.splice(index, 1)[0]?.that();
      return client.callBuffer(name, parameters);
    },
    disconnect: () => client.disconnect(),
    on: (event, listener) => client.on(event, listener),
  };
}
