import type { EventSink } from "../../src/engine/ports.ts";
import type { SessionEvent } from "../../src/session/events.ts";

/** Everything that was told to `sink`, in order. */
export interface RecordedEvents {
  readonly sink: EventSink;
  readonly all: SessionEvent[];
  /** Those of one type. */
  of<T extends SessionEvent["type"]>(type: T): Extract<SessionEvent, { type: T }>[];
}

export function recordEvents(): RecordedEvents {
  const all: SessionEvent[] = [];
  return {
    all,
    sink: (event) => void all.push(event),
    of: <T extends SessionEvent["type"]>(type: T) =>
      all.filter((event): event is Extract<SessionEvent, { type: T }> => event.type === type),
  };
}
