import type { Code } from "./codes.ts";
import type { EndReason } from "./reasons.ts";

/**
 * An answer: denied. The session, token or request was looked at and refused.
 *
 * Guarantees that the message is the code, plus a `detail` that the thrower wrote: no part of a token, no
 * credential and no stored value is ever in it. What a code means stands in `codes.ts`, which this file does
 * not import, so that the browser client can throw the same class without carrying the table.
 *
 * Does not mean "no answer": a store that failed is a `StoreError`, and never ends a session.
 */
export class SessionError extends Error {
  override readonly name = "SessionError";
  declare readonly code: Code;
  declare readonly reason: EndReason | undefined;
  declare readonly detail: string | undefined;
  /** What to state at the next try, with `refresh_token_superseded`; see `TokenResponse`. */
  declare readonly revision: string | undefined;
  /** How long to wait before the next try, in milliseconds, where waiting helps. */
  declare readonly retryAfterMs: number | undefined;

  constructor(code: Code, { reason, detail, revision, retryAfterMs }: ErrorFacts = {}) {
    super(detail === undefined ? code : `${code}: ${detail}`);
    Object.assign(this, { code, reason, detail, revision, retryAfterMs });
  }
}

/** What is known of a refusal besides its code. */
export interface ErrorFacts {
  readonly reason?: EndReason | undefined;
  readonly detail?: string | undefined;
  readonly revision?: string | undefined;
  readonly retryAfterMs?: number | undefined;
}
