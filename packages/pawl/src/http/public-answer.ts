import { createHash } from "node:crypto";

/** What anyone may read and keep for a while. */
export interface PublicText {
  readonly text: string;
  /** The media type, with its charset. */
  readonly type: string;
  readonly maxAgeMs: number;
  /** Of `etagOf`. */
  readonly etag: string;
  /** Headers beside those of every public answer. */
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * An answer for anyone, from any origin, which caches may keep; 304 to who has it already (RFC 9110 §13.1.2). Not for
 * anything that depends on who asks.
 */
export function publicAnswer(
  request: Request,
  { text, type, maxAgeMs, etag, headers }: PublicText,
): Response {
  const all = {
    "cache-control": `public, max-age=${maxAgeMs / 1000}`,
    "access-control-allow-origin": "*",
    "cross-origin-resource-policy": "cross-origin",
    etag,
    ...headers,
  };
  if (isKnown(request.headers.get("if-none-match"), etag))
    return new Response(null, { status: 304, headers: all });
  return new Response(text, { headers: { ...all, "content-type": type } });
}

/** The strong validator of a text (RFC 9110 §8.8.3). */
export function etagOf(text: string): string {
  return `"${createHash("sha256").update(text).digest("base64url").slice(0, 22)}"`;
}

/** Any of a list, compared weakly, since a proxy that compresses makes tags weak; or whatever is there. */
function isKnown(ifNoneMatch: string | null, etag: string): boolean {
  const tags = ifNoneMatch?.split(",").map((tag) => tag.trim().replace(/^W\//, "")) ?? [];
  return tags.includes(etag) || tags.includes("*");
}
