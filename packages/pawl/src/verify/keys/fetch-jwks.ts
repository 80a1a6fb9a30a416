import { maxJsonDepth } from "../../tokens/limits.ts";
import { parseStrictJson } from "../../tokens/strict-json.ts";
import { readAtMost } from "./read-at-most.ts";

const timeoutMs = 5000;
const maxBytes = 64 * 1024;
/** What holds where the answer says nothing: as long as Pawl's own JWKS may be cached. */
const usualMaxAgeMs = 5 * 60_000;
/** An answer may neither have us ask all the time, nor keep us from ever hearing that a key is gone. */
const [leastMaxAgeMs, longestMaxAgeMs] = [30_000, 60 * 60_000];

/** A JWKS as it came, still to be read, and for how long it need not be fetched again. */
export interface FetchedJwks {
  readonly value: unknown;
  readonly maxAgeMs: number;
}

/** Fetches a JWKS: in bounded time, bounded size, and never from where a redirect leads. Rejects with what went wrong. */
export async function fetchJwks(fetch: typeof globalThis.fetch, url: string): Promise<FetchedJwks> {
  const response = await fetch(url, {
    headers: { accept: "application/jwk-set+json, application/json" },
    // As good as "error", which not every runtime has: a redirect is no 200.
    redirect: "manual",
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new Error(`The JWKS was answered with status ${response.status}.`);
  }
  const value = parseStrictJson(await readAtMost(response, maxBytes), maxJsonDepth);
  return { value, maxAgeMs: maxAgeOf(response.headers.get("cache-control") ?? "") };
}

function maxAgeOf(cacheControl: string): number {
  const seconds = /(?:^|[\s,])max-age="?(\d{1,9})/i.exec(cacheControl)?.[1];
  const maxAgeMs = seconds === undefined ? usualMaxAgeMs : Number(seconds) * 1000;
  return Math.min(longestMaxAgeMs, Math.max(leastMaxAgeMs, maxAgeMs));
}
