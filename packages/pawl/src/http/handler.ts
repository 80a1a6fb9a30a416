import { SessionError } from "../protocol/errors.ts";
import type { HttpContext } from "./context.ts";
import { clearCookie } from "./cookies.ts";
import { corsHeaders, preflightHeaders } from "./cors.ts";
import { noContent } from "./json-response.ts";
import { errorOf, problemResponse } from "./problem.ts";
import { routePath } from "./route-path.ts";
import { type Match, match } from "./router.ts";
import { securityHeaders } from "./security-headers.ts";

/** Answers every request; never rejects. */
export type Handler = (request: Request) => Promise<Response>;

/** The Fetch handler of all routes: finds the route, turns what it throws into an answer, adds the headers. */
export function createHandler(ctx: HttpContext): Handler {
  const fixedHeaders = securityHeaders(ctx.isHttps);

  return async (request) => {
    const response = await answer(ctx, request);
    const { headers } = response;
    for (const [name, value] of fixedHeaders) if (!headers.has(name)) headers.set(name, value);
    if (headers.get("access-control-allow-origin") !== "*") {
      for (const [name, value] of corsHeaders(request, ctx.allowedOrigins)) headers.set(name, value);
      headers.append("vary", "Origin");
    } else {
      // A public, cacheable answer: the old header that forbids it would contradict.
      headers.delete("pragma");
    }
    return request.method === "HEAD" ? new Response(null, { status: response.status, headers }) : response;
  };
}

async function answer(ctx: HttpContext, request: Request): Promise<Response> {
  const route = match(routePath(ctx, request.url));
  try {
    if (route === undefined) throw new SessionError("not_found");
    // HEAD is GET without its body (RFC 9110 §9.3.2).
    const run = route.methods.get(request.method === "HEAD" ? "GET" : request.method);
    if (run !== undefined) return await run(ctx, request, route.parameter);
    const allow = [...route.methods.keys()].map((method) => (method === "GET" ? "GET, HEAD" : method));
    return otherMethod(ctx, request, allow.join(", "));
  } catch (thrown) {
    return failed(ctx, thrown, request, route);
  }
}

/** A preflight from an allowed origin is answered; every other method is told what would do. */
function otherMethod(ctx: HttpContext, request: Request, allow: string): Response {
  const origin = request.headers.get("origin");
  const isPreflight = request.method === "OPTIONS" && request.headers.has("access-control-request-method");
  if (isPreflight && origin !== null && ctx.allowedOrigins.has(origin)) {
    const response = noContent();
    for (const [name, value] of preflightHeaders(allow)) response.headers.set(name, value);
    return response;
  }
  const response = problemResponse(new SessionError("method_not_allowed"));
  response.headers.set("allow", allow);
  return response;
}

/** What went wrong goes to the events; the answer says only its code. */
function failed(ctx: HttpContext, thrown: unknown, request: Request, match: Match | undefined): Response {
  const { name: route, failure } = match ?? { name: "unknown", failure: problemResponse };
  const error = errorOf(thrown);
  const at = ctx.clock();
  if (error.code === "internal_error") ctx.emit({ type: "internal_error", at, route, error: thrown });
  if (error.code === "store_unavailable") ctx.emit({ type: "unavailable", at, what: route, error: thrown });
  if (error.code === "csrf_rejected") ctx.emit({ type: "csrf_rejected", at, route });
  const response = failure(error, request);
  if (error.code === "duplicate_cookie") response.headers.append("set-cookie", clearCookie(ctx.cookieName));
  return response;
}
