import type { z } from "zod";
import { SessionError } from "../protocol/errors.ts";
import { maxJsonDepth } from "../tokens/limits.ts";
import { parseStrictJson } from "../tokens/strict-json.ts";
import { readBody } from "./read-body.ts";

/**
 * Reads and validates a JSON body (ASVS 2.2.1, 15.3.5, 15.3.7): `application/json` only, at most 16 KiB, UTF-8, no
 * duplicate member, exactly the schema. `undefined` if there is no body at all.
 *
 * @throws SessionError `unsupported_media_type`, `content_too_large` or `invalid_request`; the detail names members,
 * never values.
 */
export async function readJson<T>(request: Request, schema: z.ZodType<T>): Promise<T | undefined> {
  const bytes = await readBody(request);
  if (bytes.length === 0) return undefined;
  const type = request.headers.get("content-type") ?? "";
  if (!/^application\/json\s*(;\s*charset=("?)utf-8\2\s*)?$/i.test(type)) {
    throw new SessionError("unsupported_media_type", { detail: "Send application/json, in UTF-8." });
  }
  const value = parseStrictJson(bytes, maxJsonDepth);
  if (value === undefined) {
    throw new SessionError("invalid_request", { detail: "The body is not JSON with unique member names." });
  }
  const result = schema.safeParse(value);
  if (!result.success) {
    const places = result.error.issues.flatMap(placesOf);
    throw new SessionError("invalid_request", {
      detail: `Not as expected: ${[...new Set(places)].join(", ")}.`,
    });
  }
  return result.data;
}

/** Of a body that may have several forms: as it is read by the first that knows all its members. */
function placesOf(issue: z.core.$ZodIssue): string[] {
  if (issue.code !== "invalid_union") return [issue.path.join(".") || "the body"];
  const knowsAll = (form: readonly z.core.$ZodIssue[]) =>
    form.every(({ code }) => code !== "unrecognized_keys");
  return (issue.errors.find(knowsAll) ?? issue.errors[0] ?? []).flatMap(placesOf);
}
