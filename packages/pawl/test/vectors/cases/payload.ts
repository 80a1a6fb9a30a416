import type { Mutant } from "../case.ts";
import { claimsAnd, headerOf, honestClaims, now, signed, type ThrowawayKey } from "../issuer.ts";

/** Payloads that are not one strict JSON object in UTF-8 (C35), each really signed. */
export function payloadMutants(key: ThrowawayKey): Mutant[] {
  const json = JSON.stringify(honestClaims);
  const payloads: [string, string | Uint8Array][] = [
    ["sub twice", claimsAnd('"sub":"usr_grace"')],
    ["sub twice, once escaped", claimsAnd('"\\u0073ub":"usr_grace"')],
    ["exp twice", claimsAnd(`"exp":${now + 3000}`)],
    ["the same value twice", claimsAnd('"sub":"usr_ada"')],
    ["a duplicate in a claim of the identity's", claimsAnd('"roles":{"admin":false,"admin":true}')],
    ["a duplicate in a list", claimsAnd('"roles":[{"a":1,"a":1}]')],
    ["__proto__", claimsAnd('"__proto__":{"admin":true}')],
    ["__proto__, escaped", claimsAnd('"\\u005f_proto__":{}')],
    ["__proto__ in a claim of the identity's", claimsAnd('"roles":{"__proto__":{}}')],
    ["claims inherited from __proto__", `{"__proto__":${json}}`],
    ["a list", `[${json}]`],
    ["a text", JSON.stringify(json)],
    ["null", "null"],
    ["true", "true"],
    ["a number", "7"],
    ["cut short", json.slice(0, -1)],
    ["followed by more", `${json}{}`],
    ["followed by a NUL", `${json}\0`],
    ["followed by a vertical tab", `${json}\v`],
    ["with a non-breaking space", `\u00a0${json}`],
    ["with a raw line break in a text", claimsAnd('"note":"a\nb"')],
    ["with a raw tab in a text", claimsAnd('"note":"a\tb"')],
    ["with an unknown escape", claimsAnd('"note":"\\x41"')],
    ["with a comma at the end", `${json.slice(0, -1)},}`],
    ["with a comment", `${json}//`],
    ["with single quotes", json.replaceAll('"', "'")],
    ["with NaN in an unknown claim", claimsAnd('"note":NaN')],
    ["with -Infinity in an unknown claim", claimsAnd('"note":-Infinity')],
    ["with undefined in an unknown claim", claimsAnd('"note":undefined')],
    ["nested lists too deep", claimsAnd(`"x":${"[".repeat(8)}${"]".repeat(8)}`)],
    ["nested objects too deep", claimsAnd(`"x":${'{"x":'.repeat(8)}1${"}".repeat(8)}`)],
    ["a byte order mark", Buffer.from(`\uFEFF${json}`)],
    ["UTF-16", Buffer.from(json, "utf16le")],
    ["UTF-16, big end first", Buffer.from(json, "utf16le").swap16()],
    ["Latin-1", Buffer.from(claimsAnd('"name":"Zoë"'), "latin1")],
    ["an overlong encoding", bytesIn(claimsAnd('"name":"@"'), [0xc0, 0x80])],
    ["half a surrogate pair as bytes", bytesIn(claimsAnd('"name":"@"'), [0xed, 0xa0, 0x80])],
    ["bytes that are no text", Buffer.from([0xff, 0xfe, 0xfd])],
  ];
  return payloads.map(([name, payload]): Mutant => [`payload: ${name}`, signed(key, headerOf(key), payload)]);
}

/** The text, with bytes in place of its `@`. */
function bytesIn(text: string, bytes: readonly number[]): Uint8Array {
  const at = text.indexOf("@");
  return Buffer.concat([Buffer.from(text.slice(0, at)), Buffer.from(bytes), Buffer.from(text.slice(at + 1))]);
}
