const unitsMs = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/**
 * `"60s"`, `"30m"`, `"7d"` in milliseconds.
 *
 * @throws TypeError that names the variable and shows how to write it.
 */
export function parseDuration(name: string, text: string): number {
  const [, amount, unit] = /^(\d{1,9})(ms|s|m|h|d)$/.exec(text.trim()) ?? [];
  if (amount === undefined || unit === undefined) {
    throw new TypeError(`${name} must be a duration like 60s, 30m, 24h or 7d, not "${text}"`);
  }
  return Number(amount) * unitsMs[unit as keyof typeof unitsMs];
}
