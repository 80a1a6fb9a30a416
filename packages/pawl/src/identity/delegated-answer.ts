import { StoreError } from "../session/store.ts";
import { reservedClaims } from "../tokens/access-token.ts";
import { parseStrictJson } from "../tokens/strict-json.ts";
import type { Authenticated } from "./identity.ts";

const maxDepth = 8;
/** An access token of 4096 characters has room for so much, and for what Pawl says itself. */
const maxClaimsBytes = 2048;
const members: ReadonlySet<string> = new Set(["subject", "claims", "amr"]);

/**
 * Reads `{ "subject", "claims"?, "amr"? }`; a `subject` of null is "no".
 *
 * @throws StoreError that says what is wrong, and repeats nothing: who cannot be understood has not answered.
 */
export function readAnswer(bytes: Uint8Array): Authenticated | null {
  const value = parseStrictJson(bytes, maxDepth);
  if (!isRecord(value)) throw unreadable("is no JSON object with unique member names");
  if (!("subject" in value)) throw unreadable("has no subject");
  if (!Object.keys(value).every((name) => members.has(name))) {
    throw unreadable(`has a member other than ${[...members].join(", ")}`);
  }
  const { subject, claims, amr = ["pwd"] } = value;
  if (subject === null) return null;
  if (typeof subject !== "string" || subject.length === 0 || subject.length > 255) {
    throw unreadable("has a subject that is neither null nor a string of 1 to 255 characters");
  }
  if (!isListOfMethods(amr)) throw unreadable('has an amr that is no short list of names, such as ["pwd"]');
  if (claims === undefined) return { subject, amr };
  if (!isRecord(claims)) throw unreadable("has claims that are no object");
  if (Object.keys(claims).some((name) => reservedClaims.has(name))) {
    throw unreadable("has a claim that is Pawl's own, such as sub or exp");
  }
  if (Buffer.byteLength(JSON.stringify(claims)) > maxClaimsBytes) {
    throw unreadable(`has claims of more than ${maxClaimsBytes} bytes`);
  }
  return { subject, claims, amr };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Names as in RFC 8176. */
function isListOfMethods(value: unknown): value is string[] {
  const isName = (one: unknown) => typeof one === "string" && /^[\w.:-]{1,64}$/.test(one);
  return Array.isArray(value) && value.length <= 16 && value.every(isName);
}

function unreadable(what: string): StoreError {
  return new StoreError(`the answer of the identity endpoint ${what}`);
}
