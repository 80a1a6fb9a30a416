import { createHash } from "node:crypto";
import { jwksMaxAgeMs } from "../tokens/key-schedule.ts";

/**
 * A document for anyone, of any origin, which caches may keep for five minutes: for as long as keys are announced before they
 * sign. 304 for who has it already.
 */
export function publicDocument(request: Request, value: object, contentType: string): Response {
  const body = JSON.stringify(value);
  const etag = `"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`;
  const headers = {
    "cache-control": `public, max-age=${jwksMaxAgeMs / 1000}`,
    "access-control-allow-origin": "*",
    "cross-origin-resource-policy": "cross-origin",
    etag,
  };
  if (isKnown(request.headers.get("if-none-match"), etag))
    return new Response(null, { status: 304, headers });
  return new Response(body, { headers: { ...headers, "content-type": `${contentType}; charset=utf-8` } });
}

/** RFC 9110 §13.1.2: any of a list, compared weakly, since a proxy that compresses makes tags weak; or whatever is there. */
function isKnown(ifNoneMatch: string | null, etag: string): boolean {
  const tags = ifNoneMatch?.split(",").map((tag) => tag.trim().replace(/^W\//, "")) ?? [];
  return tags.includes(etag) || tags.includes("*");
}
