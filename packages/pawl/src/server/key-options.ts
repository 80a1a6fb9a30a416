import type { KeyRules } from "../engine/key-rules.ts";
import { days, hours } from "../session/policy.ts";
import { isSigningAlgorithm, type SigningAlgorithm, signingAlgorithms } from "../tokens/algorithms.ts";
import { keySchedule } from "../tokens/key-schedule.ts";
import type { KeySource } from "../tokens/key-source.ts";

/** How signing keys are made and rotated; what is not given has its default. */
export interface KeyOptions {
  /**
   * The algorithm of new keys: `ES256`, `Ed25519` (RFC 9864; ask whether all your verifiers know it) or `RS256` (3072 bits).
   * Another one than before makes a new key due; tokens of the old one stay good. Default `ES256`.
   */
  readonly algorithm?: SigningAlgorithm | undefined;
  /** How long a key signs, in milliseconds from an hour to 400 days. Default 90 days. */
  readonly rotateEveryMs?: number | undefined;
  /** Where the keys come from, if not from the store: a KMS, say. It rotates them itself, so the other two are not for it. */
  readonly source?: KeySource | undefined;
}

const names = ["algorithm", "rotateEveryMs", "source"] as const satisfies readonly (keyof KeyOptions)[];
const defaultRotateEveryMs = days(90);
const bounds = { min: hours(1), max: days(400) };

/** @throws TypeError that names the option and the fix. */
export function checkKeyOptions(options: KeyOptions = {}): KeyRules {
  if (typeof options !== "object" || options === null) {
    throw new TypeError('keys must be an object, such as { algorithm: "ES256", rotateEveryMs: days(90) }');
  }
  for (const name of Object.keys(options)) {
    if (!(names as readonly string[]).includes(name)) {
      throw new TypeError(`keys.${name} is not an option; the options are ${names.join(", ")}`);
    }
  }
  const { algorithm = "ES256", rotateEveryMs = defaultRotateEveryMs, source } = options;
  if (!isSigningAlgorithm(algorithm)) {
    throw new TypeError(
      `keys.algorithm must be one of ${signingAlgorithms.join(", ")}; leave it out for ES256`,
    );
  }
  if (!Number.isSafeInteger(rotateEveryMs) || rotateEveryMs < bounds.min || rotateEveryMs > bounds.max) {
    throw new TypeError(
      `keys.rotateEveryMs must be whole milliseconds from ${bounds.min} to ${bounds.max}, not ${String(rotateEveryMs)}; write it as days(90)`,
    );
  }
  if (source !== undefined) checkSource(options, source);
  return { algorithm, schedule: keySchedule(rotateEveryMs), source };
}

function checkSource({ algorithm, rotateEveryMs }: KeyOptions, source: KeySource): void {
  if (typeof source?.keys !== "function") {
    throw new TypeError("keys.source must have keys(), which gives the keys and signs with them");
  }
  if (algorithm !== undefined || rotateEveryMs !== undefined) {
    throw new TypeError(
      "keys.source makes and rotates its keys itself; leave out algorithm and rotateEveryMs",
    );
  }
}
