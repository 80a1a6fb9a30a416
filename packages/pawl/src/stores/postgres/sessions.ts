import { startOfSecond } from "../../session/ended-subject.ts";
import type { Ended, SessionStore } from "../../session/store.ts";
import type { Run } from "./run.ts";
import { type BigintColumn, instantOf, type SessionRow, sessionOf, valuesOf } from "./session-row.ts";
import {
  deleteExpired,
  endedSince,
  find,
  insert,
  list,
  receive,
  revoke,
  revokeAll,
  rotate,
} from "./session-statements.ts";
import { stringOf, textOf } from "./text.ts";

/** Sessions in PostgreSQL: one statement a verb, each its own transaction, in one round trip. */
export function postgresSessions(run: Run): SessionStore {
  return {
    insert: async (session) => void (await run(insert, valuesOf(session))),

    find: async (sid) => {
      const [row] = await run<SessionRow>(find, [textOf(sid)]);
      return row && sessionOf(row);
    },

    rotate: async (sid, guard, next) => {
      const [row] = await run<SessionRow & { rotated: boolean }>(rotate, [
        ...[textOf(sid), guard.generation, guard.currentHash, guard.unreceived],
        ...[guard.rotatedAtMost, guard.activeAfter, guard.expiresAfter].map(instantOf),
        ...[next.generation, next.currentHash, next.previousHash, next.nonce, textOf(next.keyId)],
        ...[next.rotatedAt, next.activeAt],
      ]);
      return { rotated: row?.rotated ?? false, session: row && sessionOf(row) };
    },

    receive: async (sid, generation) => void (await run(receive, [textOf(sid), generation])),

    revoke: async (sid, { at, reason }) => {
      const ended = await run(revoke, [textOf(sid), at, reason]);
      return ended.length === 1;
    },

    revokeAll: async (subject, { at, reason }, exceptSid) => {
      const values = [textOf(subject), at, reason, textOf(exceptSid ?? ""), startOfSecond(at)];
      const ended = await run<{ sid: string }>(revokeAll, values);
      return ended.map(({ sid }) => stringOf(sid));
    },

    list: async (subject) => {
      const rows = await run<SessionRow>(list, [textOf(subject)]);
      return rows.map(sessionOf);
    },

    endedSince: async (at) => {
      const rows = await run<EndedRow>(endedSince, [instantOf(at)]);
      return rows.map(endedOf);
    },

    deleteExpired: async (before, limit) => {
      const deleted = await run(deleteExpired, [instantOf(before), limit]);
      return deleted.length;
    },
  };
}

interface EndedRow {
  readonly sid: string | null;
  readonly subject: string;
  readonly ended_at: BigintColumn;
  readonly except_sid: string;
}

function endedOf(row: EndedRow): Ended {
  const endedAt = Number(row.ended_at);
  if (row.sid !== null) return { sid: stringOf(row.sid), endedAt };
  return { subject: stringOf(row.subject), endedAt, exceptSid: stringOf(row.except_sid) || null };
}
