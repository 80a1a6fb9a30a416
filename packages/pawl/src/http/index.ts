export type { AccessTokenClaims } from "../tokens/access-token.ts";
export { type AccessTokenVerifier, authenticate, type RevocationCheck } from "./authenticate.ts";
export type { Handler } from "./handler.ts";
export { type InitialSession, initialSession } from "./initial-session.ts";
export type { Lazy } from "./lazy.ts";
export { requireSession } from "./require-session.ts";
export type { SessionRequirements } from "./session-requirements.ts";
