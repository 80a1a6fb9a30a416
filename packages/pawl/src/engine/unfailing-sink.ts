import type { EventSink } from "./ports.ts";

/**
 * A sink that never fails: a broken log never blocks or opens a session (ASVS 16.5.2). What the sink throws is
 * dropped, and so is the rejection of one that is asynchronous, which nobody would await.
 */
export function unfailingSink(sink: EventSink): EventSink {
  return (event) => {
    try {
      const result: unknown = sink(event);
      if (result instanceof Promise) result.catch(() => {});
    } catch {
      // Nobody is left to tell: what tells of failures is what failed.
    }
  };
}
