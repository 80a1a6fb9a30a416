import type { Client } from "../../src/client/index.ts";

/** From now on, how many listen to a client. */
export function countSubscriptions(client: Client): () => number {
  const { subscribe } = client;
  let count = 0;
  client.subscribe = (listener) => {
    const unsubscribe = subscribe(listener);
    count++;
    return () => {
      unsubscribe();
      count--;
    };
  };
  return () => count;
}
