export type { CreateOptions } from "../engine/create.ts";
export type { Engine, RevokeAllOptions } from "../engine/engine.ts";
export type { IssuedAccessToken } from "../engine/issue-access-token.ts";
export type { IssuedTokens, RefreshedTokens } from "../engine/issued-tokens.ts";
export type { KeyFacts, Keys, RotateKeyOptions } from "../engine/keys.ts";
export type { ExchangeOptions, LoginTicket, LoginTicketOptions } from "../engine/login-ticket.ts";
export type { Clock, EventSink, Random } from "../engine/ports.ts";
export type { PushDelivery } from "../engine/push/push-delivery.ts";
export type { PushReceiver } from "../engine/push/push-receiver.ts";
export type { RefreshOptions } from "../engine/refresh.ts";
export type { FeedListener, FeedPart, RevocationFeed } from "../engine/revocation-feed.ts";
export type { SecurityEventPoll, SecurityEventSets, SecurityEvents } from "../engine/security-events.ts";
export type { EndListener } from "../engine/session-watch.ts";
export type { SessionStanding } from "../engine/standing-of.ts";
export type { CookieHeaders, HostCookieName } from "../http/cookies.ts";
export type { Handler } from "../http/handler.ts";
export type { RequestLike, SessionReader } from "../http/read-session.ts";
export type { PollReceiver } from "../http/security-event-receivers.ts";
export { delegatedIdentity } from "../identity/delegated.ts";
export type { DelegatedIdentityOptions } from "../identity/delegated-options.ts";
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
export type { RevocationSignal } from "../session/revocation-signal.ts";
export type { Session, SessionEnd, SessionFacts } from "../session/session.ts";
export {
  type Ended,
  type EndedSession,
  type EndedSubject,
  type RotationGuard,
  type RotationResult,
  type RotationWrite,
  type SessionStore,
  StoreError,
} from "../session/store.ts";
export type { AccessTokenClaims } from "../tokens/access-token.ts";
export type { SigningAlgorithm } from "../tokens/algorithms.ts";
export type { KeyState } from "../tokens/key-schedule.ts";
export type { KeySource, SourceKey } from "../tokens/key-source.ts";
export type { KeyStore, StoredKey } from "../tokens/key-store.ts";
export type { EcPublicJwk, OkpPublicJwk, PublicJwk, RsaPublicJwk } from "../tokens/public-jwk.ts";
export { createPawl, type Pawl } from "./create-pawl.ts";
export type { KeyOptions } from "./key-options.ts";
export type { PawlOptions } from "./options.ts";
export type { SecurityEventReceiver } from "./receiver-options.ts";
export type { ServerStore } from "./server-store.ts";
