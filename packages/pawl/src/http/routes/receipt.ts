import { authenticate } from "../authenticate.ts";
import type { Route } from "../context.ts";
import { noContent } from "../json-response.ts";

/** `POST /receipt`: "the new token is in place". Seeing the access token is the receipt; `verify` notes it. */
export const receipt: Route = async (ctx, request) => {
  await authenticate(ctx.engine, request);
  return noContent();
};
