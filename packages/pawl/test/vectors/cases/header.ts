import type { Mutant } from "../case.ts";
import { headerOf, honestClaims, signed, type ThrowawayKey, withHeader } from "../issuer.ts";

const named = (value: unknown): string => (value === undefined ? "missing" : JSON.stringify(value));

/** Headers that are wrong in one way (C27, C30–C32, C35, C37), signed with the issuer's own key. */
export function headerMutants(key: ThrowawayKey): Mutant[] {
  const { kid, alg, jwk } = key;
  const text = `"alg":"${alg}","typ":"at+jwt","kid":"${kid}"`;
  const json = JSON.stringify(headerOf(key));
  const raw = (name: string, header: string | Uint8Array): Mutant => [
    `header: ${name}`,
    signed(key, header, honestClaims),
  ];
  const member = (name: string, value: unknown): Mutant => [
    `header: ${name} ${named(value)}`,
    withHeader(key, { [name]: value }),
  ];
  return [
    ...["none", "NONE", "nOnE", "", undefined, null, [alg], 256, { alg }].map((v) => member("alg", v)),
    ...[
      "es256",
      "ES256 ",
      "ES256\0",
      "HS256",
      "RS512",
      "PS256",
      "ES384",
      "ES512",
      "ES256K",
      "EdDSA",
      "Ed448",
    ].map((v) => member("alg", v)),
    ...["dir", "PBES2-HS256+A128KW", "RSA-OAEP"].map((v) => member("alg", v)),
    ...["JWT", "jwt", "dpop+jwt", "dbsc+jwt", "logout+jwt", "secevent+jwt", "at+jwt ", "at+jwt;v=1"].map(
      (v) => member("typ", v),
    ),
    ...["AT+JWT", "application/AT+JWT", "", undefined, null, ["at+jwt"], 1].map((v) => member("typ", v)),
    ...["../../../../etc/passwd", "/dev/null\0", "' OR 1=1 --", "https://attacker.example/key"].map((v) =>
      member("kid", v),
    ),
    ...["__proto__", "constructor", "", undefined, null, 0].map((v) => member("kid", v)),
    ["header: kid in a list", withHeader(key, { kid: [kid] })],
    ["header: kid in an object", withHeader(key, { kid: { kid } })],
    [`header: kid cut short`, withHeader(key, { kid: kid.slice(0, 42) })],
    [`header: kid with a space`, withHeader(key, { kid: `${kid} ` })],
    [`header: kid that is no key of ours`, withHeader(key, { kid: "A".repeat(43) })],
    [`header: kid of 43 slashes`, withHeader(key, { kid: "/".repeat(43) })],
    [`header: kid of 800 characters`, withHeader(key, { kid: "A".repeat(800) })],
    ["header: jwk, which is the right one", withHeader(key, { jwk })],
    member("jwk", null),
    member("jku", "https://attacker.example/jwks.json"),
    member("jku", ""),
    member("x5u", "https://attacker.example/cert.pem"),
    member("x5c", ["MIIB"]),
    member("enc", "A256GCM"),
    member("zip", "DEF"),
    member("crit", ["x"]),
    member("crit", []),
    member("crit", null),
    member("b64", false),
    member("b64", true),
    [`header: crit that lists exp`, withHeader(key, { crit: ["exp"], exp: 1 })],
    [`header: crit that lists b64`, withHeader(key, { crit: ["b64"], b64: false })],
    raw("alg twice, the wrong one first", `{"alg":"none",${text}}`),
    raw("alg twice, the wrong one last", `{${text},"alg":"none"}`),
    raw("alg twice, once escaped", `{${text},"\\u0061lg":"${alg}"}`),
    raw("kid twice", `{${text},"kid":"${kid}"}`),
    raw("a member called __proto__", `{${text},"__proto__":{}}`),
    raw("members inherited from __proto__", `{"__proto__":{${text}}}`),
    raw("a list", `[{${text}}]`),
    raw("a text", `"${alg}"`),
    raw("null", "null"),
    raw("a space", " "),
    raw("no JSON: names without quotes", `{alg:"${alg}",typ:"at+jwt",kid:"${kid}"}`),
    raw("no JSON: single quotes", json.replaceAll('"', "'")),
    raw("no JSON: a comma at the end", `{${text},}`),
    raw("no JSON: a comment", `{${text}/**/}`),
    raw("followed by more", `${json} {}`),
    raw("nested too deep", `{${text},"x":${"[".repeat(8)}${"]".repeat(8)}}`),
    raw("a byte order mark", Buffer.from(`\uFEFF${json}`)),
    raw("UTF-16", Buffer.from(json, "utf16le")),
    raw(
      "bytes that are no UTF-8",
      Buffer.concat([Buffer.from(`{${text},"x":"`), Buffer.from([0xff, 0x22, 0x7d])]),
    ),
  ];
}
