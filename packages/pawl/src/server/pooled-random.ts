import { randomFillSync } from "node:crypto";
import type { Random } from "../engine/ports.ts";

const poolSize = 4096;

/**
 * Random bytes from the system's generator, fetched for many calls at once: a call of it costs more than a signature's
 * hash. Bytes are handed out once, as a copy, and wiped from the pool.
 */
export function pooledRandom(): Random {
  const pool = new Uint8Array(poolSize);
  let used = poolSize;
  return (n) => {
    if (n > poolSize) return randomFillSync(new Uint8Array(n));
    if (used + n > poolSize) {
      randomFillSync(pool);
      used = 0;
    }
    const bytes = pool.slice(used, used + n);
    pool.fill(0, used, used + n);
    used += n;
    return bytes;
  };
}
