import { covers } from "../../session/ended-subject.ts";
import type { Session } from "../../session/session.ts";
import { type EndedSubject, type SessionStore, StoreError } from "../../session/store.ts";
import { passes } from "../passes.ts";

/** Sessions in a Map. Each verb runs without an `await` inside, which is what makes it atomic. */
export function memorySessions(): SessionStore {
  const bySid = new Map<string, Session>();
  let endedSubjects: EndedSubject[] = [];

  const isLiveSessionOf = (subject: string) => (session: Session) =>
    session.subject === subject && session.ended === null;

  const isToldWithSubject = (session: Session) =>
    endedSubjects.some(
      (end) => end.subject === session.subject && end.endedAt === session.ended?.at && covers(end, session),
    );

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
      const ended = [...bySid.values()]
        .filter(isLiveSessionOf(subject))
        .filter(({ sid }) => sid !== exceptSid);
      const entry: EndedSubject = { subject, endedAt: end.at, exceptSid: exceptSid ?? null };
      if (ended.some((session) => covers(entry, session))) endedSubjects.push(entry);
      for (const session of ended) bySid.set(session.sid, { ...session, ended: end });
      return ended.map(({ sid }) => sid);
    },

    async list(subject) {
      return [...bySid.values()].filter(isLiveSessionOf(subject)).sort((a, b) => b.createdAt - a.createdAt);
    },

    async endedSince(at) {
      const sessions = [...bySid.values()].flatMap((session) => {
        const { sid, ended } = session;
        const isTold = ended !== null && ended.at >= at && !isToldWithSubject(session);
        return isTold ? [{ sid, endedAt: ended.at }] : [];
      });
      const subjects = endedSubjects.filter(({ endedAt }) => endedAt >= at);
      return [...sessions, ...subjects].sort((a, b) => a.endedAt - b.endedAt);
    },

    async deleteExpired(before, limit) {
      let deleted = 0;
      for (const { sid, ended, expiresAt } of bySid.values()) {
        if (deleted >= limit) break;
        if ((ended?.at ?? expiresAt) >= before) continue;
        bySid.delete(sid);
        deleted++;
      }
      endedSubjects = endedSubjects.filter(({ endedAt }) => endedAt >= before);
      return deleted;
    },
  };
}
