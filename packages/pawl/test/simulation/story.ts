/** What happened to whom, for whoever has to find out why. */
export interface Story {
  tell(whose: string, what: string): void;
  /** What is known of one, in order: the end of it, where it is long. */
  of(whose: string): readonly string[];
}

const kept = 150;

/** @param elapsedMs since the beginning. */
export function createStory(elapsedMs: () => number): Story {
  const linesOf = new Map<string, string[]>();
  return {
    tell(whose, what) {
      const lines = linesOf.get(whose) ?? [];
      linesOf.set(whose, lines);
      lines.push(`${(elapsedMs() / 1000).toFixed(2).padStart(8)} s  ${what}`);
      if (lines.length > kept) lines.shift();
    },
    of: (whose) => linesOf.get(whose) ?? [],
  };
}
