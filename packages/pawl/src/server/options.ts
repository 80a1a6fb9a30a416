import type { KeyRules } from "../engine/key-rules.ts";
import type { Clock, EventSink, Random } from "../engine/ports.ts";
import { unfailingSink } from "../engine/unfailing-sink.ts";
import type { HostCookieName } from "../http/cookies.ts";
import type { Identity } from "../identity/identity.ts";
import { createPolicy, minutes, type Policy, seconds } from "../session/policy.ts";
import type { RevocationSignal } from "../session/revocation-signal.ts";
import { deriveSecrets, type Secrets } from "../tokens/secrets.ts";
import { boundedStore } from "./bounded-store.ts";
import { cookieNameFor } from "./cookie-name.ts";
import { checkKeyOptions, type KeyOptions } from "./key-options.ts";
import { pooledRandom } from "./pooled-random.ts";
import {
  type CheckedReceivers,
  checkReceivers,
  credentialsOf,
  type SecurityEventReceiver,
} from "./receiver-options.ts";
import type { ServerStore } from "./server-store.ts";
import { checkCredentials, checkSignal } from "./verifier-options.ts";

/** What `createPawl` takes. Five are needed; the others have defaults. */
export interface PawlOptions {
  /**
   * The public URL at which the handler is mounted, such as `https://app.example/auth`. It is the `iss` of access
   * tokens, byte for byte. https, or http on a loopback host.
   */
  readonly issuer: string;
  /** The `aud` of access tokens: a name for your API, such as `https://app.example`. */
  readonly audience: string;
  /** Where sessions and signing keys live; `sqliteStore()`, `memoryStore()` or your own. */
  readonly store: ServerStore;
  /** At least one, newest first, each of 32 bytes or more: `openssl rand -base64 48`. */
  readonly secrets: readonly string[];
  /** Who may log in; `passwordIdentity()` or your own. */
  readonly identity: Identity;
  /** Lifetimes and rules, in milliseconds; what is not given has its default. */
  readonly policy?: Partial<Policy> | undefined;
  /** How signing keys are made and rotated; what is not given has its default. */
  readonly keys?: KeyOptions | undefined;
  /**
   * What verifiers show at `GET /revocations` and `POST /introspect`: at least 32 characters each, as `openssl rand -base64 48`
   * gives them, and several while one is replaced. Default: none, and then those routes are not there.
   */
  readonly verifierCredentials?: readonly string[] | undefined;
  /**
   * What backends show at `POST /login-tickets`, who may say that any user has logged in: as `verifierCredentials`, and none
   * of them. Default: none, and then that route is not there.
   */
  readonly serviceCredentials?: readonly string[] | undefined;
  /**
   * Who is told of revocations as security event tokens (OpenID CAEP), each with the `aud` that it expects. One with a
   * `credential`, as above, asks at `POST /security-events/poll`; one with an `endpoint`, https or this machine, is sent them
   * there, with its `authorization`. Default: nobody, and then that route is not there and no request is made.
   */
  readonly securityEventReceivers?: readonly SecurityEventReceiver[] | undefined;
  /**
   * How servers on this store tell each other to look for what ended: `postgresSignal()`, `redisSignal()` or your own.
   * Default: they look about once a second.
   */
  readonly revocationSignal?: RevocationSignal | undefined;
  /** The path at which the handler is mounted on this server. Default: the path of `issuer`. */
  readonly basePath?: string | undefined;
  /** Origins that may use the cookie, exactly as browsers send them. Default: the origin of `issuer`. */
  readonly allowedOrigins?: readonly string[] | undefined;
  /** Default: `__Host-Http-pawl-` and six characters that depend on `issuer`, so that two apps on one host differ. */
  readonly cookieName?: HostCookieName | undefined;
  /**
   * Whether this Pawl describes its HTTP interface to anyone who asks, at `GET /openapi.json` and `GET /docs`. Nothing in
   * there is secret. Default `true`.
   */
  readonly apiDocs?: boolean | undefined;
  /** The `client_id` of access tokens (RFC 9068 §2.2). Default `web`. */
  readonly clientId?: string | undefined;
  /**
   * How long a verb on sessions or signing keys may take, in milliseconds from 100 to 60 000; then it counts as no answer
   * (503). Does not bound the identity, which may look users up in the same store or anywhere else. The
   * store's own timeouts should be shorter, since a call that is given up here still holds a connection. Default 5 seconds.
   */
  readonly storeTimeoutMs?: number | undefined;
  /** Told of everything worth a log line; must not block. Default: nobody is told. */
  readonly onEvent?: EventSink | undefined;
  /** Whole milliseconds since the epoch. Default `Date.now`. */
  readonly clock?: Clock | undefined;
  /** Default: the system's generator, as `crypto.randomBytes` uses it. */
  readonly random?: Random | undefined;
}

/** The options, complete, checked and frozen. */
export interface CheckedOptions extends CheckedReceivers {
  readonly issuer: string;
  readonly audience: string;
  readonly store: ServerStore;
  readonly secrets: Secrets;
  readonly identity: Identity;
  readonly policy: Policy;
  readonly keyRules: KeyRules;
  readonly basePath: string;
  readonly allowedOrigins: ReadonlySet<string>;
  readonly cookieName: HostCookieName;
  readonly apiDocs: boolean;
  readonly clientId: string;
  readonly verifierCredentials: readonly string[];
  readonly serviceCredentials: readonly string[];
  readonly signal: RevocationSignal;
  readonly isHttps: boolean;
  readonly emit: EventSink;
  readonly clock: Clock;
  readonly random: Random;
}

const names: ReadonlySet<string> = new Set<keyof PawlOptions>([
  ...([
    "issuer",
    "audience",
    "store",
    "secrets",
    "identity",
    "policy",
    "keys",
    "basePath",
    "allowedOrigins",
  ] as const),
  ...(["verifierCredentials", "serviceCredentials", "securityEventReceivers", "revocationSignal"] as const),
  ...(["cookieName", "apiDocs", "clientId", "storeTimeoutMs", "onEvent", "clock", "random"] as const),
]);

/**
 * Checks everything once, at the start.
 *
 * @throws TypeError that names the option and the fix; never with a secret in it.
 */
export function checkOptions(options: PawlOptions): CheckedOptions {
  if (typeof options !== "object" || options === null) {
    throw new TypeError(`createPawl needs an object with ${[...names].slice(0, 5).join(", ")}`);
  }
  for (const name of Object.keys(options)) {
    if (!names.has(name))
      throw new TypeError(`${name} is not an option; the options are ${[...names].join(", ")}`);
  }
  const issuer = checkIssuer(options.issuer);
  checkText("audience", options.audience, "give a name for your API, such as its URL");
  if (options.clientId !== undefined)
    checkText("clientId", options.clientId, "leave it out for the default, web");
  checkParts(options);
  for (const name of ["onEvent", "clock", "random"] as const) checkFunction(name, options[name]);
  const clock = options.clock ?? Date.now;
  checkClock(clock);
  const receivers = checkReceivers(options.securityEventReceivers);
  return Object.freeze({
    issuer: options.issuer,
    audience: options.audience,
    store: boundedStore(options.store, checkStoreTimeout(options.storeTimeoutMs)),
    identity: options.identity,
    secrets: deriveSecrets(checkSecrets(options.secrets)),
    policy: createPolicy(checkPolicy(options.policy)),
    keyRules: checkKeyOptions(options.keys),
    basePath: checkBasePath(options.basePath === undefined ? issuer.pathname : options.basePath),
    allowedOrigins: checkOrigins(
      options.allowedOrigins === undefined ? [issuer.origin] : options.allowedOrigins,
    ),
    cookieName:
      options.cookieName === undefined ? cookieNameFor(options.issuer) : checkCookieName(options.cookieName),
    apiDocs: checkSwitch("apiDocs", options.apiDocs),
    clientId: options.clientId ?? "web",
    verifierCredentials: checkCredentials("verifierCredentials", options.verifierCredentials),
    ...receivers,
    serviceCredentials: checkCredentials("serviceCredentials", options.serviceCredentials, [
      ...(options.verifierCredentials ?? []),
      ...credentialsOf(receivers),
    ]),
    signal: checkSignal(options.revocationSignal),
    isHttps: issuer.protocol === "https:",
    emit: unfailingSink(options.onEvent ?? (() => {})),
    clock,
    random: options.random ?? pooledRandom(),
  });
}

function checkIssuer(issuer: unknown): URL {
  const url = typeof issuer === "string" && URL.canParse(issuer) ? new URL(issuer) : undefined;
  // A verifier compares the text, so what the URL parser forgives is refused: a bare `?` or `#`, and white space.
  const isPlain =
    typeof issuer === "string" && issuer.length <= 255 && /^https?:\/\/[^\s?#@\\]+$/.test(issuer);
  if (url === undefined || !isPlain) {
    throw new TypeError(
      "issuer must be an http(s) URL without query or user, of at most 255 characters, such as https://app.example/auth",
    );
  }
  const isLoopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\]|.*\.localhost)$/.test(url.hostname);
  if (url.protocol === "http:" && !isLoopback) {
    throw new TypeError(
      `issuer must use https, since ${url.hostname} is not this machine; cookies and tokens need it`,
    );
  }
  return url;
}

function checkStoreTimeout(value: unknown = seconds(5)): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= 100 && value <= minutes(1))
    return value;
  throw new TypeError(
    `storeTimeoutMs must be whole milliseconds from 100 to ${minutes(1)}; leave it out for the default, ${seconds(5)}`,
  );
}

function checkText(name: string, value: unknown, fix: string): void {
  if (typeof value !== "string" || value.length === 0 || value.length > 255) {
    throw new TypeError(`${name} must be a string of 1 to 255 characters; ${fix}`);
  }
}

function checkSwitch(name: string, value: unknown = true): boolean {
  if (typeof value === "boolean") return value;
  throw new TypeError(`${name} must be true or false; leave it out for the default, true`);
}

function checkFunction(name: string, value: unknown): void {
  if (value !== undefined && typeof value !== "function") {
    throw new TypeError(`${name} must be a function; leave it out for the default`);
  }
}

/** Stores keep integers: a clock that counts fractions would make each write fail. */
function checkClock(clock: Clock): void {
  if (!Number.isSafeInteger(clock())) {
    throw new TypeError("clock must give whole milliseconds since the epoch, as Date.now does");
  }
}

function checkPolicy(policy: unknown): Partial<Policy> | undefined {
  if (policy === undefined || (typeof policy === "object" && policy !== null))
    return policy as Partial<Policy>;
  throw new TypeError("policy must be an object, such as { gracePeriodMs: seconds(10) }");
}

function checkParts({ store, identity }: PawlOptions): void {
  const isStore =
    typeof store?.sessions?.rotate === "function" &&
    typeof store.keys?.reseal === "function" &&
    typeof store.ready === "function";
  if (!isStore) {
    throw new TypeError(
      'store must be a store; try sqliteStore({ filename: "pawl.sqlite" }) from pawl/stores/sqlite',
    );
  }
  if (typeof identity?.authenticate !== "function") {
    throw new TypeError("identity must have authenticate(); try passwordIdentity({ users: store.users })");
  }
}

function checkSecrets(secrets: unknown): readonly string[] {
  if (!Array.isArray(secrets)) {
    throw new TypeError(
      "secrets must be a list of strings, newest first; make one with: openssl rand -base64 48",
    );
  }
  return secrets;
}

function checkBasePath(basePath: unknown): string {
  const trimmed = typeof basePath === "string" ? basePath.replace(/\/+$/, "") : undefined;
  // No `.` and `..` as segments: requests never come with them.
  if (trimmed === undefined || !/^(\/(?!\.{1,2}(\/|$))[\w.~-]+)*$/.test(trimmed)) {
    throw new TypeError("basePath must be empty or a path such as /auth, of letters, digits and - . _ ~");
  }
  return trimmed;
}

function checkOrigins(origins: unknown): ReadonlySet<string> {
  if (!Array.isArray(origins) || !origins.every(isOrigin)) {
    throw new TypeError(
      "allowedOrigins must hold origins exactly as browsers send them, such as https://app.example",
    );
  }
  return new Set(origins);
}

function isOrigin(origin: unknown): boolean {
  // A pattern parses, and would match nothing.
  if (typeof origin !== "string" || origin.includes("*")) return false;
  return URL.canParse(origin) && new URL(origin).origin === origin;
}

function checkCookieName(name: HostCookieName): HostCookieName {
  if (typeof name !== "string" || !/^__Host-[\w-]{1,64}$/.test(name)) {
    throw new TypeError(
      "cookieName must begin with __Host-, which makes browsers insist on Secure, Path=/ and no Domain",
    );
  }
  return name;
}
