import { seconds } from "../session/policy.ts";
import { scopesOf } from "../session/scope.ts";
import type { AccessTokenClaims } from "../tokens/access-token.ts";
import type { AccessTokenVerifier, RevocationCheck } from "./authenticate.ts";
import { InsufficientError } from "./insufficient-error.ts";

/** What a route asks of a session beyond a good access token. */
export interface SessionRequirements {
  /** Scopes that the token's `scope` must all have, with a space between (RFC 9068 §2.2.3, RFC 6749 §3.3). */
  readonly scope?: string | undefined;
  /** How long ago the login may be, in milliseconds, a second at least; refreshing never moves it (RFC 9470). */
  readonly maxAuthAgeMs?: number | undefined;
  /**
   * Classes of authentication, with a space between, of which the token's `acr` must be one (RFC 9470). Which there are is
   * for your identity to say, in its claims.
   */
  readonly acrValues?: string | undefined;
  /**
   * How revocation is looked at. `feed`: against what is known here. `strict`: by asking the issuer, at each request.
   * `none`: not at all. Default: what the verifier does by itself.
   */
  readonly revocation?: RevocationCheck | undefined;
  /** Milliseconds since the epoch, for `maxAuthAgeMs`. Default `Date.now`. */
  readonly clock?: (() => number) | undefined;
}

/** The requirements of one route, checked once. */
export interface CheckedRequirements {
  readonly scopes: readonly string[];
  readonly maxAuthAgeMs: number;
  readonly acrValues: readonly string[] | undefined;
  readonly revocation: RevocationCheck | undefined;
  readonly clock: () => number;
}

const names: ReadonlySet<string> = new Set(["scope", "maxAuthAgeMs", "acrValues", "revocation", "clock"]);
/** RFC 6749 §3.3: no quote and no backslash either, so that it can stand in a challenge as it is. */
const listText = /^[\x21\x23-\x5b\x5d-\x7e]+(?: [\x21\x23-\x5b\x5d-\x7e]+)*$/;

/** @throws TypeError that names the requirement and the fix. */
export function checkRequirements(
  verifier: AccessTokenVerifier,
  requirements: SessionRequirements,
): CheckedRequirements {
  for (const name of Object.keys(requirements)) {
    if (!names.has(name))
      throw new TypeError(`${name} is not a requirement; there are ${[...names].join(", ")}`);
  }
  const { scope, acrValues, revocation, clock = Date.now } = requirements;
  const { maxAuthAgeMs = Number.POSITIVE_INFINITY } = requirements;
  if (scope !== undefined && !isList(scope)) {
    throw new TypeError("scope must be scopes with one space between, such as notes:read notes:write");
  }
  if (acrValues !== undefined && !isList(acrValues)) {
    throw new TypeError("acrValues must be values of acr with one space between, such as urn:example:mfa");
  }
  if (!(maxAuthAgeMs >= seconds(1))) {
    throw new TypeError("maxAuthAgeMs must be milliseconds, 1000 at least, such as minutes(5)");
  }
  if (revocation !== undefined && !checksOf(verifier).includes(revocation)) {
    throw new TypeError(
      `revocation cannot be ${JSON.stringify(revocation)} with this verifier; see its options`,
    );
  }
  const acrList = acrValues?.split(" ");
  return { scopes: scope?.split(" ") ?? [], maxAuthAgeMs, acrValues: acrList, revocation, clock };
}

function isList(value: unknown): boolean {
  return typeof value === "string" && listText.test(value);
}

/** A Pawl in the same process knows what ended anywhere within a second, and need not be asked. */
function checksOf({ revocationChecks = ["feed", "none"] }: AccessTokenVerifier): readonly RevocationCheck[] {
  return revocationChecks;
}

/**
 * Refuses a session that does not do for the route.
 *
 * @throws InsufficientError `insufficient_scope` or `insufficient_user_authentication`.
 */
export function refuseInsufficient(
  claims: AccessTokenClaims,
  { scopes, maxAuthAgeMs, acrValues, clock }: CheckedRequirements,
): void {
  const granted = scopesOf(claims);
  if (!scopes.every((one) => granted.includes(one))) {
    throw new InsufficientError("insufficient_scope", { scope: scopes.join(" ") });
  }
  const isTooOld = clock() - seconds(claims.auth_time) > maxAuthAgeMs;
  const acr = claims["acr"];
  const isOfAnotherClass = acrValues?.every((value) => value !== acr) === true;
  if (isTooOld || isOfAnotherClass) {
    // All that the route asks for, so that one new login is enough (RFC 9470 §3).
    throw new InsufficientError("insufficient_user_authentication", {
      ...(acrValues === undefined ? {} : { acr_values: acrValues.join(" ") }),
      ...(Number.isFinite(maxAuthAgeMs) ? { max_age: String(Math.floor(maxAuthAgeMs / seconds(1))) } : {}),
    });
  }
}
