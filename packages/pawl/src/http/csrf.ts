import { SessionError } from "../protocol/errors.ts";
import { csrfHeader, csrfHeaderValue } from "../protocol/names.ts";

/**
 * Refuses a request that a foreign page could have caused. For every route that uses or sets the cookie, login
 * included (ASVS 3.5.1, 3.5.2; OAuth 2.0 for Browser-Based Apps §6.1.3.3).
 *
 * Two things, both needed: the fixed header, which makes a browser ask first (CORS) before it sends such a request
 * across origins; and `Sec-Fetch-Site: same-origin`, or an `Origin` on the exact list. `same-site` is not enough: a
 * sibling subdomain may be anyone's. With neither header present the request is refused.
 *
 * @throws SessionError `csrf_rejected`, before anything was read or written.
 */
export function refuseCrossOrigin(request: Request, allowedOrigins: ReadonlySet<string>): void {
  const { headers } = request;
  if (headers.get(csrfHeader) !== csrfHeaderValue) {
    throw new SessionError("csrf_rejected", { detail: `Send the header ${csrfHeader}: ${csrfHeaderValue}.` });
  }
  if (headers.get("sec-fetch-site") === "same-origin") return;
  const origin = headers.get("origin");
  if (origin !== null && allowedOrigins.has(origin)) return;
  throw new SessionError("csrf_rejected", { detail: "The origin of this request is not in allowedOrigins." });
}
