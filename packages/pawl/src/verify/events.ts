/**
 * What happens in a verifier that an operator may want to count or log. Holds no token, no claim and no credential;
 * `error` is for a log, never for an answer.
 */
export type VerifierEvent =
  /** The issuer's keys were fetched; so many can be used. */
  | { readonly type: "keys_fetched"; readonly at: number; readonly keys: number }
  /** They could not be fetched. Those from before go on being used, for a day at most. */
  | { readonly type: "keys_unavailable"; readonly at: number; readonly error: unknown }
  /** A key in the JWKS is not used: private members, weak, malformed, or of an algorithm that is not taken. */
  | { readonly type: "key_refused"; readonly at: number; readonly error: unknown };

/** What happens between a verifier and the feed of revocations. */
export type FeedEvent =
  /** The stream is open; `resumed` if it went on where the last one was cut. */
  | { readonly type: "feed_connected"; readonly at: number; readonly resumed: boolean }
  /** The stream was cut, or could not be opened. It is tried again after `retryInMs`. */
  | {
      readonly type: "feed_lost";
      readonly at: number;
      readonly staleMs: number;
      readonly retryInMs: number;
      readonly error: unknown;
    };

/** Hands events to a sink that may throw: telling of the work must not stop it. */
export function unfailing<Event>(sink: ((event: Event) => void) | undefined): (event: Event) => void {
  return (event) => {
    try {
      sink?.(event);
    } catch {
      // The sink's own affair.
    }
  };
}
