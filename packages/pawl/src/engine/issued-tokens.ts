import type { RotationOutcome } from "../protocol/wire.ts";
import type { SessionFacts } from "../session/session.ts";
import type { IssuedAccessToken } from "./issue-access-token.ts";

/** A pair of tokens and the session that they belong to. */
export interface IssuedTokens extends IssuedAccessToken {
  readonly refreshToken: string;
  /** How far the session has come: state it with the next refresh. */
  readonly revision: string;
  readonly session: SessionFacts;
}

/** The answer to a refresh. */
export interface RefreshedTokens extends IssuedTokens {
  /** Which of the answers it was; with `unchanged`, `refreshToken` is the one presented. */
  readonly rotation: RotationOutcome;
  /** The scope of the access token (RFC 6749 §3.3); undefined if it has none. */
  readonly scope: string | undefined;
}
