/** Draws that look random and are the same for the same seed. */
export interface Chance {
  /** In [0, 1). */
  next(): number;
  happens(probability: number): boolean;
  /** In [from, to). */
  between(from: number, to: number): number;
  /** Around a mean, as the waiting for an event that may come at any time: often short, sometimes several times as long. */
  around(mean: number): number;
  pick<T>(all: readonly [T, ...T[]]): T;
  /** Another series, which depends on the seed and the name alone: not on what was drawn here, or by whom first. */
  of(name: string): Chance;
}

export function createChance(seed: number | string): Chance {
  let state = hash(String(seed));

  /** mulberry32. */
  function next(): number {
    state = (state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  return {
    next,
    happens: (probability) => next() < probability,
    between: (from, to) => from + next() * (to - from),
    around: (mean) => -Math.log(1 - next()) * mean,
    pick: (all) => all[Math.floor(next() * all.length)] ?? all[0],
    of: (name) => createChance(`${seed}/${name}`),
  };
}

/** FNV-1a. */
function hash(text: string): number {
  let value = 0x81_1c_9d_c5;
  for (const char of text) value = Math.imul(value ^ (char.codePointAt(0) ?? 0), 0x01_00_01_93);
  return value;
}
