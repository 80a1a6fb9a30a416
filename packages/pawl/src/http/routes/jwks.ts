import { createHash } from "node:crypto";
import { jwksMaxAgeMs } from "../../tokens/key-schedule.ts";
import type { Route } from "../context.ts";

/**
 * `GET /.well-known/jwks.json`: the public keys (RFC 7517), for anyone, for five minutes. By that time keys are announced
 * before they sign, so a copy that is no older knows every key that it meets.
 */
export const jwks: Route = async (ctx, request) => {
  const body = JSON.stringify(await ctx.engine.jwks());
  const etag = `"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`;
  const headers = {
    "cache-control": `public, max-age=${jwksMaxAgeMs / 1000}`,
    "access-control-allow-origin": "*",
    "cross-origin-resource-policy": "cross-origin",
    etag,
  };
  if (isKnown(request.headers.get("if-none-match"), etag))
    return new Response(null, { status: 304, headers });
  return new Response(body, {
    headers: { ...headers, "content-type": "application/jwk-set+json; charset=utf-8" },
  });
};

/** RFC 9110 §13.1.2: any of a list, compared weakly, since a proxy that compresses makes tags weak; or whatever is there. */
function isKnown(ifNoneMatch: string | null, etag: string): boolean {
  const tags = ifNoneMatch?.split(",").map((tag) => tag.trim().replace(/^W\//, "")) ?? [];
  return tags.includes(etag) || tags.includes("*");
}
