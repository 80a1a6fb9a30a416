import type { FeedPart } from "../engine/revocation-feed.ts";
import { feedEvents } from "../protocol/names.ts";
import type { FeedAlive, RevocationsResponse, RevokedSession, RevokedSubject } from "../protocol/wire.ts";
import type { Ended } from "../session/store.ts";

/** The entries of the list as they travel, in JSON. */
export function listsOf(ends: readonly Ended[]): string {
  const lists: Pick<RevocationsResponse, "sessions" | "subjects"> = { sessions: [], subjects: [] };
  for (const end of ends) {
    if ("sid" in end) lists.sessions.push(sessionOf(end));
    else lists.subjects.push(subjectOf(end));
  }
  return JSON.stringify(lists);
}

/** One event an entry, each with an id of its own: a connection may break between any two. */
export function eventsOf({ ends, idOf }: FeedPart): string {
  return ends
    .map((end, index) =>
      "sid" in end
        ? eventOf(feedEvents.session, sessionOf(end), idOf(index))
        : eventOf(feedEvents.subject, subjectOf(end), idOf(index)),
    )
    .join("");
}

/** @param snapshot a `RevocationsResponse` as JSON. */
export function snapshotEvent(snapshot: string, id: string): string {
  return `event: ${feedEvents.snapshot}\nid: ${id}\ndata: ${snapshot}\n\n`;
}

export function aliveEvent(asOf: number): string {
  const alive: FeedAlive = { as_of: asOf };
  return `event: ${feedEvents.alive}\ndata: ${JSON.stringify(alive)}\n\n`;
}

function eventOf(name: string, payload: RevokedSession | RevokedSubject, id: string): string {
  return `event: ${name}\nid: ${id}\ndata: ${JSON.stringify(payload)}\n\n`;
}

function sessionOf({ sid, endedAt }: Extract<Ended, { sid: string }>): RevokedSession {
  return { sid, ended_at: endedAt };
}

function subjectOf({ subject, endedAt, exceptSid }: Extract<Ended, { subject: string }>): RevokedSubject {
  return { sub: subject, ended_at: endedAt, ...(exceptSid === null ? {} : { except_sid: exceptSid }) };
}
