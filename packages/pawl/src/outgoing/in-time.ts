import { StoreError } from "../session/store.ts";

/** A request to somebody else's server: who that is, for the sentence of a failure, and how long it may take. */
export interface Exchange<T> {
  /** Such as `the identity endpoint`. */
  readonly whom: string;
  /** For all of it, the body of the answer included. */
  readonly timeoutMs: number;
  /** Sends, and reads the answer; gives up when the signal is aborted. */
  run(signal: AbortSignal): Promise<T>;
  /** Gives up before its time. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * An exchange that comes to its end.
 *
 * @throws StoreError, whatever `run` throws: of a stranger's error only its code is kept, since it may quote the request.
 */
export async function inTime<T>({ whom, timeoutMs, run, signal }: Exchange<T>): Promise<T> {
  const controller = new AbortController();
  let stopWaiting = () => {};
  // Not left to the signal alone: a fetch of somebody's own may not look at it.
  const givenUp = new Promise<never>((_, reject) => {
    const giveUp = (why: string) => {
      reject(new StoreError(`${whom} gave no answer${why}`));
      controller.abort();
    };
    const timer = setTimeout(() => giveUp(` within ${timeoutMs} ms`), timeoutMs);
    const abort = () => giveUp(" before it was given up");
    signal?.addEventListener("abort", abort);
    if (signal?.aborted === true) abort();
    stopWaiting = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
    };
  });
  try {
    return await Promise.race([run(controller.signal), givenUp]);
  } catch (error) {
    if (error instanceof StoreError) throw error;
    throw new StoreError(`${whom} gave no answer${codeOf(error)}`);
  } finally {
    stopWaiting();
  }
}

/** Such as ` (ECONNREFUSED)`; of what wraps an error, that of its cause. Causes may go in a circle, so not for ever. */
function codeOf(error: unknown, depth: number = 3): string {
  const { code, cause } = Object(error) as { code?: unknown; cause?: unknown };
  if (typeof code === "string" && /^[A-Z_]{3,40}$/.test(code)) return ` (${code})`;
  return depth === 0 ? "" : codeOf(cause, depth - 1);
}
