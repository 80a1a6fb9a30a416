import { createVerifier, type Verifier } from "../../../src/verify/create-verifier.ts";
import type { VerifierEvent } from "../../../src/verify/events.ts";
import type { VerifierOptions } from "../../../src/verify/options.ts";
import { fakeClock } from "../../support/clock.ts";
import { testAudience, testIssuer } from "../../support/create-test-pawl.ts";
import { type Alg, type ThrowawayKey, throwawayKey } from "../../vectors/issuer.ts";

export const jwksUrl = `${testIssuer}/.well-known/jwks.json`;

/** What the issuer's JWKS endpoint does next. */
export type JwksAnswer = () => Response | Promise<Response>;

/** An issuer that can be brought into any state, and the verifier that fetches from it. */
export interface RemoteIssuer {
  readonly verifier: Verifier;
  readonly clock: ReturnType<typeof fakeClock>;
  readonly events: VerifierEvent[];
  /** Every request that came, in order. */
  readonly requests: { readonly url: string; readonly init: RequestInit }[];
  /** Answers so from now on. */
  answer(how: JwksAnswer): void;
  /** Shows these keys from now on. */
  show(keys: readonly (ThrowawayKey | object)[], headers?: Record<string, string>): void;
}

const isKey = (key: ThrowawayKey | object): key is ThrowawayKey => "jwk" in key;

export function jwksResponse(
  keys: readonly (ThrowawayKey | object)[],
  headers: Record<string, string> = {},
): Response {
  const shown = keys.map((key) => (isKey(key) ? key.jwk : key));
  return Response.json({ keys: shown }, { headers: { "cache-control": "max-age=300", ...headers } });
}

export function remoteIssuer(
  keys: readonly (ThrowawayKey | object)[],
  options: Partial<VerifierOptions> = {},
): RemoteIssuer {
  const clock = fakeClock();
  const events: VerifierEvent[] = [];
  const requests: { url: string; init: RequestInit }[] = [];
  let answer: JwksAnswer = () => jwksResponse(keys);
  const fetch = async (url: unknown, init: RequestInit = {}): Promise<Response> => {
    requests.push({ url: String(url), init });
    return await answer();
  };
  const verifier = createVerifier({
    issuer: testIssuer,
    audience: testAudience,
    jwks: jwksUrl,
    fetch,
    clock: clock.read,
    onEvent: (event) => events.push(event),
    ...options,
  });
  return {
    ...{ verifier, clock, events, requests },
    answer: (how) => {
      answer = how;
    },
    show: (shown, headers) => {
      answer = () => jwksResponse(shown, headers);
    },
  };
}

/** A verifier of one key that never changes, at the start of time. */
export function staticVerifier(
  options: Partial<VerifierOptions> = {},
  alg: Alg = "ES256",
): { key: ThrowawayKey; verifier: Verifier; clock: ReturnType<typeof fakeClock> } {
  const key = throwawayKey(alg);
  const clock = fakeClock();
  const verifier = createVerifier({
    ...{ issuer: testIssuer, audience: testAudience, jwks: { keys: [key.jwk] }, clock: clock.read },
    ...options,
  });
  return { key, verifier, clock };
}
