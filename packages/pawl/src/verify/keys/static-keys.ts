import type { VerifierEvent } from "../events.ts";
import { VerifierUnavailableError } from "../verifier-unavailable-error.ts";
import { importKeys, readKeySet } from "./key-set.ts";
import type { Keys } from "./keys.ts";
import type { VerificationKey } from "./public-key.ts";

/**
 * Keys that are given once and never change; imported at the first use, since importing takes a promise.
 *
 * @throws TypeError for a set that is none, and for each key that would be refused.
 */
export function staticKeys(jwks: unknown, clock: () => number, emit: (event: VerifierEvent) => void): Keys {
  const refused = (error: unknown): never => {
    throw new TypeError(`jwks: ${error instanceof Error ? error.message : "a key cannot be read"}`);
  };
  const read = readKeySet(jwks, refused);
  let known: ReadonlyMap<string, VerificationKey> | undefined;
  let importing: Promise<void> | undefined;

  function settle(): Promise<void> | undefined {
    if (known !== undefined) return undefined;
    importing ??= importKeys(read, undefined, (error) =>
      emit({ type: "key_refused", at: clock(), error }),
    ).then((keys) => {
      known = keys;
    });
    return importing;
  }

  async function find(kid: string): Promise<VerificationKey | undefined> {
    await settle();
    if (known === undefined || known.size === 0) {
      throw new VerifierUnavailableError("none of the keys can be used", { retryAfterMs: 60_000 });
    }
    return known.get(kid);
  }

  return { settle, find, holds: (key) => known?.get(key.kid) === key };
}
