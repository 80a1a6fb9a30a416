import { createHash, timingSafeEqual } from "node:crypto";
import { SessionError } from "../protocol/errors.ts";

/** Lets verifiers in, by the credentials that were configured. */
export interface VerifierCredentials {
  /** False if there are none, and so no route for them. */
  readonly isConfigured: boolean;
  /** Whether a request shows one of them. */
  isKnown(request: Request): boolean;
  /** @throws SessionError `verifier_credential_invalid`, for a request without one as for a wrong one. */
  check(request: Request): void;
}

/**
 * Compares digests, and each of them, so that the time taken tells neither how much of a credential was right nor which one
 * it was.
 */
export function createVerifierCredentials(credentials: readonly string[]): VerifierCredentials {
  const digests = credentials.map(digestOf);
  function isKnown({ headers }: Request): boolean {
    const presented = digestOf(/^bearer +(\S+)$/i.exec(headers.get("authorization") ?? "")?.[1] ?? "");
    return digests.filter((digest) => timingSafeEqual(digest, presented)).length > 0;
  }

  return {
    isConfigured: digests.length > 0,
    isKnown,
    check(request) {
      if (!isKnown(request)) throw new SessionError("verifier_credential_invalid");
    },
  };
}

function digestOf(credential: string): Uint8Array {
  return createHash("sha256").update(credential).digest();
}
