import type { ServerSentEvent } from "../../event-stream/read-events.ts";
import { feedEvents } from "../../protocol/names.ts";
import type { AccessTokenClaims } from "../../tokens/access-token.ts";
import { readAlive, readEndedSession, readEndedSubject, readSnapshot } from "./feed-wire.ts";
import { createRevocationList, type RevocationList } from "./revocation-list.ts";

/** What was heard of the feed, whatever the connection that it came by. */
export interface HeardRevocations {
  /** A new connection begins; gives where it is to go on, or `undefined` if everything is to be sent. */
  begin(): string | undefined;
  /**
   * Takes one event of the connection. After one that cannot be read, the next connection begins with everything: what was
   * missed, nobody can say.
   *
   * @throws TypeError for such an event.
   */
  take(event: ServerSentEvent): void;
  has(claims: AccessTokenClaims): boolean;
  /** The time since the list was known to be complete; `Infinity` before it ever was. */
  staleMs(): number;
}

/** How often the list is looked through for what may be forgotten. */
const pruneEveryMs = 60_000;

export function createHeardRevocations(clock: () => number): HeardRevocations {
  let list: RevocationList | undefined;
  let lastId: string | undefined;
  let heardAt = Number.NEGATIVE_INFINITY;
  let prunedAt = Number.NEGATIVE_INFINITY;
  /** What the issuer's last sign of life on this connection said. */
  let asOf: number | undefined;

  /** An `as_of` that moves on while we listen was true a moment ago, whatever the two clocks say. */
  function heard(next: number): void {
    const hasMoved = asOf !== undefined && next > asOf;
    // The first of a connection is taken at its word: the issuer itself may not have heard anything for a long time.
    heardAt = hasMoved ? clock() : Math.max(heardAt, Math.min(clock(), next));
    if (Math.abs(next - prunedAt) < pruneEveryMs) return;
    prunedAt = next;
    list?.prune(next);
  }

  function read({ type, data }: ServerSentEvent): void {
    if (type === feedEvents.snapshot) {
      const snapshot = readSnapshot(data);
      list = createRevocationList(snapshot);
      lastId = snapshot.id;
      heard(snapshot.asOf);
    } else if (type === feedEvents.session) begun(list).addSession(readEndedSession(data));
    else if (type === feedEvents.subject) begun(list).addSubject(readEndedSubject(data));
    else if (type === feedEvents.alive) {
      begun(list);
      const next = readAlive(data);
      heard(next);
      asOf = next;
    }
    // Anything else is a comment, or of a later version of the feed.
  }

  return {
    begin() {
      asOf = undefined;
      return lastId;
    },
    take(event) {
      try {
        read(event);
      } catch (error) {
        lastId = undefined;
        throw error;
      }
      if (event.id && list !== undefined) lastId = event.id;
    },
    has: (claims) => list?.has(claims) === true,
    staleMs: () => Math.max(0, clock() - heardAt),
  };
}

function begun(list: RevocationList | undefined): RevocationList {
  if (list === undefined) throw new TypeError("the feed of revocations began without a snapshot");
  return list;
}
