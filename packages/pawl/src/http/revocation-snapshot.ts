import type { Clock } from "../engine/ports.ts";
import type { RevocationFeed } from "../engine/revocation-feed.ts";
import { keepMs } from "../engine/revocation-list.ts";
import { minutes, seconds } from "../session/policy.ts";
import { listsOf, snapshotEvent } from "./revocation-events.ts";

/** The whole list as it travels, written once for all who ask. */
export interface RevocationSnapshot {
  /** A `RevocationsResponse` as JSON, as current as the list. */
  json(): string;
  /** The event `snapshot`, which may lack what came after its id. */
  event(): { readonly id: string; readonly bytes: Uint8Array };
  /** Lets go of what was written. */
  forget(): void;
}

interface Written {
  readonly id: string;
  readonly writtenAt: number;
  /** The entries, as JSON. */
  readonly lists: string;
  /** Made for the first stream. */
  bytes?: Uint8Array;
}

const encoder = new TextEncoder();

/**
 * Written anew when something has ended since. A long list, which takes milliseconds, is written once a second at most
 * (100 000 entries; 10 ms for 1000): so that many who come at once while much ends cost no more than one.
 */
export function createRevocationSnapshot(feed: RevocationFeed, clock: Clock): RevocationSnapshot {
  let written: Written | undefined;

  function current(mayLack: boolean): Written {
    if (written !== undefined && isCurrent(written, mayLack)) return written;
    written = { id: feed.id(), writtenAt: clock(), lists: listsOf(feed.entries()) };
    return written;
  }

  function isCurrent({ id, writtenAt }: Written, mayLack: boolean): boolean {
    const age = clock() - writtenAt;
    // What is over goes with time, though nothing ends.
    if (age < 0 || age > minutes(1)) return false;
    if (id === feed.id()) return true;
    return mayLack && age < Math.min(seconds(1), feed.size() / 100) && feed.after(id) !== undefined;
  }

  const jsonOf = ({ id, lists }: Written) =>
    `${JSON.stringify({ id, as_of: feed.asOf(), keep_ms: keepMs }).slice(0, -1)},${lists.slice(1)}`;

  return {
    json: () => jsonOf(current(false)),
    event() {
      const one = current(true);
      one.bytes ??= encoder.encode(snapshotEvent(jsonOf(one), one.id));
      return { id: one.id, bytes: one.bytes };
    },
    forget: () => {
      written = undefined;
    },
  };
}
