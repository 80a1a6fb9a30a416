import { startOfSecond } from "../../session/ended-subject.ts";
import type { Session } from "../../session/session.ts";
import type { Ended, SessionStore } from "../../session/store.ts";
import { passes } from "../passes.ts";
import type { SqliteDatabase } from "./database.ts";
import type { Write } from "./group-commit.ts";
import type { Read } from "./read.ts";
import { columnsOf, type SessionRow, sessionOf } from "./session-row.ts";

/** Sessions in SQLite: one statement a verb, each atomic. */
export function sqliteSessions(database: SqliteDatabase, read: Read, write: Write): SessionStore {
  const insert = database.prepare(`
    INSERT INTO sessions (sid, subject, generation, current_hash, previous_hash, nonce, key_id, received,
      created_at, rotated_at, active_at, expires_at, ended_at, end_reason, persistent, amr, claims, user_agent)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const find = database.prepare("SELECT * FROM sessions WHERE sid = ?");
  const rotate = database.prepare(`
    UPDATE sessions SET generation = ?, current_hash = ?, previous_hash = ?, nonce = ?, key_id = ?,
      rotated_at = ?, active_at = MAX(active_at, ?), received = 0
    WHERE sid = ? AND ended_at IS NULL AND generation = ? AND current_hash = ? AND received <= ?
      AND rotated_at <= ? AND active_at > ? AND expires_at > ?
    RETURNING *`);
  const receive = database.prepare(
    "UPDATE sessions SET received = 1 WHERE sid = ? AND generation = ? AND ended_at IS NULL",
  );
  const revoke = database.prepare(
    "UPDATE sessions SET ended_at = ?, end_reason = ? WHERE sid = ? AND ended_at IS NULL",
  );
  const revokeAll = database.prepare(`
    UPDATE sessions SET ended_at = ?, end_reason = ?
    WHERE subject = ? AND ended_at IS NULL AND sid IS NOT ? RETURNING sid`);
  const rememberEnd = database.prepare(`
    INSERT INTO ended_subjects (subject, ended_at, except_sid) SELECT ?, ?, ?
    WHERE EXISTS (
      SELECT 1 FROM sessions WHERE subject = ? AND ended_at IS NULL AND sid <> ? AND created_at < ?)
    ON CONFLICT DO NOTHING`);
  const list = database.prepare(
    "SELECT * FROM sessions WHERE subject = ? AND ended_at IS NULL ORDER BY created_at DESC",
  );
  const endedSince = database.prepare(`
    SELECT sid, NULL AS subject, ended_at, NULL AS except_sid FROM sessions
    WHERE ended_at >= ? AND ended_at IS NOT NULL AND NOT EXISTS (
      SELECT 1 FROM ended_subjects
      WHERE ended_subjects.subject = sessions.subject AND ended_subjects.ended_at = sessions.ended_at
        AND except_sid <> sid AND created_at < sessions.ended_at / 1000 * 1000)
    UNION ALL
    SELECT NULL, subject, ended_at, except_sid FROM ended_subjects WHERE ended_at >= ?
    ORDER BY ended_at`);
  // Two ranges rather than one condition with OR, so that each has its index.
  const deleteExpired = database.prepare(`
    DELETE FROM sessions WHERE sid IN (
      SELECT sid FROM (SELECT sid FROM sessions WHERE ended_at IS NOT NULL AND ended_at < ? LIMIT ?)
      UNION ALL
      SELECT sid FROM (SELECT sid FROM sessions WHERE ended_at IS NULL AND expires_at < ? LIMIT ?)
      LIMIT ?)`);
  const forgetEnds = database.prepare(`
    DELETE FROM ended_subjects WHERE (subject, ended_at, except_sid) IN (
      SELECT subject, ended_at, except_sid FROM ended_subjects WHERE ended_at < ? LIMIT ?)`);

  const look = (sid: string): Session | undefined => {
    const row = find.get(sid);
    return row === undefined ? undefined : sessionOf(row as SessionRow);
  };

  return {
    insert: (session) => write(() => void insert.run(...columnsOf(session))),

    find: (sid) => read(() => look(sid)),

    rotate: async (sid, guard, next) => {
      // A look costs microseconds here, and most of those who would lose need no turn at the write lock.
      const session = await read(() => look(sid));
      if (session === undefined || !passes(session, guard)) return { rotated: false, session };
      return write(() => {
        const row = rotate.get(
          ...[next.generation, next.currentHash, next.previousHash, next.nonce, next.keyId],
          ...[next.rotatedAt, next.activeAt],
          ...[sid, guard.generation, guard.currentHash, guard.unreceived ? 0 : 1],
          ...[guard.rotatedAtMost, guard.activeAfter, guard.expiresAfter].map(sqliteInteger),
        );
        return row === undefined
          ? { rotated: false, session: look(sid) }
          : { rotated: true, session: sessionOf(row as SessionRow) };
      });
    },

    receive: (sid, generation) => write(() => void receive.run(sid, generation)),

    revoke: (sid, { at, reason }) => write(() => revoke.run(at, reason, sid).changes === 1),

    revokeAll: (subject, { at, reason }, exceptSid) =>
      write(() => {
        // First: if it fails, nothing has ended; both are in one transaction anyway.
        rememberEnd.run(subject, at, exceptSid ?? "", subject, exceptSid ?? "", startOfSecond(at));
        return revokeAll
          .all(at, reason, subject, exceptSid ?? null)
          .map((row) => (row as { sid: string }).sid);
      }),

    list: (subject) => read(() => list.all(subject).map((row) => sessionOf(row as SessionRow))),

    endedSince: (at) =>
      read(() => endedSince.all(sqliteInteger(at), sqliteInteger(at)).map((row) => endedOf(row as EndedRow))),

    deleteExpired: (before, limit) =>
      write(() => {
        forgetEnds.run(before, limit);
        return Number(deleteExpired.run(before, limit, before, limit, limit).changes);
      }),
  };
}

interface EndedRow {
  readonly sid: string | null;
  readonly subject: string;
  readonly ended_at: number;
  readonly except_sid: string;
}

function endedOf({ sid, subject, ended_at: endedAt, except_sid: exceptSid }: EndedRow): Ended {
  return sid === null ? { subject, endedAt, exceptSid: exceptSid || null } : { sid, endedAt };
}

/** "Since ever" is a legal question, and infinity is not a legal integer. */
function sqliteInteger(at: number): number {
  return Math.min(Math.max(at, Number.MIN_SAFE_INTEGER), Number.MAX_SAFE_INTEGER);
}
