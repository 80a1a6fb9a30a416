/** Waits for an instant of this machine's clock, in milliseconds since the epoch: where time itself is the event. */
export function passed(instant: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, instant - Date.now()) + 1));
}
