import { SessionError } from "../protocol/errors.ts";
import type { Form } from "./read-form.ts";
import { bearerCredential } from "./verifier-credentials.ts";

/** The ways in which a credential may come, by the names of RFC 8414 §2. */
export const clientCredentialMethods = ["Bearer", "client_secret_basic", "client_secret_post"] as const;

/**
 * The credential that a caller shows: `Authorization: Bearer`, the password of `Authorization: Basic`, or `client_secret`
 * in the form (RFC 6749 §2.3.1, RFC 7662 §2.1). Who the client says it is makes no difference: the credential names it.
 * `undefined` without one. Says nothing of whether it is right.
 *
 * @throws SessionError `invalid_request` for more than one (RFC 6749 §2.3).
 */
export function clientCredential({ headers }: Request, form: Form): string | undefined {
  const authorization = headers.get("authorization");
  const inBody = form.get("client_secret");
  if (authorization === null) return inBody;
  if (inBody !== undefined) {
    throw new SessionError("invalid_request", { detail: "Authenticate in one way, not in two." });
  }
  return bearerCredential(authorization) ?? basicPassword(authorization);
}

/**
 * The password, as a form encodes it (RFC 6749 §2.3.1). A credential holds no white space, so a plus is a plus: who encodes
 * nothing, as many clients do, is understood as well.
 */
function basicPassword(authorization: string): string | undefined {
  const encoded = /^basic +([A-Za-z0-9+/]+=*)$/i.exec(authorization)?.[1];
  const pair = Buffer.from(encoded ?? "", "base64").toString();
  const colon = pair.indexOf(":");
  if (colon < 0) return undefined;
  try {
    return decodeURIComponent(pair.slice(colon + 1));
  } catch {
    return undefined;
  }
}
