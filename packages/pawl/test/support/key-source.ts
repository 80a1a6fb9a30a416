import { sign } from "node:crypto";
import type { SigningAlgorithm } from "../../src/tokens/algorithms.ts";
import type { KeySource, SourceKey } from "../../src/tokens/key-source.ts";
import { forgersKey } from "./forged-token.ts";

/** A key as a KMS would keep it, whose private half nobody else sees. */
export function sourceKey(alg: SigningAlgorithm, signsAt: number): SourceKey {
  const { jwk, privateKey } = forgersKey(alg);
  const { kid: _, ...publicJwk } = jwk;
  const digest = alg === "Ed25519" ? null : "sha256";
  return {
    ...{ alg, publicJwk, signsAt },
    sign: async (input) => sign(digest, input, { key: privateKey, dsaEncoding: "ieee-p1363" }),
  };
}

/** A KMS in memory: keys may be added and taken away, and it may be out of reach. */
export interface MemoryKeySource extends KeySource {
  held: SourceKey[];
  out: boolean;
}

export function memoryKeySource(...held: SourceKey[]): MemoryKeySource {
  async function reach(): Promise<void> {
    if (source.out) throw new Error("the KMS is out of reach");
  }
  const source: MemoryKeySource = {
    ...{ held, out: false },
    async keys() {
      await reach();
      return source.held.map((key) => ({ ...key, sign: (input) => reach().then(() => key.sign(input)) }));
    },
  };
  return source;
}
