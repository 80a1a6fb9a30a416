const firstMs = 1000;
const longestMs = 30_000;

/**
 * How long to wait before attempt `attempt + 1`: full jitter below 1 s, 2 s, 4 s … 30 s, so that a thousand
 * browsers cut off by one outage do not come back in step (complaint 32).
 *
 * @param retryAfterMs what the server asked for; the jitter is added to it, never taken from it.
 */
export function backoffMs(attempt: number, random: () => number, retryAfterMs = 0): number {
  return retryAfterMs + random() * Math.min(longestMs, firstMs * 2 ** attempt);
}

/**
 * How long a server, or another tab, asks us to wait, in milliseconds: at most five minutes. Longer waits are not
 * believed: an absurd header of some proxy must not park a tab for a day. Zero for what is no time.
 */
export function believedMs(value: unknown): number {
  return Math.max(0, Math.min(Number(value), 300_000)) || 0;
}
