/** A verifier credential, as it is configured: itself, or what gives it each time that it is sent. */
export type Credential = string | (() => string | Promise<string>);

/**
 * What gives a credential that can stand in a header (RFC 6750 §2.1); a text is checked now, what a function gives each time.
 *
 * @throws TypeError that names the option and the fix, and not the value.
 */
export function credentialOf(credential: Credential): () => Promise<string> {
  if (typeof credential !== "function") checkCredential(credential);
  return async () => checkCredential(typeof credential === "function" ? await credential() : credential);
}

function checkCredential(value: unknown): string {
  if (typeof value === "string" && /^[\w\-.~+/]+=*$/.test(value)) return value;
  throw new TypeError("credential must be a bearer token: letters, digits and - . _ ~ + /");
}
