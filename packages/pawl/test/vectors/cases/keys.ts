import { createHmac } from "node:crypto";
import type { Mutant } from "../case.ts";
import {
  type Alg,
  algs,
  base64url,
  headerOf,
  honestClaims,
  signatureOf,
  signed,
  type ThrowawayKey,
  throwawayKey,
  withClaims,
} from "../issuer.ts";

const inputWith = (header: unknown): string =>
  `${base64url(JSON.stringify(header))}.${base64url(JSON.stringify(honestClaims))}`;

/** A key does one thing, under one name (C28, C39): other algorithms, other keys, and the public half as a secret. */
export function keyMutants(keys: readonly ThrowawayKey[]): Mutant[] {
  const attackers = new Map<Alg, ThrowawayKey>(algs.map((alg) => [alg, throwawayKey(alg)]));
  return keys.flatMap((key) => [
    ...unsigned(key),
    ...macs(key),
    ...keys.filter((other) => other !== key).flatMap((other) => confused(key, other)),
    ...[...attackers.values()].flatMap((attacker) => attacks(key, attacker)),
  ]);
}

function unsigned(key: ThrowawayKey): Mutant[] {
  const input = inputWith({ ...headerOf(key), alg: "none" });
  return [
    [`alg none under the kid of ${key.alg}, with an empty signature`, `${input}.`],
    [`alg none under the kid of ${key.alg}, with a blank signature`, `${input}.${"A".repeat(86)}`],
  ];
}

/** An HMAC whose secret is the public key, in each way that a library might write it. */
function macs(key: ThrowawayKey): Mutant[] {
  const secrets: [string, string | Buffer][] = [
    ["PEM", key.publicKey.export({ type: "spki", format: "pem" }) as string],
    ["DER", key.publicKey.export({ type: "spki", format: "der" })],
    ["JWK", JSON.stringify(key.jwk)],
    ["nothing", ""],
  ];
  return secrets.flatMap(([form, secret]) =>
    ["HS256", key.alg].map((alg): Mutant => {
      const input = inputWith({ ...headerOf(key), alg });
      const mac = createHmac("sha256", secret).update(input).digest();
      const bytes = alg === "HS256" ? mac : Buffer.concat([mac, mac]);
      return [`an HMAC with ${form} of the ${key.alg} key, called ${alg}`, `${input}.${base64url(bytes)}`];
    }),
  );
}

/** Two keys of ours: one's name, the other's algorithm or signature. */
function confused(key: ThrowawayKey, other: ThrowawayKey): Mutant[] {
  const what = `the ${key.alg} key`;
  return [
    [
      `${what} named, ${other.alg} stated, signed by ${what}`,
      signed(key, headerOf(key, { alg: other.alg }), honestClaims),
    ],
    [`${what} named and stated, signed by the ${other.alg} key`, signed(other, headerOf(key), honestClaims)],
    [
      `${what} named, ${other.alg} stated and signed`,
      signed(other, headerOf(key, { alg: other.alg }), honestClaims),
    ],
  ];
}

function attacks(key: ThrowawayKey, attacker: ThrowawayKey): Mutant[] {
  const what = `the attacker's ${attacker.alg} key`;
  const mutants: Mutant[] = [
    [
      `${what} under the name of our ${key.alg} key`,
      signed(attacker, headerOf(key, { alg: attacker.alg }), honestClaims),
    ],
  ];
  if (attacker.alg !== key.alg) return mutants;
  const bringing = { alg: attacker.alg, typ: "at+jwt", jwk: attacker.jwk };
  return [
    ...mutants,
    [`${what} under its own name`, withClaims(attacker, {})],
    [
      `${what} in jwk, under its own name`,
      signed(attacker, { ...headerOf(attacker), jwk: attacker.jwk }, honestClaims),
    ],
    [
      `${what} in jwk, under our name`,
      signed(attacker, { ...headerOf(key), jwk: attacker.jwk }, honestClaims),
    ],
    [`${what} in jwk, without a name`, signed(attacker, bringing, honestClaims)],
    [
      `the signature of another token, ${key.alg}`,
      withSignatureOf(key, withClaims(key, { sub: "usr_grace" })),
    ],
  ];
}

function withSignatureOf(key: ThrowawayKey, other: string): string {
  const input = inputWith(headerOf(key));
  return `${input}.${other.split(".")[2] ?? base64url(signatureOf(key, input))}`;
}
