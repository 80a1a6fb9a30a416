import type { EndReason } from "../protocol/reasons.ts";
import type { Policy } from "../session/policy.ts";
import type { RevocationSignal } from "../session/revocation-signal.ts";
import type { SessionFacts } from "../session/session.ts";
import type { SessionStore } from "../session/store.ts";
import type { AccessTokenClaims } from "../tokens/access-token.ts";
import type { KeyStore } from "../tokens/key-store.ts";
import type { PublicJwk } from "../tokens/public-jwk.ts";
import { readRefreshToken } from "../tokens/refresh-token.ts";
import type { Secrets } from "../tokens/secrets.ts";
import type { EngineContext } from "./context.ts";
import { type CreateOptions, create } from "./create.ts";
import { every } from "./every.ts";
import { find } from "./find.ts";
import type { IssuedTokens, RefreshedTokens } from "./issued-tokens.ts";
import type { KeyRules } from "./key-rules.ts";
import { createKeys, type Keys } from "./keys.ts";
import { list } from "./list.ts";
import {
  createLoginTicket,
  type ExchangeOptions,
  exchangeLoginTicket,
  type LoginTicket,
  type LoginTicketOptions,
} from "./login-ticket.ts";
import type { Clock, EventSink, Random } from "./ports.ts";
import { createPseudonym } from "./pseudonym.ts";
import { createPushDelivery, type PushDelivery } from "./push/push-delivery.ts";
import type { PushReceiver } from "./push/push-receiver.ts";
import { createReceipts } from "./receipts.ts";
import { type RefreshOptions, refresh } from "./refresh.ts";
import { createRevocationFeed, type RevocationFeed } from "./revocation-feed.ts";
import { createRevocationList } from "./revocation-list.ts";
import { revoke, revokeAll } from "./revoke.ts";
import { createSecurityEvents, type SecurityEvents } from "./security-events.ts";
import { createSessionWatch, type EndListener } from "./session-watch.ts";
import { createSignEnd } from "./sign-end.ts";
import { createSigningKeys } from "./signing-keys.ts";
import { type SessionStanding, standingOf } from "./standing-of.ts";
import { createStoredKeys } from "./stored-keys.ts";
import { sweep } from "./sweep.ts";
import { createVerify, sessionOfAccessToken } from "./verify.ts";

/** What an engine is made of; checked by `createPawl`, so taken as it is here. */
export interface EngineParts {
  readonly issuer: string;
  readonly audience: string;
  readonly clientId: string;
  readonly policy: Policy;
  readonly sessions: SessionStore;
  readonly keys: KeyStore;
  readonly keyRules: KeyRules;
  readonly secrets: Secrets;
  readonly signal: RevocationSignal;
  readonly pushReceivers: readonly PushReceiver[];
  readonly clock: Clock;
  readonly random: Random;
  readonly emit: EventSink;
}

/** Which sessions of a subject to end, and why. */
export interface RevokeAllOptions {
  /** Default `revoked_by_admin`. */
  readonly reason?: EndReason | undefined;
  /** A session to leave alone: the caller's own. */
  readonly exceptSid?: string | undefined;
}

/** The verbs on sessions, without HTTP. */
export interface Engine {
  readonly policy: Policy;
  /** See `create`: a session for a user whom you have authenticated. */
  create(subject: string, options?: CreateOptions): Promise<IssuedTokens>;
  /** See `createLoginTicket`: a secret that the browser exchanges for a session, once, within 60 seconds. */
  createLoginTicket(subject: string, options?: LoginTicketOptions): LoginTicket;
  /** See `exchangeLoginTicket`: what `POST /login` does with a ticket. Throws `SessionError` `invalid_credentials`. */
  exchangeLoginTicket(ticket: string, options?: ExchangeOptions): Promise<IssuedTokens>;
  /** See `refresh`: a new pair for a refresh token. Throws `SessionError` when refused. */
  refresh(refreshToken: string, options?: RefreshOptions): Promise<RefreshedTokens>;
  /** See `Verify`: the claims of an access token. Throws `SessionError` `access_token_invalid`. */
  verify(accessToken: string): Promise<AccessTokenClaims>;
  /** Ends one session; true if this call ended it. Default reason `revoked_by_admin`. */
  revoke(sid: string, reason?: EndReason): Promise<boolean>;
  /** Ends the sessions of a subject; how many. */
  revokeAll(subject: string, options?: RevokeAllOptions): Promise<number>;
  /** The live sessions of a subject, newest first. */
  list(subject: string): Promise<SessionFacts[]>;
  /** The session with this `sid`, ended or not. */
  find(sid: string): Promise<SessionFacts | undefined>;
  /** See `standingOf`: what a refresh token stands for, without exchanging it. */
  standingOf(refreshToken: string): Promise<SessionStanding>;
  /** The `sid` in an authentic refresh token, whatever its generation; without a store access. */
  sessionOfRefreshToken(refreshToken: string): string | undefined;
  /** The `sid` in an access token of ours, expired or not. */
  sessionOfAccessToken(accessToken: string): Promise<string | undefined>;
  /** See `Keys`: list, rotate and revoke signing keys. */
  readonly keys: Keys;
  /** The public keys, as `GET /.well-known/jwks.json` shows them. */
  jwks(): Promise<{ readonly keys: readonly PublicJwk[] }>;
  /**
   * Calls the listener once, when the session has ended for whatever reason and wherever: at once if this process ended it,
   * within about a second if another one did, and when its time is over. If it has ended before, within a second too; so
   * does a session that is not there, as `revoked_by_admin`. Stops when the function that is given back is called.
   *
   * For what stays open after a request, such as a WebSocket: verify the access token when it opens, and close it when the
   * session ends. While anybody watches, the store is asked for ended sessions about once a second, for all together; with
   * it out of reach nobody is told anything. Does not keep the process alive, and calls nobody after `close()`.
   *
   * @example
   * const { sid } = await pawl.verify(accessToken);
   * const stop = pawl.watchSession(sid, (reason) => socket.close(4401, reason));
   * socket.on("close", stop);
   */
  watchSession(sid: string, listener: EndListener): () => void;
  /** What `GET /revocations` tells, for a transport of your own. */
  readonly revocationFeed: RevocationFeed;
  /** What `POST /security-events/poll` tells. */
  readonly securityEvents: SecurityEvents;
  /** What the receivers that have an endpoint are told; `ready()` and the first request to the handler start it. */
  readonly pushDelivery: PushDelivery;
  /** Forgets who watches and who follows the feed, and their timers. The other verbs go on; the store is not closed. */
  close(): void;
  /** Removes one batch of long-ended sessions; how many. */
  sweep(limit?: number): Promise<number>;
}

/** Composes the verbs. Each lives in a file of its own; nothing is decided here. */
export function createEngine(parts: EngineParts): Engine {
  const { sessions, secrets, clock, emit } = parts;
  const revocations = createRevocationList(sessions, clock, emit);
  const feed = createRevocationFeed({ ...parts, revocations, every });
  const storedKeys = createStoredKeys(parts);
  const ctx: EngineContext = {
    ...parts,
    storedKeys,
    signingKeys: createSigningKeys({ ...parts, storedKeys }),
    revocations,
    feed,
    watch: createSessionWatch({ ...parts, revocations, every }),
    receipts: createReceipts(sessions, emit, clock),
    pseudonym: createPseudonym(secrets),
  };
  const sign = createSignEnd(ctx);
  const securityEvents = createSecurityEvents({ feed, sign, every });
  const pushDelivery = createPushDelivery({
    ...ctx,
    ...{ receivers: parts.pushReceivers, sign, every, send: fetch },
  });
  return {
    policy: parts.policy,
    create: (subject, options) => create(ctx, subject, options),
    createLoginTicket: (subject, options) => createLoginTicket(ctx, subject, options),
    exchangeLoginTicket: (ticket, options) => exchangeLoginTicket(ctx, ticket, options),
    refresh: (refreshToken, options) => refresh(ctx, refreshToken, options),
    verify: createVerify(ctx),
    revoke: (sid, reason = "revoked_by_admin") => revoke(ctx, sid, reason),
    revokeAll: (subject, { reason = "revoked_by_admin", exceptSid } = {}) =>
      revokeAll(ctx, subject, reason, exceptSid),
    list: (subject) => list(ctx, subject),
    find: (sid) => find(ctx, sid),
    standingOf: (refreshToken) => standingOf(ctx, refreshToken),
    sessionOfRefreshToken: (refreshToken) => readRefreshToken(secrets, refreshToken)?.sid,
    sessionOfAccessToken: (accessToken) => sessionOfAccessToken(ctx, accessToken),
    keys: createKeys({ ...ctx, read: async () => (await ctx.signingKeys.read()).keys }),
    jwks: async () => (await ctx.signingKeys.ring()).jwks,
    watchSession: (sid, listener) => ctx.watch.watch(sid, listener),
    revocationFeed: feed,
    securityEvents,
    pushDelivery,
    close: () => {
      ctx.watch.close();
      pushDelivery.close();
      securityEvents.close();
      feed.close();
    },
    sweep: (limit) => sweep(ctx, limit),
  };
}
