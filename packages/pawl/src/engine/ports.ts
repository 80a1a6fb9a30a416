import type { SessionEvent } from "../session/events.ts";

/** Gives the time: milliseconds since the epoch. */
export type Clock = () => number;

/** Gives `n` bytes from a cryptographically secure generator. */
export type Random = (n: number) => Uint8Array;

/** Takes events without holding up the work that they tell of; what it throws is ignored. */
export type EventSink = (event: SessionEvent) => void;
