import { createSecretKey, hkdfSync, type KeyObject } from "node:crypto";

/** The keys that one configured secret yields, each for one purpose (RFC 5869). */
export interface SecretKeys {
  /** Names the secret inside tokens and rows: 4 bytes, base64url. Says nothing about it. */
  readonly id: string;
  readonly idBytes: Uint8Array;
  /** HMAC key of refresh-token tags. */
  readonly tagKey: KeyObject;
  /** HMAC key that derives a successor's secret. */
  readonly deriveKey: KeyObject;
  /** AES-256 key that seals private signing keys at rest. */
  readonly sealKey: KeyObject;
  /** HMAC key of the pseudonyms that logs use for sessions. */
  readonly pseudonymKey: KeyObject;
  /** HMAC key of login tickets. */
  readonly ticketKey: KeyObject;
}

/** The configured secrets: the newest makes new tokens, all of them are still understood. */
export interface Secrets {
  readonly newest: SecretKeys;
  find(id: string): SecretKeys | undefined;
}

const minSecretBytes = 32;

/**
 * Turns configured secrets, newest first, into keys.
 *
 * Guarantees that each is at least 32 bytes long and not a repetition of a few characters. Does not measure
 * entropy: draw them with `openssl rand -base64 48`.
 *
 * @throws TypeError that names the position of the bad secret, never the secret.
 */
export function deriveSecrets(configured: readonly string[]): Secrets {
  const [newest, ...older] = configured.map(deriveKeys);
  if (newest === undefined) {
    throw new TypeError("secrets is empty; give at least one, made with: openssl rand -base64 48");
  }
  const byId = new Map([newest, ...older].map((keys) => [keys.id, keys]));
  return { newest, find: (id) => byId.get(id) };
}

function deriveKeys(secret: unknown, position: number): SecretKeys {
  if (typeof secret !== "string") {
    throw new TypeError(`secrets[${position}] is not a string; make one with: openssl rand -base64 48`);
  }
  const bytes = new TextEncoder().encode(secret);
  if (bytes.length < minSecretBytes) {
    throw new TypeError(
      `secrets[${position}] has ${bytes.length} bytes and needs at least ${minSecretBytes}; make one with: openssl rand -base64 48`,
    );
  }
  if (new Set(bytes).size < 8) {
    throw new TypeError(
      `secrets[${position}] repeats a few characters; make one with: openssl rand -base64 48`,
    );
  }
  const expand = (purpose: string, length: number) =>
    new Uint8Array(hkdfSync("sha256", bytes, new Uint8Array(0), `pawl ${purpose} v1`, length));
  // Prepared once: HMAC with bytes for a key spends most of its time on making one of them.
  const keyFor = (purpose: string) => createSecretKey(expand(purpose, 32));
  const idBytes = expand("key id", 4);
  return {
    id: Buffer.from(idBytes).toString("base64url"),
    idBytes,
    tagKey: keyFor("refresh-token tag"),
    deriveKey: keyFor("refresh-token successor"),
    sealKey: keyFor("signing-key seal"),
    pseudonymKey: keyFor("session pseudonym"),
    ticketKey: keyFor("login ticket"),
  };
}
