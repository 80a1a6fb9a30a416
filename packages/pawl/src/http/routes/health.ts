import type { HealthResponse } from "../../protocol/wire.ts";
import type { Route } from "../context.ts";
import { jsonResponse } from "../json-response.ts";

const ok: HealthResponse = { status: "ok" };

/** `GET /healthz`: this process answers. Says nothing of the store, so that an outage restarts nobody. */
export const healthz: Route = async () => jsonResponse(ok);

/** `GET /readyz`: the store answers too, and a key can sign; 503 if not. */
export const readyz: Route = async (ctx) => {
  await ctx.ready();
  await ctx.engine.jwks();
  return jsonResponse(ok);
};
