import { createHmac } from "node:crypto";
import type { Secrets } from "../tokens/secrets.ts";

/** The name of a session in logs: the same for the same session, and useless for reaching it (ASVS 16.2.5). */
export type Pseudonym = (sid: string) => string;

export function createPseudonym(secrets: Secrets): Pseudonym {
  return (sid) =>
    createHmac("sha256", secrets.newest.pseudonymKey).update(sid).digest("base64url").slice(0, 16);
}
