/**
 * Bytes that look random and are the same in every run (mulberry32), for `createPawl({ random: seededRandom() })`: a test
 * that failed fails again. Whoever knows the seed knows every token, so never outside tests.
 *
 * @param seed a 32-bit integer; two servers on one store need two seeds.
 */
export function seededRandom(seed = 1): (n: number) => Uint8Array {
  let state = seed;
  const nextByte = () => {
    state = (state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) & 0xff;
  };
  return (n) => Uint8Array.from({ length: n }, nextByte);
}
