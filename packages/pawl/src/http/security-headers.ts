/**
 * Headers of every answer (ASVS 3.4, 3.5.8, 14.3.2). An answer of this API is never a page: it cannot be framed,
 * sniffed, rendered, embedded or cached.
 */
export function securityHeaders(isHttps: boolean): readonly (readonly [string, string])[] {
  return [
    ["cache-control", "no-store"],
    ["pragma", "no-cache"],
    ["content-security-policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; sandbox"],
    ["cross-origin-opener-policy", "same-origin"],
    ["cross-origin-resource-policy", "same-origin"],
    ["referrer-policy", "no-referrer"],
    ["x-content-type-options", "nosniff"],
    // A browser ignores it over http; said only where it is true.
    ...(isHttps ? ([["strict-transport-security", "max-age=31536000; includeSubDomains"]] as const) : []),
  ];
}
