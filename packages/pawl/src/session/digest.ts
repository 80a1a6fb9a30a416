/**
 * Compares two digests in a time that depends on their length only (ASVS 11.2.4). Written out because the core
 * imports no platform: everything below `engine/` runs anywhere.
 */
export function sameDigest(a: Uint8Array, b: Uint8Array): boolean {
  let difference = a.length ^ b.length;
  // Stryker disable next-line EqualityOperator: a step too many only finds what the lengths have told already.
  for (let i = 0; i < a.length; i++) difference |= (a[i] as number) ^ (b[i] ?? 0);
  return difference === 0;
}
