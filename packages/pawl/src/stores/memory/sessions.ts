import type { Session } from "../../session/session.ts";
import { type SessionStore, StoreError } from "../../session/store.ts";
import { passes } from "../passes.ts";

/** Sessions in a Map. Each verb runs without an `await` inside, which is what makes it atomic. */
export function memorySessions(): SessionStore {
  const bySid = new Map<string, Session>();

  const isLiveSessionOf = (subject: string) => (session: Session) =>
    session.subject === subject && session.ended === null;

  return {
    async insert(session) {
      if (bySid.has(session.sid)) throw new StoreError("a session with this sid exists");
      bySid.set(session.sid, session);
    },

    async find(sid) {
      return bySid.get(sid);
    },

    async rotate(sid, guard, next) {
      const session = bySid.get(sid);
      if (session === undefined || !passes(session, guard)) return { rotated: false, session };
      const activeAt = Math.max(session.activeAt, next.activeAt);
      const after = { ...session, ...next, activeAt, received: false };
      bySid.set(sid, after);
      return { rotated: true, session: after };
    },

    async receive(sid, generation) {
      const session = bySid.get(sid);
      if (session === undefined || session.ended !== null || session.generation !== generation) return;
      bySid.set(sid, { ...session, received: true });
    },

    async revoke(sid, end) {
      const session = bySid.get(sid);
      if (session === undefined || session.ended !== null) return false;
      bySid.set(sid, { ...session, ended: end });
      return true;
    },

    async revokeAll(subject, end, exceptSid) {
      const ended: string[] = [];
      for (const session of [...bySid.values()].filter(isLiveSessionOf(subject))) {
        if (session.sid === exceptSid) continue;
        bySid.set(session.sid, { ...session, ended: end });
        ended.push(session.sid);
      }
      return ended;
    },

    async list(subject) {
      return [...bySid.values()].filter(isLiveSessionOf(subject)).sort((a, b) => b.createdAt - a.createdAt);
    },

    async endedSince(at) {
      return [...bySid.values()]
        .flatMap(({ sid, ended }) => (ended !== null && ended.at >= at ? [{ sid, endedAt: ended.at }] : []))
        .sort((a, b) => a.endedAt - b.endedAt);
    },

    async deleteExpired(before, limit) {
      let deleted = 0;
      for (const { sid, ended, expiresAt } of bySid.values()) {
        if (deleted >= limit) break;
        if ((ended?.at ?? expiresAt) >= before) continue;
        bySid.delete(sid);
        deleted++;
      }
      return deleted;
    },
  };
}
