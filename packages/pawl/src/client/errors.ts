import type { Code } from "../protocol/codes.ts";

export { SessionError } from "../protocol/errors.ts";

/**
 * No answer: the network is down, the server is busy or failing, or something in between answered in its stead.
 *
 * Says nothing about the session, which goes on; trying again later is always right. Its message holds no URL, no
 * header and no part of a token.
 */
export class UnavailableError extends Error {
  override readonly name = "UnavailableError";
  /** How long the server asked to be left alone; at most five minutes. */
  declare readonly retryAfterMs: number | undefined;
  /** The HTTP status, when there was an answer at all. */
  declare readonly status: number | undefined;
  /** The code, when the answer was a problem of ours. */
  declare readonly code: Code | undefined;
  /** With the code `refresh_token_superseded`: what the next try is to state. */
  declare readonly revision: string | undefined;

  constructor(
    why: string,
    about: {
      retryAfterMs?: number | undefined;
      status?: number | undefined;
      code?: Code | undefined;
      revision?: string | undefined;
      cause?: unknown;
    } = {},
  ) {
    super(why, about);
    const { retryAfterMs, status, code, revision } = about;
    Object.assign(this, { retryAfterMs, status, code, revision });
  }
}
