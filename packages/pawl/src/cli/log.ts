import { jsonLine } from "./json-line.ts";

export type Level = "info" | "warn" | "error";

/**
 * Writes one line: what happened, how serious it is, and what belongs to it. Never throws, since a broken log must
 * not stop what it tells of (ASVS 16.5.2).
 *
 * @param at when it happened, in milliseconds since the epoch; default now.
 */
export type Log = (
  level: Level,
  event: string,
  fields?: Readonly<Record<string, unknown>>,
  at?: number,
) => void;

/** Longer text is cut: a line stays a line, whoever chose the text (ASVS 16.4.1). */
const maxTextLength = 256;

/**
 * Structured logs: one JSON object a line, `{"time", "level", "event", …}`, with the time in UTC.
 *
 * Guarantees that text from outside is escaped and cut. Does not remove secrets: give it none; errors go through
 * `describeError`.
 */
export function createLog(write: (line: string) => unknown, clock: () => number): Log {
  return (level, event, fields = {}, at = clock()) => {
    try {
      write(`${jsonLine({ time: new Date(at).toISOString(), level, event, ...fields }, maxTextLength)}\n`);
    } catch {
      // The reader of the log has gone; the sessions have not.
    }
  };
}
