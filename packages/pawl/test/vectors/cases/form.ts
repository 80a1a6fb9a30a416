import type { Mutant } from "../case.ts";
import {
  base64url,
  headerOf,
  honestClaims,
  signed,
  signedSegments,
  type ThrowawayKey,
  withClaims,
} from "../issuer.ts";

/** What is not a compact JWS of three canonical segments of bounded size (C33, C34). */
export function formMutants(key: ThrowawayKey): Mutant[] {
  const honest = withClaims(key, {});
  const [header = "", payload = "", signature = ""] = honest.split(".");
  // `>>>` and `???` are `Pj4+` and `Pz8/` in plain base64.
  const plain = Buffer.from(JSON.stringify({ ...honestClaims, sub: "usr_>>>>???????" })).toString("base64");
  return [
    ["nothing", ""],
    ["a word", "undefined"],
    ["one dot", "."],
    ["two dots", ".."],
    ["three dots", "..."],
    ["no signature", `${header}.${payload}`],
    ["an empty signature", `${header}.${payload}.`],
    ["an empty payload, signed", signedSegments(key, header, "")],
    ["an empty header, signed", signedSegments(key, "", payload)],
    ["an empty segment between", `${header}..${payload}.${signature}`],
    ["four segments", `${honest}.${signature}`],
    ["five segments, as a JWE has", `${header}.AAAA.AAAA.${payload}.${signature}`],
    ["a leading dot", `.${honest}`],
    ["a trailing dot", `${honest}.`],
    ["two tokens", `${honest}.${honest}`],
    ["two tokens with a comma", `${honest},${honest}`],
    ["the flattened JSON form", JSON.stringify({ protected: header, payload, signature })],
    ["the general JSON form", JSON.stringify({ payload, signatures: [{ protected: header, signature }] })],
    ["a scheme before it", `Bearer ${honest}`],
    ["quotes about it", `"${honest}"`],
    ["a space before", ` ${honest}`],
    ["a space after", `${honest} `],
    ["a line break after", `${honest}\n`],
    ["a NUL after", `${honest}\0`],
    ["a line break between", `${header}.\n${payload}.${signature}`],
    ["percent-encoded dots", honest.replaceAll(".", "%2E")],
    ["padding on the signature", `${honest}==`],
    ["padding in the header, signed", signedSegments(key, `${header}=`, payload)],
    ["padding in the payload, signed", signedSegments(key, header, `${payload}=`)],
    ["a space in the header, signed", signedSegments(key, `${header} `, payload)],
    ["a line break in the payload, signed", signedSegments(key, header, `${payload}\n`)],
    [
      "a line break inside the payload, signed",
      signedSegments(key, header, `${payload.slice(0, 40)}\n${payload.slice(40)}`),
    ],
    ["plain base64, signed", signedSegments(key, header, plain.replaceAll("=", ""))],
    ["plain base64 with padding, signed", signedSegments(key, header, plain)],
    ["stray bits at the end of the signature", withStrayBits(honest)],
    [
      "stray bits at the end of the payload, signed",
      signedSegments(key, header, withStrayBits(paddedTo2(payload))),
    ],
    ["a payload of an impossible length, signed", signedSegments(key, header, `${paddedTo2(payload)}AAA`)],
    [
      "a letter outside ASCII whose low byte is right",
      `${String.fromCharCode(0x1_00 + 0x65)}${honest.slice(1)}`,
    ],
    ["a full-width letter", honest.replace(/.$/, "\uff21")],
    ["longer than 4096 characters, signed", tooLong(key)],
    ["a header larger than 1 KiB, signed", signed(key, headerOf(key, { x: "x".repeat(1024) }), honestClaims)],
    ["twenty thousand letters", "A".repeat(20_000)],
    ["twenty thousand dots", ".".repeat(20_000)],
    ["a payload of brackets, signed", signedSegments(key, header, base64url("[".repeat(2000)))],
  ];
}

/** One more than its last character: where bits are left over there, it decodes to the same bytes. */
function withStrayBits(text: string): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const last = alphabet.indexOf(text.charAt(text.length - 1));
  return text.slice(0, -1) + alphabet.charAt(last + 1);
}

/** The same JSON with white space after it, so that its encoding ends in two characters of which four bits are left. */
function paddedTo2(payload: string): string {
  let json = Buffer.from(payload, "base64url").toString();
  while (Buffer.byteLength(json) % 3 !== 1) json += " ";
  return base64url(json);
}

function tooLong(key: ThrowawayKey): string {
  let note = "";
  while (withClaims(key, { note }).length <= 4096) note += "x".repeat(8);
  return withClaims(key, { note });
}
