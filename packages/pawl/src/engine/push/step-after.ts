/** Why a receiver refuses a token, as RFC 8935 §2.4 and RFC 8936 §2.4 name it. */
export const refusals = [
  "invalid_request",
  "invalid_key",
  "invalid_issuer",
  "invalid_audience",
  "authentication_failed",
  "access_denied",
] as const;

/** One of the registered reasons; `null` for any other, whose words are not ours to repeat. */
export type Refusal = (typeof refusals)[number] | null;

/** What came of sending one token to a receiver. */
export type Attempt =
  | {
      readonly kind: "answered";
      readonly status: number;
      readonly err: Refusal;
      readonly retryAfterMs: number;
    }
  | { readonly kind: "no_answer"; readonly error: unknown };

/** What has happened until now. */
export interface PushHistory {
  /** Attempts in a row at this receiver that were no answer, without this one. */
  readonly failures: number;
  /** How often the receiver has refused this token, without this time. */
  readonly refusals: number;
}

/** What to do now. */
export type PushStep =
  | { readonly step: "delivered" }
  /** The receiver is there and does not want this token: once more later, with the others going on. */
  | { readonly step: "later" }
  /** It has refused it often enough. */
  | { readonly step: "give_up"; readonly err: Refusal }
  /** No answer, or none that counts: nothing is sent to this receiver for so long. */
  | { readonly step: "rest"; readonly forMs: number };

/** A receiver that has not heard of a new key yet will have, by the last time. */
export const maxRefusals = 3;
const firstRestMs = 1000;
/** What a receiver that is back waits for, at most, if it has named no time itself. */
export const longestRestMs = 30_000;
/** Later than that, nothing of what waits now would be told any more. */
const longestRetryAfterMs = 3_600_000;

/**
 * Decides what an attempt means (RFC 8935 §2.2 to §2.4). Only 202 is "delivered", and only 400 refuses the token; whatever
 * else an answer says is about the receiver, a proxy or the credential, and passes. Rests are drawn from the whole of an
 * interval that doubles, so that servers that failed together do not come back together; `Retry-After` is the least of them.
 *
 * @param fraction random, from 0 to 1.
 */
export function stepAfter(attempt: Attempt, history: PushHistory, fraction: number): PushStep {
  if (attempt.kind === "answered" && attempt.status === 202) return { step: "delivered" };
  if (attempt.kind === "answered" && isRefusal(attempt)) {
    return history.refusals + 1 < maxRefusals ? { step: "later" } : { step: "give_up", err: attempt.err };
  }
  const interval = Math.min(longestRestMs, firstRestMs * 2 ** Math.min(history.failures, 10));
  const retryAfterMs = attempt.kind === "answered" ? Math.min(attempt.retryAfterMs, longestRetryAfterMs) : 0;
  return { step: "rest", forMs: retryAfterMs + Math.ceil(fraction * interval) };
}

/** Who does not know the sender says 400 with one of these, or 401 or 403: no fault of the token. */
function isRefusal({ status, err }: Attempt & { readonly kind: "answered" }): boolean {
  return status === 400 && err !== "authentication_failed" && err !== "access_denied";
}
