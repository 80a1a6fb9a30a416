/**
 * Response headers of the demo's own pages and API (OWASP ASVS 3.4). Pawl sets those of `/auth` itself.
 *
 * `Strict-Transport-Security` is missing on purpose: it must not be sent over plain HTTP (RFC 6797 §7.2), and
 * the demo speaks nothing else. Whatever ends TLS in front of your server should add it.
 */
const everywhere = {
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Resource-Policy": "same-origin",
} as const;

/**
 * Nothing inline, nothing from elsewhere, no frame around us. No script may turn a string into markup or code
 * either: with `trusted-types 'none'` there is not even a policy that could allow it.
 */
const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join("; ");

/** For HTML: never stored, so the back button asks again instead of showing what was. */
export const pageHeaders = {
  ...everywhere,
  "Content-Security-Policy": pagePolicy,
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cache-Control": "no-store",
} as const;

/** For files whose name changes with their content. */
export const assetHeaders = {
  ...everywhere,
  "Cache-Control": "public, max-age=31536000, immutable",
} as const;

/** For files that keep their name, such as the icon. */
export const fileHeaders = { ...everywhere, "Cache-Control": "no-cache" } as const;

/** For JSON: private to one user, and nothing a browser should ever render as a page. */
export const apiHeaders = {
  ...everywhere,
  "Content-Security-Policy": "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; sandbox",
  "Cache-Control": "no-store",
} as const;
