import { type Ended, StoreError } from "../session/store.ts";
import { signSecurityEvent } from "../tokens/security-event-token.ts";
import type { Clock } from "./ports.ts";
import { sessionRevoked } from "./session-revoked.ts";
import type { SigningKeys } from "./signing-keys.ts";

/**
 * An entry as a security event token for an audience, signed with the current key.
 *
 * @throws StoreError while there is no such key, or a key source gives no answer.
 */
export type SignEnd = (end: Ended, audience: string) => Promise<string>;

export interface SignEndParts {
  readonly issuer: string;
  readonly signingKeys: Pick<SigningKeys, "ring">;
  readonly clock: Clock;
}

export function createSignEnd({ issuer, signingKeys, clock }: SignEndParts): SignEnd {
  return async (end, audience) => {
    const now = clock();
    const key = (await signingKeys.ring()).signerAt(now);
    if (key === undefined) throw new StoreError("no signing key can be opened with the configured secrets");
    try {
      return await signSecurityEvent(key, sessionRevoked(end, issuer, audience, now));
    } catch (error) {
      throw new StoreError("the key source did not sign", { cause: error });
    }
  };
}
