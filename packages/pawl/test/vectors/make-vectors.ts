import { startOfTime } from "../support/clock.ts";
import { testAudience, testIssuer } from "../support/create-test-pawl.ts";
import type { Vectors } from "./case.ts";
import { claimMutants } from "./cases/claims.ts";
import { formMutants } from "./cases/form.ts";
import { headerMutants } from "./cases/header.ts";
import { keyMutants } from "./cases/keys.ts";
import { payloadMutants } from "./cases/payload.ts";
import { signatureMutants } from "./cases/signature.ts";
import { validCases } from "./cases/valid.ts";
import { algs, throwawayKey, toleranceSeconds } from "./issuer.ts";

/** All vectors, with new keys: the names and what is expected are the same each time, the tokens are not. */
export function makeVectors(): Vectors {
  const keys = algs.map(throwawayKey);
  const key = keys[0];
  if (key === undefined) throw new Error("there is no key");
  const mutants = [
    ...formMutants(key),
    ...headerMutants(key),
    ...keyMutants(keys),
    ...signatureMutants(keys),
    ...claimMutants(key),
    ...payloadMutants(key),
  ];
  return {
    issuer: testIssuer,
    audience: testAudience,
    clock_tolerance_ms: toleranceSeconds * 1000,
    jwks: { keys: keys.map(({ jwk }) => jwk) },
    cases: [
      ...validCases(keys, key),
      ...mutants.map(([name, token, at = startOfTime]) => ({
        name,
        token,
        at,
        expected: "invalid" as const,
      })),
    ],
  };
}
