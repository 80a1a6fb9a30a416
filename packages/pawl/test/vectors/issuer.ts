import { createHash, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { startOfTime } from "../support/clock.ts";
import { testAudience, testIssuer } from "../support/create-test-pawl.ts";

export type Alg = "ES256" | "Ed25519" | "RS256";
export const algs: readonly Alg[] = ["ES256", "Ed25519", "RS256"];

/** A key that lives as long as the process that made it: nobody keeps its private half. */
export interface ThrowawayKey {
  readonly alg: Alg;
  readonly kid: string;
  /** The public half, as a JWKS shows it. */
  readonly jwk: Readonly<Record<string, string>>;
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

export const now = startOfTime / 1000;
export const toleranceSeconds = 5;

/** Members that the thumbprint of a key is made of (RFC 7638 §3.2, RFC 8037 §2), in lexicographic order. */
const thumbprintMembers: Readonly<Record<Alg, readonly string[]>> = {
  ES256: ["crv", "kty", "x", "y"],
  Ed25519: ["crv", "kty", "x"],
  RS256: ["e", "kty", "n"],
};

function keyPair(alg: Alg): { publicKey: KeyObject; privateKey: KeyObject } {
  if (alg === "ES256") return generateKeyPairSync("ec", { namedCurve: "P-256" });
  return alg === "Ed25519"
    ? generateKeyPairSync("ed25519")
    : generateKeyPairSync("rsa", { modulusLength: 2048 });
}

export function throwawayKey(alg: Alg): ThrowawayKey {
  const { publicKey, privateKey } = keyPair(alg);
  const exported = publicKey.export({ format: "jwk" }) as Record<string, string>;
  const members = Object.fromEntries(thumbprintMembers[alg].map((name) => [name, exported[name] ?? ""]));
  const kid = createHash("sha256").update(JSON.stringify(members)).digest("base64url");
  return { alg, kid, jwk: { ...members, kid, alg, use: "sig" }, publicKey, privateKey };
}

/** What an honest token says. */
export const honestClaims: Readonly<Record<string, unknown>> = {
  iss: testIssuer,
  sub: "usr_ada",
  aud: testAudience,
  client_id: "web",
  iat: now,
  exp: now + 1800,
  jti: "AAAAAAAAAAAAAAAAAAAAAA",
  sid: "BBBBBBBBBBBBBBBBBBBBBB",
  gen: 3,
  auth_time: now - 60,
  amr: ["pwd"],
};

export const headerOf = (
  { alg, kid }: ThrowawayKey,
  differences: Record<string, unknown> = {},
): Record<string, unknown> => ({ alg, typ: "at+jwt", kid, ...differences });

export const base64url = (content: string | Uint8Array): string => Buffer.from(content).toString("base64url");

/** The bytes of a signature, whatever the header says. */
export function signatureOf({ alg, privateKey }: ThrowawayKey, input: string): Buffer {
  if (alg === "Ed25519") return sign(null, Buffer.from(input), privateKey);
  return sign("sha256", Buffer.from(input), { key: privateKey, dsaEncoding: "ieee-p1363" });
}

/** JSON of a value; a text or bytes are taken as they are, so that they can be no JSON. */
const written = (content: unknown): string | Uint8Array =>
  typeof content === "string" || content instanceof Uint8Array ? content : JSON.stringify(content);

/** A compact JWS over any header and payload, really signed. */
export function signed(key: ThrowawayKey, header: unknown, payload: unknown): string {
  return signedSegments(key, base64url(written(header)), base64url(written(payload)));
}

/** The same over two segments that are already encoded, in whatever way. */
export function signedSegments(key: ThrowawayKey, header: string, payload: string): string {
  const input = `${header}.${payload}`;
  return `${input}.${base64url(signatureOf(key, input))}`;
}

/** A token of the issuer's with some claims changed; `undefined` leaves one out. */
export const withClaims = (key: ThrowawayKey, differences: Record<string, unknown>): string =>
  signed(key, headerOf(key), { ...honestClaims, ...differences });

/** A token with some header members changed. */
export const withHeader = (key: ThrowawayKey, differences: Record<string, unknown>): string =>
  signed(key, headerOf(key, differences), honestClaims);

/** For what JSON.stringify does not write: the value of one claim as text. */
export const withText = (key: ThrowawayKey, name: string, text: string): string =>
  signed(key, headerOf(key), JSON.stringify({ ...honestClaims, [name]: "@" }).replace('"@"', text));

/** The honest claims as text, with more members at the end. */
export const claimsAnd = (members: string): string =>
  `${JSON.stringify(honestClaims).slice(0, -1)},${members}}`;
