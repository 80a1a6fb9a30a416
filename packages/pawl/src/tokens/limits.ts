/** Bounds that the issuer keeps and every verifier insists on. Numbers alone, so that they go wherever a verifier runs. */

/** Longer tokens are refused unread; so is making one. */
export const maxTokenLength = 4096;

/** 1 KiB of header, in base64url. */
export const maxHeaderLength = 1366;

/** How deep the JSON of a token, or of a request, may be nested. */
export const maxJsonDepth = 8;

/** No access token lives longer, whatever a policy says; see `session/policy.ts`. */
export const maxAccessTokenLifetimeSeconds: number = 60 * 60;
