import type { VerificationKey } from "./public-key.ts";

/** Where a verifier finds the issuer's public keys. */
export interface Keys {
  /** What must be waited for before any key may be used; `undefined` nearly always. Never rejects. */
  settle(): Promise<void> | undefined;
  /**
   * The key of this name, or `undefined` if the issuer has none.
   *
   * @throws VerifierUnavailableError if nobody can say.
   */
  find(kid: string): Promise<VerificationKey | undefined>;
  /** Whether this very key is still one of the issuer's. */
  holds(key: VerificationKey): boolean;
}
