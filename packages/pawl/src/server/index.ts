export type { CreateOptions } from "../engine/create.ts";
export type { Engine, RevokeAllOptions } from "../engine/engine.ts";
export type { IssuedAccessToken } from "../engine/issue-access-token.ts";
export type { IssuedTokens, RefreshedTokens } from "../engine/issued-tokens.ts";
export type { Clock, EventSink, Random } from "../engine/ports.ts";
export type { RefreshOptions } from "../engine/refresh.ts";
export type { EndListener } from "../engine/session-watch.ts";
export type { SessionStanding } from "../engine/standing-of.ts";
export type { CookieHeaders, HostCookieName } from "../http/cookies.ts";
export type { Handler } from "../http/handler.ts";
export type { RequestLike, SessionReader } from "../http/read-session.ts";
export type { Authenticated, Credentials, Identity } from "../identity/identity.ts";
export {
  maxPasswordBytes,
  minPasswordLength,
  type PasswordIdentity,
  type PasswordIdentityOptions,
  passwordIdentity,
} from "../identity/password.ts";
export type { User, UserStore } from "../identity/user-store.ts";
export { type ClientAction, type Code, type CodeFacts, codes, type WireForm } from "../protocol/codes.ts";
export { type ErrorFacts, SessionError } from "../protocol/errors.ts";
export { type EndReason, endReasons } from "../protocol/reasons.ts";
export type * from "../protocol/wire.ts";
export type { SessionEvent } from "../session/events.ts";
export { days, defaultPolicy, hours, minutes, type Policy, seconds } from "../session/policy.ts";
export type { Session, SessionEnd, SessionFacts } from "../session/session.ts";
export {
  type EndedSession,
  type RotationGuard,
  type RotationResult,
  type RotationWrite,
  type SessionStore,
  StoreError,
} from "../session/store.ts";
export type { AccessTokenClaims } from "../tokens/access-token.ts";
export type { KeyStore, StoredKey } from "../tokens/key-store.ts";
export type { PublicJwk } from "../tokens/signing-key.ts";
export { createPawl, type Pawl } from "./create-pawl.ts";
export type { PawlOptions } from "./options.ts";
export type { ServerStore } from "./server-store.ts";
