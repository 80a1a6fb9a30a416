const unitMs = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/**
 * Reads a duration such as `500ms`, `10s`, `30m`, `24h`, `7d` or `0`: a whole number and one unit, nothing else.
 *
 * @returns milliseconds, or `undefined` if it is none or too long to count exactly.
 */
export function parseDuration(text: string): number | undefined {
  if (text === "0") return 0;
  const match = /^(\d{1,16})(ms|s|m|h|d)$/.exec(text);
  if (match === null) return undefined;
  const ms = Number(match[1]) * unitMs[match[2] as keyof typeof unitMs];
  return Number.isSafeInteger(ms) ? ms : undefined;
}

/** Writes milliseconds in the largest unit that needs no fraction; `parseDuration` reads it back. */
export function formatDuration(ms: number): string {
  if (ms === 0) return "0";
  const units = Object.entries(unitMs).toReversed();
  const [unit, size] = units.find(([, size]) => ms % size === 0) ?? ["ms", 1];
  return `${ms / size}${unit}`;
}
