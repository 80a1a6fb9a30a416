/**
 * Goal: only a compact JWS in canonical base64url of bounded size is looked at (C29, C33, C34), and only the issuer's
 * signature passes.
 * Method: one honest token, taken apart and put together wrongly; every bit of it flipped; signatures of every
 * wrong form.
 */
import { sign } from "node:crypto";
import { describe, expect, test } from "vitest";
import {
  base64url,
  forgersKey,
  headerOf,
  honestClaims,
  ringOf,
  signed,
  signedSegments,
  verifierOf,
} from "../support/forged-token.ts";

const key = forgersKey();
const verify = verifierOf(ringOf(key));

const honest = signed(key, headerOf(key), honestClaims);
const [header = "", payload = "", signature = ""] = honest.split(".");

test("the honest token verifies, so that what follows fails for its own reason", () => {
  expect(verify(honest)).toBe("verified");
});

describe("every flipped bit is seen", () => {
  test.each([
    ["header", 0],
    ["payload", 1],
    ["signature", 2],
  ] as const)("in the %s", (_, segment) => {
    const segments = [header, payload, signature];
    const bytes = Buffer.from(segments[segment] ?? "", "base64url");
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const flipped = Buffer.from(bytes);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const forged = segments.with(segment, flipped.toString("base64url")).join(".");
      expect(["invalid", "unknown-key"], `bit ${bit}`).toContain(verify(forged));
    }
  });

  test("and every changed character of the text, also to one outside the alphabet", () => {
    for (let at = 0; at < honest.length; at++) {
      for (const other of ["A", "b", "9", "-", "_", ".", "=", "+", "/", " ", "\n", "\0", "\u0141", "é"]) {
        if (honest[at] === other) continue;
        const forged = honest.slice(0, at) + other + honest.slice(at + 1);
        if (verify(forged) === "verified") expect.fail(`character ${at} as ${JSON.stringify(other)}`);
      }
    }
  });

  test("a character whose low byte is right is another character", () => {
    for (const at of [0, header.length + 1, honest.length - 1]) {
      const twin = String.fromCharCode(0x1_00 + honest.charCodeAt(at));
      expect(verify(honest.slice(0, at) + twin + honest.slice(at + 1))).toBe("invalid");
    }
  });
});

describe("what is not three canonical segments is refused", () => {
  test.each([
    ["nothing", ""],
    ["one dot", "."],
    ["two dots", ".."],
    ["three dots", "..."],
    ["no signature", `${header}.${payload}`],
    ["an empty signature", `${header}.${payload}.`],
    ["an empty payload", signedSegments(key, header, "")],
    ["an empty header", signedSegments(key, "", payload)],
    ["an empty segment between", `${header}..${payload}.${signature}`],
    ["four segments", `${honest}.${signature}`],
    ["a leading dot", `.${honest}`],
    ["a trailing dot", `${honest}.`],
    ["five segments, as a JWE has", `${header}.AAAA.AAAA.${payload}.${signature}`],
    ["two tokens", `${honest}.${honest}`],
    ["two tokens with a comma", `${honest},${honest}`],
    ["the JSON form", JSON.stringify({ protected: header, payload, signature })],
    ["the general JSON form", JSON.stringify({ payload, signatures: [{ protected: header, signature }] })],
    ["a scheme before it", `Bearer ${honest}`],
    ["quotes about it", `"${honest}"`],
    ["a space before", ` ${honest}`],
    ["a space after", `${honest} `],
    ["a line break after", `${honest}\n`],
    ["a line break between", `${header}.\n${payload}.${signature}`],
    ["percent-encoding", honest.replaceAll(".", "%2E")],
    ["padding on the signature", `${honest}==`],
    ["a word", "undefined"],
  ])("%s", (_, token) => {
    expect(verify(token)).toBe("invalid");
  });

  test.each([
    ["nothing at all", undefined],
    ["null", null],
    ["a number", 3],
    ["the token in a list", [honest]],
    ["an object of its length", { length: honest.length }],
  ])("%s, as a caller without types may bring it", (_, token) => {
    expect(verify(token as unknown as string)).toBe("invalid");
  });

  test("and is not worth a look into the store, although its header names a key that may be new", () => {
    const unknown = base64url(JSON.stringify(headerOf(forgersKey())));
    expect(verify(`${unknown}.${payload}.${signature}`)).toBe("unknown-key");
    for (const rest of ["", ".", `.${payload}`, `.${signature}`, "..", `..${signature}`]) {
      expect(verify(unknown + rest), rest).toBe("invalid");
    }
  });

  test.each([
    ["padding", "="],
    ["a space", " "],
    ["a line break", "\n"],
  ])("%s inside what is signed does not pass because it is signed", (_, odd) => {
    expect(verify(signedSegments(key, header + odd, payload))).toBe("invalid");
    expect(verify(signedSegments(key, header, payload + odd))).toBe("invalid");
  });

  test("plain base64 is refused, although it is signed", () => {
    // `>>>` and `???` are `Pj4+` and `Pz8/` in plain base64.
    const claims = { ...honestClaims, sub: "usr_>>>>???????" };
    const plain = Buffer.from(JSON.stringify(claims)).toString("base64").replaceAll("=", "");
    expect(plain).toMatch(/[+/]/);
    expect(verify(signedSegments(key, header, plain))).toBe("invalid");
    expect(verify(signed(key, headerOf(key), claims))).toBe("verified");
  });

  test("stray bits at the end of a segment are refused, although the bytes are the same", () => {
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const twinOf = (text: string) => text.slice(0, -1) + alphabet[alphabet.indexOf(text.slice(-1)) + 1];
    expect(Buffer.from(twinOf(signature), "base64url")).toEqual(Buffer.from(signature, "base64url"));
    expect(verify(`${header}.${payload}.${twinOf(signature)}`)).toBe("invalid");
    for (const blanks of [1, 2, 3]) {
      const text = base64url(JSON.stringify(honestClaims) + " ".repeat(blanks));
      if (text.length % 4 === 0) continue;
      expect(verify(signedSegments(key, header, text))).toBe("verified");
      expect(verify(signedSegments(key, header, twinOf(text)))).toBe("invalid");
    }
  });
});

describe("size", () => {
  const ofLength = (length: number) => {
    const empty = signed(key, headerOf(key), { ...honestClaims, note: "" }).length;
    // Three bytes make four characters; what is left over is made up by the reader's eye.
    const note = "x".repeat(Math.floor(((length - empty) * 3) / 4));
    return signed(key, headerOf(key), { ...honestClaims, note });
  };

  test("4096 characters are taken and one more is not", () => {
    const [longest, tooLong] = [ofLength(4096), ofLength(4100)];
    expect(longest.length).toBeGreaterThan(4090);
    expect(longest.length).toBeLessThanOrEqual(4096);
    expect(verify(longest)).toBe("verified");
    expect(tooLong.length).toBeGreaterThan(4096);
    expect(verify(tooLong)).toBe("invalid");
  });

  test.each([
    ["a megabyte of letters", "A".repeat(1_000_000)],
    ["a megabyte of dots", ".".repeat(1_000_000)],
    ["a megabyte of payload", `${header}.${"A".repeat(1_000_000)}.${signature}`],
    ["a megabyte of brackets", signedSegments(key, header, base64url("[".repeat(750_000)))],
  ])("%s is refused", (_, token) => {
    expect(verify(token)).toBe("invalid");
  });
});

describe("a signature is 64 bytes of r and s", () => {
  const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
  const raw = Buffer.from(signature, "base64url");
  const [r, s] = [raw.subarray(0, 32), raw.subarray(32)];
  const zero = Buffer.alloc(32);
  const number = (value: bigint) => Buffer.from(value.toString(16).padStart(64, "0"), "hex");

  test.each([
    ["r = s = 0, the psychic one", [zero, zero]],
    ["r = 0", [zero, s]],
    ["s = 0", [r, zero]],
    ["r = s = the order of the curve", [number(order), number(order)]],
    ["r and s swapped", [s, r]],
    ["all ones", [Buffer.alloc(64, 0xff)]],
    ["63 bytes", [raw.subarray(0, 63)]],
    ["65 bytes", [raw, Buffer.alloc(1)]],
    ["96 bytes, as ES384 has", [raw, s]],
    ["1 byte", [Buffer.alloc(1)]],
    ["r alone", [r]],
  ])("%s is refused", (_, bytes) => {
    expect(verify(`${header}.${payload}.${base64url(Buffer.concat(bytes))}`)).toBe("invalid");
  });

  test("the DER form of a right signature is refused", () => {
    for (let attempt = 0; attempt < 20; attempt++) {
      const der = sign("sha256", Buffer.from(`${header}.${payload}`), key.privateKey);
      expect(verify(`${header}.${payload}.${base64url(der)}`)).toBe("invalid");
    }
  });

  test("the other spelling of a right signature says the same, since nothing is keyed by signature", () => {
    const twin = Buffer.concat([r, number(order - BigInt(`0x${s.toString("hex")}`))]);
    expect(verify(`${header}.${payload}.${base64url(twin)}`)).toBe("verified");
  });

  test("the signature of another token of ours is refused", () => {
    const other = signed(key, headerOf(key), { ...honestClaims, sub: "usr_grace" });
    expect(verify(`${header}.${payload}.${other.split(".")[2]}`)).toBe("invalid");
  });
});
