import type { AccessTokenClaims } from "../../tokens/access-token.ts";

/** Who knows which sessions have ended before their tokens expire: `revocationFeed`, or something of your own. */
export interface RevocationSource {
  /** What must be waited for before it can be asked; `undefined` nearly always. Never rejects. */
  settle?(): Promise<void> | undefined;
  /**
   * Whether the session of a verified token has ended. Costs no I/O.
   *
   * @throws VerifierUnavailableError when it has heard nothing for longer than its policy allows.
   */
  isRevoked(claims: AccessTokenClaims): boolean;
  /** How old what it knows may be, in milliseconds; `Infinity` before it has heard anything. For a metric. */
  staleMs(): number;
  /** Ends its connection. */
  close?(): void;
}
