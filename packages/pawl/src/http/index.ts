export type { AccessTokenClaims } from "../tokens/access-token.ts";
export { type AccessTokenVerifier, authenticate } from "./authenticate.ts";
export type { Handler } from "./handler.ts";
export { requireSession } from "./require-session.ts";
