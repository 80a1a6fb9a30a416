import { generateKeyPair, type KeyObject } from "node:crypto";

/**
 * The algorithms that access tokens are signed with, as a JOSE header names them, to the letter: RFC 7518 for `ES256` and
 * `RS256`, RFC 9864 for `Ed25519` (never the older, less exact `EdDSA`).
 */
export type SigningAlgorithm = "ES256" | "Ed25519" | "RS256";

/** A key pair as it comes from the generator. */
export interface KeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

/** 128-bit security (ASVS 11.2.3); whoever brings keys of their own may not fall below what RFC 7518 §3.3 asks for. */
const rsaBits = 3072;
const minRsaBits = 2048;

interface AlgorithmFacts {
  /** Hashed before it is signed; `null` where the algorithm does so itself. */
  readonly digest: "sha256" | null;
  readonly generate: () => Promise<KeyPair>;
  /** Whether a public key is one of this algorithm, and strong enough. */
  readonly fits: (key: KeyObject) => boolean;
}

/** In a thread of its own: two large primes take a second, in which everybody else would wait. */
function generated(
  start: (done: (error: Error | null, publicKey: KeyObject, privateKey: KeyObject) => void) => void,
): Promise<KeyPair> {
  return new Promise((resolve, reject) => {
    start((error, publicKey, privateKey) => (error ? reject(error) : resolve({ publicKey, privateKey })));
  });
}

/** A Map, so that a name out of a header reaches no prototype. */
const algorithms: ReadonlyMap<string, AlgorithmFacts> = new Map<SigningAlgorithm, AlgorithmFacts>([
  [
    "ES256",
    {
      digest: "sha256",
      generate: () => generated((done) => generateKeyPair("ec", { namedCurve: "P-256" }, done)),
      fits: ({ asymmetricKeyType: type, asymmetricKeyDetails: details }) =>
        type === "ec" && details?.namedCurve === "prime256v1",
    },
  ],
  [
    "Ed25519",
    {
      digest: null,
      generate: () => generated((done) => generateKeyPair("ed25519", {}, done)),
      fits: ({ asymmetricKeyType: type }) => type === "ed25519",
    },
  ],
  [
    "RS256",
    {
      digest: "sha256",
      generate: () => generated((done) => generateKeyPair("rsa", { modulusLength: rsaBits }, done)),
      fits: ({ asymmetricKeyType: type, asymmetricKeyDetails: details }) =>
        type === "rsa" && (details?.modulusLength ?? 0) >= minRsaBits,
    },
  ],
]);

export const signingAlgorithms: readonly SigningAlgorithm[] = ["ES256", "Ed25519", "RS256"];

/** Exact and case-sensitive (RFC 8725 §3.1, ASVS 9.1.2). */
export function isSigningAlgorithm(name: unknown): name is SigningAlgorithm {
  return typeof name === "string" && algorithms.has(name);
}

function factsOf(alg: SigningAlgorithm): AlgorithmFacts {
  const facts = algorithms.get(alg);
  if (facts === undefined) throw new TypeError("there is no such signing algorithm");
  return facts;
}

/** A new key pair; the one thing in this folder that takes time. */
export function generatePair(alg: SigningAlgorithm): Promise<KeyPair> {
  return factsOf(alg).generate();
}

/** What is hashed before signing, as `node:crypto` takes it. */
export function digestOf(alg: SigningAlgorithm): "sha256" | null {
  return factsOf(alg).digest;
}

/** The one algorithm that a public key is for, or `undefined` if it is for none of ours or too weak. */
export function algorithmOf(key: KeyObject): SigningAlgorithm | undefined {
  return signingAlgorithms.find((alg) => factsOf(alg).fits(key));
}

/** How many bytes a signature of this key has: 64, or the modulus of RSA. */
export function signatureLengthOf(key: KeyObject): number {
  return (key.asymmetricKeyDetails?.modulusLength ?? 512) / 8;
}
