import { createPublicKey, type JsonWebKey } from "node:crypto";
import { SessionError } from "../../../src/protocol/errors.ts";
import type { AccessTokenClaims } from "../../../src/tokens/access-token.ts";
import type { SigningAlgorithm } from "../../../src/tokens/algorithms.ts";
import { createKeyRing } from "../../../src/tokens/key-ring.ts";
import { publicHalf } from "../../../src/tokens/signing-key.ts";
import { verifyAccessToken } from "../../../src/tokens/verify-access-token.ts";
import { createVerifier } from "../../../src/verify/create-verifier.ts";
import type { Vectors } from "../../vectors/case.ts";

/** What a verifier makes of a token at an instant: its claims, or `invalid`. Anything else is a failure of the test. */
export type Verdict = AccessTokenClaims | "invalid";
export type VerifyAt = (token: string, at: number) => Promise<Verdict>;

type Issuer = Pick<Vectors, "issuer" | "audience" | "clock_tolerance_ms" | "jwks">;

/** `pawl/verify`, without its memory of tokens, so that each is looked at. */
export function portableVerifier(issuer: Issuer): VerifyAt {
  let now = 0;
  const { verify } = createVerifier({
    issuer: issuer.issuer,
    audience: issuer.audience,
    jwks: issuer.jwks,
    clockToleranceMs: issuer.clock_tolerance_ms,
    cacheSize: 0,
    clock: () => now,
  });
  return async (token, at) => {
    now = at;
    try {
      return await verify(token);
    } catch (thrown) {
      if (thrown instanceof SessionError && thrown.code === "access_token_invalid") return "invalid";
      throw thrown;
    }
  };
}

/** The server's own, with the same tolerance. An unknown key is one more reason to refuse. */
export function serverVerifier(issuer: Issuer): VerifyAt {
  const instants = { createdAt: 0, signsAt: 0 };
  const ring = createKeyRing(
    issuer.jwks.keys.map((jwk) =>
      publicHalf(
        createPublicKey({ key: jwk as JsonWebKey, format: "jwk" }),
        jwk["alg"] as SigningAlgorithm,
        instants,
      ),
    ),
  );
  const toleranceMs = issuer.clock_tolerance_ms;
  return async (token, now) => {
    const verification = verifyAccessToken(token, ring, {
      ...{ issuer: issuer.issuer, audience: issuer.audience, now },
      ...{ clockToleranceMs: toleranceMs, expiryToleranceMs: toleranceMs },
    });
    return verification.kind === "verified" ? verification.claims : "invalid";
  };
}
