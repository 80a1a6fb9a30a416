import { createHash } from "node:crypto";
import type { HostCookieName } from "../http/cookies.ts";

/**
 * A name of its own for each issuer: cookies ignore ports, so two apps on one host would otherwise log each other
 * out. `__Host-Http-` is checked as such by newer browsers, and as `__Host-` by all others.
 */
export function cookieNameFor(issuer: string): HostCookieName {
  return `__Host-Http-pawl-${createHash("sha256").update(issuer).digest("hex").slice(0, 6)}`;
}
