import type { VerifierEvent } from "../events.ts";
import { VerifierUnavailableError } from "../verifier-unavailable-error.ts";
import { fetchJwks } from "./fetch-jwks.ts";
import { importKeys, readKeySet } from "./key-set.ts";
import type { Keys } from "./keys.ts";
import type { VerificationKey } from "./public-key.ts";

/** Between two fetches, whatever the reason: so many tokens with unknown keys cost one fetch (C45). */
const coolDownMs = 10_000;
/** Keys that could not be fetched again are used for so long at most (stale-if-error, RFC 5861 §4). */
const longestStaleMs = 24 * 60 * 60_000;

export interface RemoteKeysOptions {
  readonly url: string;
  readonly fetch: typeof globalThis.fetch;
  readonly clock: () => number;
  readonly emit: (event: VerifierEvent) => void;
  /** Whether one request may wait for what another began; see `requestsAreIsolated`. */
  readonly sharesFetches: boolean;
}

/**
 * Keys that are fetched when the first token comes, and again when they are older than their `max-age`. No timer: in
 * some runtimes nothing runs between requests. One fetch at a time, however many wait for it.
 *
 * While the issuer answers, a key that it no longer shows is out of use after twice the `max-age`, idle or not. While it
 * does not answer, keys from before are used on, and nobody waits for it: one attempt in ten seconds.
 */
export function remoteKeys({ url, fetch, clock, emit, sharesFetches }: RemoteKeysOptions): Keys {
  let known: ReadonlyMap<string, VerificationKey> | undefined;
  let maxAgeMs = 0;
  let fetchedAt = Number.NEGATIVE_INFINITY;
  let attemptedAt = Number.NEGATIVE_INFINITY;
  let hasFailed = false;
  let fetching: Promise<void> | undefined;

  async function attempt(): Promise<void> {
    const startedAt = clock();
    attemptedAt = startedAt;
    const refused = (error: unknown): void => emit({ type: "key_refused", at: clock(), error });
    try {
      const answer = await fetchJwks(fetch, url);
      const keys = await importKeys(readKeySet(answer.value, refused), known, refused);
      if (keys.size === 0) throw new TypeError("a JWKS must hold a key that can be used");
      known = keys;
      maxAgeMs = answer.maxAgeMs;
      fetchedAt = startedAt;
      hasFailed = false;
      emit({ type: "keys_fetched", at: clock(), keys: keys.size });
    } catch (error) {
      hasFailed = true;
      emit({ type: "keys_unavailable", at: clock(), error });
    }
  }

  function refetch(): Promise<void> {
    if (!sharesFetches) return attempt();
    fetching ??= attempt().finally(() => {
      fetching = undefined;
    });
    return fetching;
  }

  /** The fetch under way, or a new one if it may be made. */
  function mayRefetch(): Promise<void> | undefined {
    const since = clock() - attemptedAt;
    // A clock that was set back says nothing about how long ago it was.
    const isCool = since >= coolDownMs || since < 0;
    // Without any key, who cannot wait for another's fetch makes one.
    const mustFetch = !sharesFetches && known === undefined && !hasFailed;
    return fetching !== undefined || isCool || mustFetch ? refetch() : undefined;
  }

  function usable(): ReadonlyMap<string, VerificationKey> | undefined {
    return clock() - fetchedAt <= longestStaleMs ? known : undefined;
  }

  function settle(): Promise<void> | undefined {
    const age = clock() - fetchedAt;
    const hasKeys = usable() !== undefined;
    if (hasKeys && age >= 0 && age <= maxAgeMs) return undefined;
    // Fetched ahead of the need; after a long idle time it is waited for. What failed last time is not.
    const inTheBackground = sharesFetches && hasKeys && (hasFailed || age <= 2 * maxAgeMs);
    const fetched = mayRefetch();
    return inTheBackground ? undefined : fetched;
  }

  function unavailable(): VerifierUnavailableError {
    const retryAfterMs = Math.min(coolDownMs, Math.max(1000, attemptedAt + coolDownMs - clock()));
    return new VerifierUnavailableError("the keys of the issuer cannot be fetched", { retryAfterMs });
  }

  async function find(kid: string): Promise<VerificationKey | undefined> {
    await settle();
    const key = usable()?.get(kid);
    if (key !== undefined) return key;
    // It may be new.
    await mayRefetch();
    const keys = usable();
    const found = keys?.get(kid);
    if (keys === undefined || (found === undefined && hasFailed)) throw unavailable();
    return found;
  }

  return { settle, find, holds: (key) => usable()?.get(key.kid) === key };
}
