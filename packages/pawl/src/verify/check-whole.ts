/**
 * A whole number in its bounds, or what is usual where none is given.
 *
 * @throws TypeError that names the option and the fix.
 */
export function checkWhole(name: string, value: unknown, usual: number, most: number, least = 0): number {
  if (value === undefined) return usual;
  if (typeof value === "number" && Number.isInteger(value) && value >= least && value <= most) return value;
  throw new TypeError(
    `${name} must be a whole number from ${least} to ${most}; leave it out for the default, ${usual}`,
  );
}
