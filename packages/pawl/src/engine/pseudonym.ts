import { createHmac } from "node:crypto";
import type { Secrets } from "../tokens/secrets.ts";

/**
 * The name of a session or an account in logs: the same for the same one, and useless for reaching it (ASVS 16.2.5).
 * It changes when the newest secret does.
 */
export type Pseudonym = (sidOrEmail: string) => string;

export function createPseudonym(secrets: Secrets): Pseudonym {
  return (text) =>
    createHmac("sha256", secrets.newest.pseudonymKey).update(text).digest("base64url").slice(0, 16);
}
