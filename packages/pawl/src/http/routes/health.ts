import type { Route } from "../context.ts";
import { jsonResponse } from "../json-response.ts";

/** `GET /healthz`: this process answers. Says nothing of the store, so that an outage restarts nobody. */
export const healthz: Route = async () => jsonResponse({ status: "ok" });

/** `GET /readyz`: the store answers too, and a key can sign; 503 if not. */
export const readyz: Route = async (ctx) => {
  await ctx.ready();
  await ctx.engine.jwks();
  return jsonResponse({ status: "ok" });
};
