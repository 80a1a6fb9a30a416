import { createPublicKey } from "node:crypto";
import type { SigningAlgorithm } from "./algorithms.ts";
import { publicHalf, type SigningKey } from "./signing-key.ts";

/** A signing key whose private half lives elsewhere, in a KMS or an HSM. */
export interface SourceKey {
  readonly alg: SigningAlgorithm;
  /** The public JWK. Its `kid`, if it has one, is not used: keys are named by their thumbprint (RFC 7638). */
  readonly publicJwk: Readonly<Record<string, unknown>>;
  /**
   * From when it signs, in milliseconds since the epoch. Show a new key at least ten minutes before, so that everybody
   * knows it by then; of those whose time has come the latest signs.
   */
  readonly signsAt: number;
  /**
   * Signs. The algorithm hashes the input itself: give the input to a KMS as the message, not as a digest.
   *
   * @param input header and payload of a token, with the dot between them.
   * @returns the signature as RFC 7518 writes it: of ES256 the 64 bytes `r ‖ s`, and not the DER that many a KMS gives.
   */
  sign(input: Uint8Array): Promise<Uint8Array>;
}

/**
 * Where signing keys come from, if not from the store: so that a KMS can hold them. Whoever brings one rotates its
 * keys; Pawl shows all that it lists, and signs with the one whose turn it is.
 */
export interface KeySource {
  /**
   * All keys that tokens may be signed with, or have been within the last 66 minutes and two seconds. Asked again within a
   * minute, in the background. Reject when there is no answer: Pawl goes on with the keys that it knows.
   */
  keys(): Promise<readonly SourceKey[]>;
}

/** Members of private JWKs (RFC 7518 §6): a source that gives one away is not what it is meant to be. */
const privateMembers = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/**
 * A key of a source, ready to use.
 *
 * @throws TypeError if its public half is none, has private members, is too weak or is for another algorithm.
 */
export function openSourceKey(key: SourceKey): SigningKey {
  const { alg, publicJwk, signsAt } = key;
  if (privateMembers.some((name) => Object.hasOwn(publicJwk, name))) {
    throw new TypeError("a key of the source has private members in its publicJwk; leave them out");
  }
  if (!Number.isSafeInteger(signsAt)) {
    throw new TypeError("a key of the source has no signsAt in whole milliseconds since the epoch");
  }
  const publicKey = createPublicKey({ key: { ...publicJwk }, format: "jwk" });
  const opened = publicHalf(publicKey, alg, { createdAt: signsAt, signsAt });
  return { ...opened, signElsewhere: (input) => key.sign(input) };
}
