import { maxJsonDepth } from "../tokens/limits.ts";
import { parseStrictJson } from "../tokens/strict-json.ts";
import { type Credential, credentialOf } from "./check-credential.ts";
import { checkUrl } from "./check-url.ts";
import { checkWhole } from "./check-whole.ts";
import { readAtMost } from "./keys/read-at-most.ts";

/** The options of `introspection`. */
export interface IntrospectionOptions {
  /** The issuer's endpoint: `<issuer>/introspect`. */
  readonly url: string | URL;
  /** The verifier credential, or what gives it at each request. Sent as `Authorization: Bearer`, to this URL only. */
  readonly credential: Credential;
  /** How long an answer may take, in milliseconds from 100 to 60 000. Default 5000. */
  readonly timeoutMs?: number | undefined;
  readonly fetch?: typeof globalThis.fetch | undefined;
}

const maxBytes = 64 * 1024;

/**
 * Makes the `introspect` of `createVerifier`, for routes with `revocation: "strict"`: it asks the issuer whether a token is
 * active now (RFC 7662), once for each request.
 *
 * Guarantees that only an answer of 200 with `"active": true` is yes, and only one with `"active": false` is no. Everything
 * else is no answer, and rejects: a credential that is refused, a redirect, a server in trouble, a body that is none, too large
 * or too late. So the verifier says 503, and nobody is logged out by it. Neither the token nor the credential is in an
 * error. Remembers nothing.
 *
 * @throws TypeError that names the option and the fix.
 *
 * @example
 * const verifier = createVerifier({
 *   issuer, audience, jwks, revocations,
 *   introspect: introspection({ url: `${issuer}/introspect`, credential }),
 * });
 */
export function introspection(options: IntrospectionOptions): (accessToken: string) => Promise<boolean> {
  const fetch: typeof globalThis.fetch = options.fetch ?? ((...request) => globalThis.fetch(...request));
  const url = checkUrl("url", options.url);
  const credential = credentialOf(options.credential);
  const timeoutMs = checkWhole("timeoutMs", options.timeoutMs, 5000, 60_000, 100);

  return async (token) => {
    const response = await fetch(url, {
      method: "POST",
      headers: { accept: "application/json", authorization: `Bearer ${await credential()}` },
      body: new URLSearchParams({ token, token_type_hint: "access_token" }),
      // As good as "error", which not every runtime has: a redirect is no 200, and gets no credential.
      redirect: "manual",
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (response.status !== 200) {
      await response.body?.cancel();
      throw new Error(`The introspection was answered with status ${response.status}.`);
    }
    return activeOf(parseStrictJson(await readAtMost(response, maxBytes), maxJsonDepth));
  };
}

function activeOf(answer: unknown): boolean {
  const { active } = Object(answer) as { active?: unknown };
  if (typeof active !== "boolean") throw new Error("The introspection was answered with something else.");
  return active;
}
