import type { ClientEvent, RotationOutcome } from "pawl/client";
import { answerSentence, type Sentence, sentenceOf, type Tone } from "./sentence.ts";

/** One line of the log. */
export interface Entry {
  readonly id: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly tone: Tone;
  readonly text: string;
  /** How often the same happened, about at once. */
  readonly times: number;
}

export interface LastRefresh {
  readonly at: number;
  /** `shared` when another tab made it. */
  readonly outcome: RotationOutcome | "shared";
}

/** What is known so far. Immutable, and the same object until something happens. */
export interface ActivitySnapshot {
  readonly entries: readonly Entry[];
  readonly lastRefresh: LastRefresh | undefined;
}

/** Keeps what the client did, for the page to show. */
export interface Activity {
  /** For the client's `onEvent`. */
  record(event: ClientEvent): void;
  /** For every answer that the app got from `client.fetch`. */
  recordAnswer(method: string, path: string, status: number): void;
  snapshot(): ActivitySnapshot;
  subscribe(listener: () => void): () => void;
}

const maxEntries = 100;
/** What five requests do at once is one line that says "× 5", if they do it this close together. */
const sameTimeMs = 1000;
const empty: ActivitySnapshot = { entries: [], lastRefresh: undefined };

function outcomeOf(event: ClientEvent): LastRefresh["outcome"] | undefined {
  if (event.type === "grant_shared") return "shared";
  return event.type === "refresh_succeeded" ? event.rotation : undefined;
}

export function createActivity(clock: () => number = Date.now): Activity {
  let current = empty;
  let generation: number | undefined;
  let nextId = 0;
  const listeners = new Set<() => void>();

  function show(next: ActivitySnapshot): void {
    current = next;
    for (const listener of listeners) listener();
  }

  function add({ isAlone, ...sentence }: Sentence, lastRefresh = current.lastRefresh): void {
    const at = clock();
    const { entries } = current;
    // A late refusal joins those before the refresh, where it belongs; everything else stays after it.
    const since =
      sentence.tone === "refused" ? 0 : entries.findLastIndex(({ tone }) => tone === "turned") + 1;
    const twin = entries
      .slice(since)
      .findLast((entry) => !isAlone && entry.text === sentence.text && at - entry.at < sameTimeMs);
    show({
      lastRefresh,
      entries: twin
        ? entries.map((entry) => (entry === twin ? { ...twin, times: twin.times + 1 } : entry))
        : [...entries.slice(1 - maxEntries), { ...sentence, id: nextId++, at, times: 1 }],
    });
  }

  return {
    record(event) {
      // The log of a session belongs to it, and so ends with its logout.
      if (event.type === "logged_out") show(empty);
      const sentence = sentenceOf(event, generation);
      if ("generation" in event) generation = event.generation;
      if (sentence === undefined) return;
      const outcome = outcomeOf(event);
      add(sentence, outcome && { at: clock(), outcome });
    },
    recordAnswer: (method, path, status) => add(answerSentence(method, path, status)),
    snapshot: () => current,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
