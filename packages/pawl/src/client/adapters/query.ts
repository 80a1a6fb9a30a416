import { backoffMs } from "../backoff.ts";
import type { Client } from "../client.ts";
import { SessionError, UnavailableError } from "../errors.ts";

const attempts = 3;

/** The client's own error, be it the error itself or, as with axios, its cause. */
function ownError(error: unknown): unknown {
  const { cause }: { cause?: unknown } = Object(error);
  return cause instanceof SessionError || cause instanceof UnavailableError ? cause : error;
}

/**
 * `retry` for TanStack Query: three more attempts, and none for what has ended, since no attempt brings a session back.
 *
 * Says nothing of the API's own errors, a 403 say: whoever throws them knows which are worth another attempt.
 */
export function queryRetry(failureCount: number, error: unknown): boolean {
  return failureCount < attempts && !(ownError(error) instanceof SessionError);
}

/**
 * `retryDelay` for TanStack Query: full jitter below 1 s, 2 s, 4 s …, in milliseconds, on top of what the auth server
 * asked for; so that a page full of queries does not come back in step.
 */
export function queryRetryDelay(failureCount: number, error: unknown): number {
  const own = ownError(error);
  return backoffMs(failureCount, Math.random, own instanceof UnavailableError ? own.retryAfterMs : 0);
}

/**
 * Clears the cache whenever it may be somebody else who looks: at logout, and when another user logs in in this page.
 * Until the returned function is called.
 *
 * Keeps it when the session ends: the page stays as it is under the dialog, and the same user goes on with it. Nor does
 * it clear while it is not known yet who the user is.
 *
 * @param queryClient TanStack Query's `QueryClient`; its `clear` also gives up what is being fetched.
 */
export function clearOnUserChange(
  client: Pick<Client, "state" | "subscribe">,
  queryClient: { clear(): void },
): () => void {
  let known: { readonly subject: string | undefined } | undefined;
  function look(state: Client["state"]): void {
    if (state.status === "restoring" || state.status === "ended") return;
    const subject = state.status === "signedIn" ? state.session.subject : undefined;
    if (known && known.subject !== subject) queryClient.clear();
    known = { subject };
  }
  look(client.state);
  return client.subscribe(look);
}
