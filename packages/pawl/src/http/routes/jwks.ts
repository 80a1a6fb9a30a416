import type { Route } from "../context.ts";
import { publicDocument } from "../public-document.ts";

/**
 * `GET /.well-known/jwks.json`: the public keys (RFC 7517). A copy that is no older than caches may keep it knows every key
 * that it meets, since keys are announced for longer before they sign.
 */
export const jwks: Route = async (ctx, request) =>
  publicDocument(request, await ctx.engine.jwks(), "application/jwk-set+json");
