/** How often each thing came about, over all runs: a test that never gets to a row of the table says nothing about it. */
export interface Tally {
  count(what: string): void;
  readonly seen: ReadonlyMap<string, number>;
  toString(): string;
}

export function createTally(): Tally {
  const seen = new Map<string, number>();
  return {
    count: (what) => void seen.set(what, (seen.get(what) ?? 0) + 1),
    seen,
    toString: () =>
      [...seen]
        .sort(([, a], [, b]) => b - a)
        .map(([what, times]) => `${what} ${times.toLocaleString("en")}`)
        .join(", "),
  };
}
