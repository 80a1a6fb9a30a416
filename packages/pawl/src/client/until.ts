import { listen } from "./listen.ts";

/** Waits for a promise, until the signal says to stop; then rejects with its reason, and the promise goes on for others. */
export function until<T>(signal: AbortSignal | null | undefined, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal?.reason);
    if (signal?.aborted) stop();
    promise.then(resolve, reject).finally(listen(signal, ["abort"], stop));
  });
}
