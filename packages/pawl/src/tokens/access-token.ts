import { sign } from "node:crypto";
import type { SigningKey } from "./signing-key.ts";

/** The claims of an access token (RFC 9068 §2.2), with the session and its generation. Times are in seconds. */
export interface AccessTokenClaims {
  readonly iss: string;
  readonly sub: string;
  readonly aud: string | readonly string[];
  readonly client_id: string;
  readonly iat: number;
  readonly exp: number;
  readonly jti: string;
  /** The session. */
  readonly sid: string;
  /** The generation of the session when this token was made. */
  readonly gen: number;
  /** When the user logged in; refreshing never moves it. */
  readonly auth_time: number;
  /** How they did (RFC 8176). */
  readonly amr: readonly string[];
  /** What the identity port added. */
  readonly [claim: string]: unknown;
}

/** Names that the identity port may not use for its own claims. */
export const reservedClaims: ReadonlySet<string> = new Set([
  ...["iss", "sub", "aud", "client_id", "iat", "exp", "nbf", "jti", "sid", "gen", "auth_time", "amr", "cnf"],
  "__proto__",
]);

/** No access token lives longer, whatever a policy says; see `session/policy.ts`. */
export const maxAccessTokenLifetimeSeconds: number = 60 * 60;

/** Signs claims as a compact JWS, ES256. Checks nothing: what goes in is the engine's own. */
export function signAccessToken(key: SigningKey, claims: AccessTokenClaims): string {
  if (key.privateKey === undefined) throw new TypeError(`signing key ${key.kid} has no private half here`);
  const payload = Buffer.from(JSON.stringify(claims)).toString("base64url");
  const input = `${key.encodedHeader}.${payload}`;
  const signature = sign("sha256", Buffer.from(input), { key: key.privateKey, dsaEncoding: "ieee-p1363" });
  return `${input}.${signature.toString("base64url")}`;
}
