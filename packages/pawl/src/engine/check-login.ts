import { reservedClaims } from "../tokens/access-token.ts";
import { maxJsonDepth } from "../tokens/limits.ts";
import { parseStrictJson } from "../tokens/strict-json.ts";

/** What is known of a user who was authenticated. */
export interface LoginFacts {
  readonly claims: Readonly<Record<string, unknown>>;
  readonly amr: readonly string[];
}

/**
 * Checks a subject and what is to be known of the login; gives copies, as every store gives them back.
 *
 * @param verb whose misuse it would be.
 * @throws TypeError for an empty subject, for methods that are no list of strings, and for claims that are reserved or no
 * JSON.
 */
export function checkLogin(
  verb: string,
  subject: string,
  stated: { readonly [Name in keyof LoginFacts]?: LoginFacts[Name] | undefined },
): LoginFacts {
  if (typeof subject !== "string" || subject.length === 0 || subject.length > 255) {
    throw new TypeError(`${verb}: subject must be a string of 1 to 255 characters`);
  }
  const claims = copyOfClaims(verb, stated.claims ?? {});
  const amr = stated.amr ?? [];
  if (!Array.isArray(amr) || !amr.every((method) => typeof method === "string")) {
    throw new TypeError(`${verb}: amr must be a list of strings, such as ["pwd"]`);
  }
  return { claims, amr: [...amr] };
}

/** The claims as every store gives them back and every access token shows them: a copy that is JSON. */
function copyOfClaims(
  verb: string,
  claims: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const copy = parseStrictJson(Buffer.from(JSON.stringify(claims) ?? ""), maxJsonDepth);
  if (typeof copy !== "object" || copy === null || Array.isArray(copy)) {
    throw new TypeError(`${verb}: claims must be an object that is JSON, at most ${maxJsonDepth} deep`);
  }
  for (const name of Object.keys(copy)) {
    if (reservedClaims.has(name)) {
      throw new TypeError(`${verb}: the claim ${name} is Pawl's own; choose another name`);
    }
  }
  return copy as Readonly<Record<string, unknown>>;
}
