import type { Route } from "../context.ts";

/** `GET /.well-known/jwks.json`: the public keys (RFC 7517), for anyone, for five minutes. */
export const jwks: Route = async (ctx) =>
  new Response(JSON.stringify(await ctx.engine.jwks()), {
    headers: {
      "content-type": "application/jwk-set+json; charset=utf-8",
      "cache-control": "public, max-age=300",
      "access-control-allow-origin": "*",
      "cross-origin-resource-policy": "cross-origin",
    },
  });
