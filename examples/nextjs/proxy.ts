import { type NextRequest, NextResponse } from "next/server";
import { guardPages } from "pawl/next";
import { pawl } from "./lib/pawl.ts";

const guard = guardPages(pawl, { loginUrl: "/login" });

/** Before each page: whether it may be rendered, and a Content-Security-Policy of its own. Never rotates. */
export async function proxy(request: NextRequest): Promise<Response> {
  const refused = request.nextUrl.pathname.startsWith("/notes") ? await guard(request) : undefined;
  return refused ?? withPolicy(request);
}

/** Pages alone: not the routes of Pawl, the API, or the files that a build made. */
export const config = { matcher: "/((?!auth/|api/|_next/|favicon).*)" };

/** Next reads the nonce out of the request's header, and gives it to its own scripts. */
function withPolicy(request: NextRequest): Response {
  const nonce = crypto.randomUUID();
  const isDevelopment = process.env.NODE_ENV === "development";
  const policy = [
    "default-src 'self'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ""}`,
    `style-src 'self'${isDevelopment ? " 'unsafe-inline'" : ""}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
  const headers = new Headers(request.headers);
  headers.set("content-security-policy", policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  response.headers.set("x-content-type-options", "nosniff");
  response.headers.set("referrer-policy", "same-origin");
  return response;
}
