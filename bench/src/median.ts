/** The middle of an odd number of figures. */
export function median(figures: readonly number[]): number {
  const sorted = [...figures].sort((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) throw new RangeError("the median of nothing");
  return middle;
}

/** `min 1 200, median 1 300, max 1 350`. */
export function spread(figures: readonly number[], digits = 0): string {
  const show = (n: number) => n.toFixed(digits).padStart(8);
  return `${show(Math.min(...figures))} ${show(median(figures))} ${show(Math.max(...figures))}`;
}
