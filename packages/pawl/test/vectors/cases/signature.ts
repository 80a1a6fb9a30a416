import { sign } from "node:crypto";
import type { Mutant } from "../case.ts";
import { base64url, type ThrowawayKey, withClaims } from "../issuer.ts";

const zero = Buffer.alloc(32);

/** Signatures of every wrong form (C29): nothing of the token is believed before they are checked. */
export function signatureMutants(keys: readonly ThrowawayKey[]): Mutant[] {
  return keys.flatMap((key) => {
    const token = withClaims(key, {});
    const input = token.slice(0, token.lastIndexOf("."));
    const bytes = Buffer.from(token.slice(input.length + 1), "base64url");
    const spoilt = [...wrongForms(bytes), ...(key.alg === "ES256" ? ofEcdsa(key, input, bytes) : [])];
    return [
      ...spoilt.map(([name, form]): Mutant => [`${key.alg}: ${name}`, `${input}.${base64url(form)}`]),
      ...flips(key, token),
    ];
  });
}

type Form = readonly [name: string, bytes: Uint8Array];

function wrongForms(bytes: Buffer): Form[] {
  return [
    ["a signature of one byte less", bytes.subarray(0, -1)],
    ["a signature of one byte more", Buffer.concat([bytes, Buffer.alloc(1)])],
    ["a signature with a zero before", Buffer.concat([Buffer.alloc(1), bytes])],
    ["a signature of one byte", Buffer.alloc(1)],
    ["a signature of zeros", Buffer.alloc(bytes.length)],
    ["a signature of ones", Buffer.alloc(bytes.length, 0xff)],
    ["a signature twice", Buffer.concat([bytes, bytes])],
    ["half a signature", bytes.subarray(0, bytes.length / 2)],
    ["a signature backwards", Buffer.from(bytes).reverse()],
  ];
}

function ofEcdsa(key: ThrowawayKey, input: string, bytes: Buffer): Form[] {
  const order = Buffer.from("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", "hex");
  const [r, s] = [bytes.subarray(0, 32), bytes.subarray(32)];
  return [
    ["r = 0", Buffer.concat([zero, s])],
    ["s = 0", Buffer.concat([r, zero])],
    ["r = s = the order of the curve", Buffer.concat([order, order])],
    ["r and s swapped", Buffer.concat([s, r])],
    ["the DER form of a right signature", sign("sha256", Buffer.from(input), key.privateKey)],
  ];
}

/** One bit of each segment: the header may come to another key's name, and is refused all the same. */
function flips(key: ThrowawayKey, token: string): Mutant[] {
  const segments = token.split(".");
  return ["header", "payload", "signature"].flatMap((name, index) =>
    [0.1, 0.5, 0.9].map((where): Mutant => {
      const bytes = Buffer.from(segments[index] ?? "", "base64url");
      const at = Math.floor(bytes.length * where);
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      return [
        `${key.alg}: one bit of the ${name} flipped, at ${where}`,
        segments.with(index, base64url(bytes)).join("."),
      ];
    }),
  );
}
