import { hash, type Options, verify } from "@node-rs/argon2";
import type { WorkQueue } from "./work-queue.ts";

/** ASVS 11.4.2 and the OWASP cheat sheet: 19 MiB, two passes, one lane, 16 random bytes of salt. */
const parameters: Options = {
  // 2 is argon2id; the package names it in an ambient enum, which isolated modules cannot read.
  algorithm: 2,
  memoryCost: 19_456,
  timeCost: 2,
  parallelism: 1,
  outputLen: 32,
};

/** The beginning of every hash with these parameters. */
const prefix = "$argon2id$v=19$m=19456,t=2,p=1$";

/** A stored hash may ask for at most this much work; one that asks for more is not ours and fails closed. */
const acceptable = /^\$argon2id\$v=19\$m=(\d{1,6}),t=([1-9]|10),p=[1-4]\$[A-Za-z0-9+/]{11,86}\$[A-Za-z0-9+/]{22,86}$/;

/** The hashing of passwords, off the event loop (libuv's threads) and through one bounded queue. */
export interface PasswordHashing {
  hash(password: string): Promise<string>;
  /** False also for a stored string that is not an argon2id hash, or asks for absurd work. */
  verify(stored: string, password: string): Promise<boolean>;
  /** True if the stored hash was made with weaker parameters than today's. */
  isOutdated(stored: string): boolean;
}

export function createPasswordHashing(queue: WorkQueue): PasswordHashing {
  return {
    hash: (password) => queue(() => hash(password, parameters)),
    verify: (stored, password) => queue(async () => isAcceptable(stored) && (await verify(stored, password))),
    isOutdated: (stored) => !stored.startsWith(prefix),
  };
}

function isAcceptable(stored: string): boolean {
  const match = acceptable.exec(stored);
  return match !== null && Number(match[1]) <= 262_144;
}
