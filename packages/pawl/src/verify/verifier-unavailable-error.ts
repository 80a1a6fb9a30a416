/**
 * No answer: no key of the issuer's could be had, revocations have not been heard of for too long, or the issuer could
 * not be asked. Nothing was decided about the token, so this is 503 and "try again", never 401.
 *
 * Its message holds no part of a token, no credential and no URL. The cause is kept for the log and never put into an
 * answer.
 */
export class VerifierUnavailableError extends Error {
  override readonly name = "VerifierUnavailableError";
  /** How long to wait before the next try, in milliseconds. */
  readonly retryAfterMs: number;

  constructor(message: string, about: { retryAfterMs: number; cause?: unknown }) {
    super(message, about.cause === undefined ? undefined : { cause: about.cause });
    this.retryAfterMs = about.retryAfterMs;
  }
}
