import { hash, type Options, verify } from "@node-rs/argon2";
import type { WorkQueue } from "./work-queue.ts";

const memoryCost = 19_456;
const timeCost = 2;
/** 256 MiB, in KiB. */
const maxMemoryCost = 262_144;

/** ASVS 11.4.2 and the OWASP cheat sheet: 19 MiB, two passes, one lane, 16 random bytes of salt. */
const parameters: Options = {
  // 2 is argon2id; the package names it in an ambient enum, which isolated modules cannot read.
  algorithm: 2,
  memoryCost,
  timeCost,
  parallelism: 1,
  outputLen: 32,
};

/** A stored hash may ask for at most this much work; one that asks for more is not ours and fails closed. */
const acceptable =
  /^\$argon2id\$v=19\$m=(\d{1,6}),t=([1-9]|10),p=[1-4]\$[A-Za-z0-9+/]{11,86}\$[A-Za-z0-9+/]{22,86}$/;

/** The hashing of passwords, off the event loop (libuv's threads) and through one bounded queue. */
export interface PasswordHashing {
  hash(password: string): Promise<string>;
  /** False also for a stored string that is not an argon2id hash, or asks for absurd work. */
  verify(stored: string, password: string): Promise<boolean>;
  /** True if the stored hash was made with less memory or less work than today's; a stronger one is kept. */
  isOutdated(stored: string): boolean;
}

export function createPasswordHashing(queue: WorkQueue): PasswordHashing {
  return {
    hash: (password) => queue(() => hash(password, parameters)),
    verify: (stored, password) => queue(() => verifyOrFail(stored, password)),
    isOutdated: (stored) => {
      const cost = costOf(stored);
      return (
        cost === undefined || cost.memory < memoryCost || cost.memory * cost.time < memoryCost * timeCost
      );
    },
  };
}

async function verifyOrFail(stored: string, password: string): Promise<boolean> {
  if (costOf(stored) === undefined) return false;
  try {
    return await verify(stored, password);
  } catch {
    // It looks like a hash and is none: base64 that does not decode, or less memory than argon2 can do with.
    return false;
  }
}

/** What a stored hash asks for, or `undefined` if that is not acceptable. */
function costOf(stored: string): { readonly memory: number; readonly time: number } | undefined {
  const match = acceptable.exec(stored);
  const [memory, time] = [Number(match?.[1]), Number(match?.[2])];
  return match !== null && memory <= maxMemoryCost ? { memory, time } : undefined;
}
