import type { Random } from "../../src/engine/ports.ts";

/** Bytes that look random and are the same in every run (mulberry32). */
export function seededRandom(seed = 1): Random {
  let state = seed;
  const nextByte = () => {
    state = (state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) & 0xff;
  };
  return (n) => Uint8Array.from({ length: n }, nextByte);
}
