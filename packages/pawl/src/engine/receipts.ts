import type { SessionStore } from "../session/store.ts";
import type { Clock, EventSink } from "./ports.ts";

/**
 * Receipts: the first time an access token of a generation is seen, its generation is known to have arrived,
 * and row 6 of the decision table closes.
 */
export interface Receipts {
  /** Reports once a generation, later and on its own: never waits, never throws. */
  note(sid: string, generation: number): void;
}

/** Sessions remembered as reported. Forgetting one costs a write that changes nothing. */
const capacity = 50_000;

export function createReceipts(sessions: SessionStore, emit: EventSink, clock: Clock): Receipts {
  const reported = new Map<string, number>();

  function note(sid: string, generation: number): void {
    // Generation 0 has no predecessor that could be recovered, so its receipt would mean nothing.
    if (generation === 0 || (reported.get(sid) ?? 0) >= generation) return;
    reported.delete(sid);
    reported.set(sid, generation);
    if (reported.size > capacity) {
      for (const oldest of reported.keys()) {
        reported.delete(oldest);
        break;
      }
    }
    void write(sid, generation);
  }

  async function write(sid: string, generation: number): Promise<void> {
    try {
      await sessions.receive(sid, generation);
    } catch (error) {
      // Not written, so not reported: the next request with this generation tries again.
      if (reported.get(sid) === generation) reported.delete(sid);
      emit({ type: "unavailable", at: clock(), what: "receipt", error });
    }
  }

  return { note };
}
