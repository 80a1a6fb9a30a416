import { isProblem, readRefusal } from "./wire.ts";

/** A quoted string (RFC 9110 §5.6.4): the one that is looked for, or whatever is in it. */
const quoted = /"(invalid_token)"|"(?:[^"\\]|\\.)*"/g;

/** A Bearer challenge with this error among its own parameters (RFC 9110 §11.6.1), once quoted strings are gone. */
const invalidToken = /(?:^|,)\s*bearer\s+(?:[\w-]+\s*=[^,]*,\s*)*error\s*=\s*invalid_token\s*(?:,|$)/i;

/** Whether a WWW-Authenticate value holds a Bearer challenge with `error="invalid_token"` (RFC 6750 §3.1). */
export function hasInvalidTokenChallenge(header: string): boolean {
  return invalidToken.test(header.replace(quoted, "$1"));
}

/**
 * Whether a response says that a new access token would help: 401 with a Bearer challenge of `invalid_token`, from an
 * API in any language, or with our own problem body (which is all that a page may read across origins, where
 * WWW-Authenticate is hidden unless the API exposes it).
 *
 * Every other 401 is the API's own business (complaint 44). The response's body is left unread for the caller.
 */
export async function asksForRefresh(response: Response): Promise<boolean> {
  const { status, headers } = response;
  if (status !== 401) return false;
  if (hasInvalidTokenChallenge(headers.get("www-authenticate") ?? "")) return true;
  if (!isProblem(headers)) return false;
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => undefined);
  const code = readRefusal(headers, body)?.code;
  return code === "access_token_invalid" || code === "access_token_missing";
}
