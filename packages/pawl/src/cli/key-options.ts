import { isSigningAlgorithm, type SigningAlgorithm, signingAlgorithms } from "../tokens/algorithms.ts";
import { parseDuration } from "./duration.ts";
import { misuse } from "./failure.ts";
import { printable } from "./json-line.ts";
import type { Option } from "./option.ts";

/** `--rotate-keys-every`, under a heading of the caller's. Bounds are those of `createPawl`; a test holds the two together. */
export function rotateKeysEveryOption(group: string): Option<number> {
  return {
    flag: "rotate-keys-every",
    env: "PAWL_ROTATE_KEYS_EVERY",
    placeholder: "TIME",
    group,
    text: "A key signs access tokens for so long; its successor is announced before, and it is kept for their life after",
    default: "90d",
    example: "90d",
    read: (written = "", name) => {
      const ms = parseDuration(written);
      if (ms !== undefined && ms >= 3_600_000 && ms <= 34_560_000_000) return ms;
      throw misuse(
        `${name} must be a time from 1h to 400d, such as 90d, not "${printable(written, 60)}"; the units are ms, s, m, h and d.`,
      );
    },
  };
}

const anyOf = new Intl.ListFormat("en-GB", { type: "disjunction" });

/** `--key-algorithm`, without its default. */
function algorithmOption<T>(group: string, otherwise: T): Option<SigningAlgorithm | T> {
  return {
    flag: "key-algorithm",
    env: "PAWL_KEY_ALGORITHM",
    placeholder: "NAME",
    group,
    text: `Algorithm of new signing keys: ${anyOf.format(signingAlgorithms)}`,
    example: "ES256",
    read: (text, name) => {
      if (text === undefined) return otherwise;
      if (isSigningAlgorithm(text)) return text;
      throw misuse(
        `${name} must be ${anyOf.format(signingAlgorithms)}, to the letter, not "${printable(text, 60)}".`,
      );
    },
  };
}

/** For a server, whose keys are of one algorithm. */
export function serverAlgorithmOption(group: string): Option<SigningAlgorithm> {
  return { ...algorithmOption<SigningAlgorithm>(group, "ES256"), default: "ES256" };
}

/** For one key; `undefined` if nobody said anything. */
export function keyAlgorithmOption(group: string): Option<SigningAlgorithm | undefined> {
  return { ...algorithmOption(group, undefined), defaultText: "that of the key that signs" };
}
