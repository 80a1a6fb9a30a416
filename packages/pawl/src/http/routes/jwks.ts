import { jwksMaxAgeMs } from "../../tokens/key-schedule.ts";
import type { Route } from "../context.ts";
import { etagOf, publicAnswer } from "../public-answer.ts";

/**
 * `GET /.well-known/jwks.json`: the public keys (RFC 7517), for anyone, for five minutes. By that time keys are announced
 * before they sign, so a copy that is no older knows every key that it meets.
 */
export const jwks: Route = async (ctx, request) => {
  const text = JSON.stringify(await ctx.engine.jwks());
  const type = "application/jwk-set+json; charset=utf-8";
  return publicAnswer(request, { text, type, maxAgeMs: jwksMaxAgeMs, etag: etagOf(text) });
};
