/**
 * `pawl/verify`: what an API needs to trust Pawl's access tokens, in any runtime with WebCrypto and fetch. Nothing of the
 * server, and nothing of any platform.
 */

export type { Code } from "../protocol/codes.ts";
export { SessionError } from "../protocol/errors.ts";
export type { AccessTokenClaims } from "../tokens/access-token.ts";
export {
  createVerifier,
  type RevocationCheck,
  type Verifier,
  type VerifyOptions,
} from "./create-verifier.ts";
export type { FeedEvent, VerifierEvent } from "./events.ts";
export { type IntrospectionOptions, introspection } from "./introspection.ts";
export type { Jwks, VerifierOptions } from "./options.ts";
export type { RevocationFeedOptions } from "./revocations/feed-options.ts";
export { type RevocationFeed, revocationFeed } from "./revocations/revocation-feed.ts";
export type { RevocationSource } from "./revocations/revocation-source.ts";
export { VerifierUnavailableError } from "./verifier-unavailable-error.ts";
