import { csrfHeader } from "../protocol/names.ts";

/**
 * Cross-origin answers, for the origins on the exact list only (ASVS 3.4.2): no reflection, no pattern, no `*` with
 * credentials, and `null` is never on the list.
 */
export function corsHeaders(request: Request, allowedOrigins: ReadonlySet<string>): [string, string][] {
  const origin = request.headers.get("origin");
  if (origin === null || !allowedOrigins.has(origin)) return [];
  return [
    ["access-control-allow-origin", origin],
    ["access-control-allow-credentials", "true"],
    ["access-control-expose-headers", "WWW-Authenticate, Retry-After"],
  ];
}

/** The answer to a preflight; `methods` is the route's `Allow`. */
export function preflightHeaders(methods: string): [string, string][] {
  return [
    ["access-control-allow-methods", methods],
    ["access-control-allow-headers", `Authorization, Content-Type, ${csrfHeader}`],
    ["access-control-max-age", "600"],
  ];
}
