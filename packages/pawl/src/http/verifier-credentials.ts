import { createHash, timingSafeEqual } from "node:crypto";
import { SessionError } from "../protocol/errors.ts";

/** Lets verifiers in, by the credentials that were configured. */
export interface VerifierCredentials {
  /** False if there are none, and so no route for them. */
  readonly isConfigured: boolean;
  /** Whether a request shows one of them, in `Authorization: Bearer`. */
  isKnown(request: Request): boolean;
  /** Whether a text is one of them, however it came; `undefined` is none. */
  isCredential(text: string | undefined): boolean;
  /** @throws SessionError `verifier_credential_invalid`, for a request without one as for a wrong one. */
  check(request: Request): void;
}

/**
 * Compares digests, and each of them, so that the time taken tells neither how much of a credential was right nor which one
 * it was.
 */
export function createVerifierCredentials(credentials: readonly string[]): VerifierCredentials {
  const digests = credentials.map(digestOf);
  function isCredential(text: string | undefined): boolean {
    const presented = digestOf(text ?? "");
    return digests.filter((digest) => timingSafeEqual(digest, presented)).length > 0;
  }
  const isKnown = ({ headers }: Request): boolean =>
    isCredential(bearerCredential(headers.get("authorization")));

  return {
    isConfigured: digests.length > 0,
    isKnown,
    isCredential,
    check(request) {
      if (!isKnown(request)) throw new SessionError("verifier_credential_invalid");
    },
  };
}

/** What `Authorization: Bearer` holds, whatever it is. */
export function bearerCredential(authorization: string | null): string | undefined {
  return /^bearer +(\S+)$/i.exec(authorization ?? "")?.[1];
}

function digestOf(credential: string): Uint8Array {
  return createHash("sha256").update(credential).digest();
}
