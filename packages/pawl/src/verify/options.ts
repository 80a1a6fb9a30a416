import type { AccessTokenClaims } from "../tokens/access-token.ts";
import { checkUrl } from "./check-url.ts";
import { checkWhole } from "./check-whole.ts";
import { unfailing, type VerifierEvent } from "./events.ts";
import type { Keys } from "./keys/keys.ts";
import { remoteKeys } from "./keys/remote-keys.ts";
import { requestsAreIsolated } from "./keys/requests-are-isolated.ts";
import { staticKeys } from "./keys/static-keys.ts";
import type { RevocationSource } from "./revocations/revocation-source.ts";

/** The public keys of an issuer, as a JWKS document holds them (RFC 7517 §5). */
export interface Jwks {
  readonly keys: readonly object[];
}

/** The options of `createVerifier`. */
export interface VerifierOptions {
  /** `iss` of every token, byte for byte: the `issuer` that Pawl was made with. */
  readonly issuer: string;
  /** This API's name: `aud` of every token, or among them. */
  readonly audience: string;
  /** Where the issuer shows its keys, `<issuer>/.well-known/jwks.json`; or the keys themselves, which then never change. */
  readonly jwks: string | URL | Jwks;
  /** Who knows which sessions have ended; see `revocationFeed`. Without it a token is good until it expires. */
  readonly revocations?: RevocationSource | undefined;
  /**
   * Asks the issuer whether a token is active now (RFC 7662), for routes with `revocation: "strict"`; see `introspection`.
   * Only `true` is yes. What it rejects with means that there is no answer.
   */
  readonly introspect?: ((accessToken: string, claims: AccessTokenClaims) => Promise<boolean>) | undefined;
  /** How far clocks may be apart, in milliseconds: 0 to 60 000. Default 5000. Holds for `exp`, `iat` and `nbf`. */
  readonly clockToleranceMs?: number | undefined;
  /** How many verified tokens are remembered, of about 1 kB each: 0 to 1 000 000. Default 5000. */
  readonly cacheSize?: number | undefined;
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** Milliseconds since the epoch. Default `Date.now`. */
  readonly clock?: (() => number) | undefined;
  /** Told what happens; what it throws is ignored. */
  readonly onEvent?: ((event: VerifierEvent) => void) | undefined;
}

/** The options, checked once. */
export interface VerifierSettings {
  readonly issuer: string;
  readonly audience: string;
  readonly keys: Keys;
  readonly revocations: RevocationSource | undefined;
  readonly introspect: VerifierOptions["introspect"];
  readonly clockToleranceMs: number;
  readonly cacheSize: number;
  readonly clock: () => number;
}

const names: ReadonlySet<string> = new Set([
  ...["issuer", "audience", "jwks", "revocations", "introspect", "clockToleranceMs", "cacheSize", "fetch"],
  ...["clock", "onEvent"],
]);

/** @throws TypeError that names the option and the fix. */
export function checkVerifierOptions(options: VerifierOptions): VerifierSettings {
  for (const name of Object.keys(options)) {
    if (!names.has(name))
      throw new TypeError(`${name} is not an option; the options are ${[...names].join(", ")}`);
  }
  const { issuer, audience, jwks, revocations, clock = Date.now } = options;
  checkUrl("issuer", issuer);
  if (typeof audience !== "string" || audience.length === 0) {
    throw new TypeError("audience must be the name of this API, as the issuer writes it into aud");
  }
  for (const name of ["introspect", "fetch", "clock", "onEvent"] as const) checkFunction(name, options[name]);
  if (revocations !== undefined && typeof revocations?.isRevoked !== "function") {
    throw new TypeError("revocations must have isRevoked(); try revocationFeed({ url, credential })");
  }
  const emit = unfailing(options.onEvent);
  // Looked up at each call, so that whatever the app puts in its place later is used.
  const { fetch = (...request: Parameters<typeof globalThis.fetch>) => globalThis.fetch(...request) } =
    options;
  return {
    issuer,
    audience,
    keys:
      typeof jwks === "string" || jwks instanceof URL
        ? remoteKeys({
            url: checkUrl("jwks", jwks),
            fetch,
            clock,
            emit,
            sharesFetches: !requestsAreIsolated(),
          })
        : staticKeys(jwks, clock, emit),
    revocations,
    introspect: options.introspect,
    clockToleranceMs: checkWhole("clockToleranceMs", options.clockToleranceMs, 5000, 60_000),
    cacheSize: checkWhole("cacheSize", options.cacheSize, 5000, 1_000_000),
    clock,
  };
}

function checkFunction(name: string, value: unknown): void {
  if (value !== undefined && typeof value !== "function") {
    throw new TypeError(`${name} must be a function; leave it out for the default`);
  }
}
