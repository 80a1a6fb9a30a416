import {
  importPublicKey,
  isSameKey,
  type PublicKey,
  readPublicKey,
  type VerificationKey,
} from "./public-key.ts";

/** More keys than any issuer has; a bound on what one answer may cost. */
const maxKeys = 100;

/** Told of each key that is left out, and why. */
type Refused = (error: unknown) => void;

/**
 * The keys of a JWKS (RFC 7517 §5), by name. Of two with one name the first counts: which of them was meant, nobody can
 * say.
 *
 * @throws TypeError for what is no JWKS, or holds no key that can be used.
 */
export function readKeySet(value: unknown, onRefused: Refused): ReadonlyMap<string, PublicKey> {
  const listed: unknown =
    typeof value === "object" && value !== null && "keys" in value ? value.keys : undefined;
  if (!Array.isArray(listed) || listed.length > maxKeys) {
    throw new TypeError(`a JWKS must be an object whose keys are a list of at most ${maxKeys}`);
  }
  const keys = new Map<string, PublicKey>();
  for (const jwk of listed) {
    try {
      const key = readPublicKey(jwk);
      if (!keys.has(key.kid)) keys.set(key.kid, key);
    } catch (error) {
      onRefused(error);
    }
  }
  if (keys.size === 0) throw new TypeError("a JWKS must hold a key that can be used");
  return keys;
}

/** The same keys, imported. One that was there before stays the same object, so that tokens it verified stay known. */
export async function importKeys(
  keys: ReadonlyMap<string, PublicKey>,
  before: ReadonlyMap<string, VerificationKey> | undefined,
  onRefused: Refused,
): Promise<ReadonlyMap<string, VerificationKey>> {
  const imported = await Promise.all(
    [...keys.values()].map(async (key) => {
      const same = before?.get(key.kid);
      if (same !== undefined && isSameKey(same, key)) return same;
      return importPublicKey(key).catch((error: unknown) => onRefused(error));
    }),
  );
  return new Map(imported.flatMap((key) => (key ? [[key.kid, key] as const] : [])));
}
