import { createHmac, createPublicKey, sign } from "node:crypto";
import type { Store } from "../../../src/stores/store.ts";
import type { AccessTokenClaims } from "../../../src/tokens/access-token.ts";
import type { PublicJwk } from "../../../src/tokens/public-jwk.ts";
import { openStoredKey } from "../../../src/tokens/signing-key.ts";
import { testAudience, testIssuer } from "../../support/create-test-pawl.ts";
import {
  base64url,
  type ForgersKey,
  forgersKey,
  headerOf,
  signed,
  signedSegments,
} from "../../support/forged-token.ts";
import { secretsOf } from "../../support/secrets.ts";

/** The site's own key, as if it had been stolen: what it signs can only be wrong for another reason. */
export async function stolenKey(store: Store): Promise<ForgersKey> {
  const [stored] = await store.keys.list();
  if (stored === undefined) throw new Error("log in first: the site has no key yet");
  const key = openStoredKey(stored, secretsOf());
  if (key.privateKey === undefined) throw new Error("the key of the site must open");
  return { ...key, privateKey: key.privateKey };
}

/**
 * One forged token of each kind in security.md section B, by name. All of them name a live session.
 *
 * @param honest an access token that works, and its claims.
 * @param trap a URL that would tell if anybody fetched it.
 */
export function forgedAccessTokens(
  key: ForgersKey,
  honest: { readonly token: string; readonly claims: AccessTokenClaims },
  trap: string,
): [string, string][] {
  const attacker = forgersKey();
  const [header = "", payload = "", signature = ""] = honest.token.split(".");
  const claims = honest.claims;
  const withHeader = (differences: Record<string, unknown>, by: ForgersKey = attacker) =>
    signed(by, headerOf(key, differences), claims);
  const withClaims = (differences: Record<string, unknown>) =>
    signed(key, headerOf(key), { ...claims, ...differences });
  const unsigned = (alg: unknown, last = "") =>
    `${base64url(JSON.stringify(headerOf(key, { alg })))}.${payload}.${last}`;
  const hmacWith = (secret: string | Buffer) => {
    const input = `${base64url(JSON.stringify(headerOf(key, { alg: "HS256" })))}.${payload}`;
    return `${input}.${createHmac("sha256", secret).update(input).digest("base64url")}`;
  };
  const publicKey = createPublicKey({ key: { ...key.jwk }, format: "jwk" });
  const attackersJwk: PublicJwk = attacker.jwk;
  const now = claims.iat;

  return [
    ["A1: no algorithm, no signature", unsigned("none")],
    ["A1: another spelling of none", unsigned("nOnE", signature)],
    ["A1: no algorithm, the old signature", unsigned("none", signature)],
    ["A1: an empty algorithm", unsigned("", signature)],
    ["A1: an algorithm that is a list", unsigned(["ES256"], signature)],
    ["A2: an HMAC with the public key as PEM", hmacWith(publicKey.export({ type: "spki", format: "pem" }))],
    ["A2: an HMAC with the public key as DER", hmacWith(publicKey.export({ type: "spki", format: "der" }))],
    ["A2: an HMAC with the public key as JWK", hmacWith(JSON.stringify(key.jwk))],
    ["A2: an HMAC with nothing", hmacWith("")],
    ["A3: a kid that is a path", withHeader({ kid: "../../../../../../dev/null" })],
    ["A3: a kid that is SQL", withHeader({ kid: "x' UNION SELECT 'key" })],
    ["A3: a kid of a prototype", withHeader({ kid: "__proto__" })],
    ["A3: a kid that is an object", withHeader({ kid: { toString: 1 } })],
    ["A3: a kid of seven thousand characters", withHeader({ kid: "k".repeat(7000) })],
    ["A3: no kid", withHeader({ kid: undefined }, key)],
    ["A4: the attacker's key in jwk", withHeader({ jwk: attackersJwk, kid: attacker.kid })],
    ["A4: the attacker's keys behind jku", withHeader({ jku: trap, kid: attacker.kid })],
    ["A4: a certificate behind x5u", withHeader({ x5u: trap, kid: attacker.kid })],
    ["A4: our own key, but a jku beside it", withHeader({ jku: trap }, key)],
    ["A4: a kid that is a URL", withHeader({ kid: trap })],
    ["A5: an unknown critical extension", withHeader({ crit: ["x"], x: 1 }, key)],
    ["A5: an unencoded payload", withHeader({ crit: ["b64"], b64: false }, key)],
    [
      "A5: a member twice in the header",
      signed(key, `{"alg":"none","alg":"ES256","typ":"at+jwt","kid":"${key.kid}"}`, claims),
    ],
    [
      "A5: a member twice in the claims",
      signed(key, headerOf(key), JSON.stringify(claims).replace("{", '{"sub":"usr_grace",')),
    ],
    ["A6: five segments", `${honest.token}.${payload}.${signature}`],
    ["A7: padding", `${honest.token}=`],
    ["A7: two segments", `${header}.${payload}`],
    ["A7: the other base64", `${header}.${payload}.${signature.replace(/[-_]/g, "+").replace(/^./, "/")}`],
    ["A7: stray bits", signedSegments(key, strayBits(header), payload)],
    ["A8: a signature of zeros", `${header}.${payload}.${base64url(Buffer.alloc(64))}`],
    [
      "A8: a signature in DER",
      `${header}.${payload}.${base64url(sign("sha256", Buffer.from(`${header}.${payload}`), key.privateKey))}`,
    ],
    ["A8: the attacker's signature under our kid", withHeader({})],
    ["A9: another issuer", withClaims({ iss: "https://evil.example/auth" })],
    ["A9: the issuer with a slash", withClaims({ iss: `${testIssuer}/` })],
    ["A9: another audience", withClaims({ aud: "https://sibling.example" })],
    ["A9: no audience", withClaims({ aud: [] })],
    ["A9: the audience as a part of another", withClaims({ aud: `${testAudience}.evil.example` })],
    ["A10: another kind of token", withHeader({ typ: "JWT" }, key)],
    ["A10: a logout token", withHeader({ typ: "logout+jwt" }, key)],
    ["A10: no kind", withHeader({ typ: undefined }, key)],
    ["A11: expired", withClaims({ iat: now - 1800, exp: now })],
    ["A11: not yet valid", withClaims({ nbf: now + 60 })],
    ["A11: from the future", withClaims({ iat: now + 60, exp: now + 1800 })],
    ["A11: ten years long", withClaims({ exp: now + 315_360_000 })],
    ["A11: a text as exp", withClaims({ exp: String(now + 1800) })],
    ["A11: no exp", withClaims({ exp: undefined })],
    [
      "A11: infinity as exp",
      signed(key, headerOf(key), JSON.stringify(claims).replace(/"exp":\d+/, '"exp":1e999')),
    ],
    ["A49: a list as sub", withClaims({ sub: ["usr_ada"] })],
    ["A49: an object as sid", withClaims({ sid: { $ne: "" } })],
    [
      "A50: a prototype in the claims",
      signed(key, headerOf(key), JSON.stringify(claims).replace("{", '{"__proto__":{"admin":1},')),
    ],
    ["C34: five kilobytes", withClaims({ padding: "x".repeat(3500) })],
    ["C35: claims in UTF-16", signed(key, headerOf(key), Buffer.from(JSON.stringify(claims), "utf16le"))],
    ["C35: claims that are a list", signed(key, headerOf(key), [claims])],
    ["C29: a flipped bit in the claims", `${header}.${flipped(payload)}.${signature}`],
    ["C29: a flipped bit in the signature", `${header}.${payload}.${flipped(signature)}`],
  ];
}

/** Another text for the same bytes: the last character holds bits that no byte uses. */
function strayBits(segment: string): string {
  const twins = ["A", "B", "C", "D", "E", "F", "g", "h", "w", "x", "0", "1", "_", "9"];
  const bytes = Buffer.from(segment, "base64url");
  for (const last of twins) {
    const twin = segment.slice(0, -1) + last;
    if (twin !== segment && Buffer.from(twin, "base64url").equals(bytes)) return twin;
  }
  // A segment that uses every bit has no twin; one with a character too many is as wrong.
  return `${segment}A`;
}

function flipped(segment: string): string {
  const bytes = Buffer.from(segment, "base64url");
  bytes[10] = (bytes[10] ?? 0) ^ 1;
  return bytes.toString("base64url");
}
