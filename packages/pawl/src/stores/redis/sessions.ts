import { type Ended, type SessionStore, StoreError } from "../../session/store.ts";
import type { Commands, Reply } from "./commands.ts";
import { deleteExpired } from "./delete-expired.ts";
import { inParallel } from "./in-parallel.ts";
import { bucketCount, bucketOf, type Keyspace } from "./keyspace.ts";
import { decimal, fieldsOf, rotationOf, sessionOf } from "./session-row.ts";
import {
  endedSince,
  findSession,
  insertSession,
  receiveSession,
  revokeSession,
  rotateSession,
} from "./session-scripts.ts";
import { endedSubjectOf, userSessions } from "./user-sessions.ts";

/** Sessions in Redis: one script a verb for those that know the session, several for those that look for it. */
export function redisSessions(commands: Commands, keys: Keyspace): SessionStore {
  const users = userSessions(commands, keys);

  /** A session's key, and those of the lists that it may be in. */
  function keysOf(sid: string): [string, string, string] {
    const bucket = bucketOf(sid);
    return [keys.session(sid), keys.expires(bucket), keys.ended(bucket)];
  }

  return {
    async insert(session) {
      const { sid } = session;
      const inserted = await commands.run(insertSession, keysOf(sid), [...fieldsOf(session), sid]);
      if (inserted !== 1) throw new StoreError("a session with this sid exists");
      await users.add(session);
    },

    async find(sid) {
      const reply = await commands.run(findSession, [keys.session(sid)], []);
      return reply === null ? undefined : sessionOf(sid, reply);
    },

    async rotate(sid, guard, next) {
      const reply = await commands.run(rotateSession, [keys.session(sid)], rotationOf(guard, next));
      const [rotated, row] = reply as readonly Reply[];
      return { rotated: rotated === 1, session: row === undefined ? undefined : sessionOf(sid, row) };
    },

    async receive(sid, generation) {
      await commands.run(receiveSession, [keys.session(sid)], [decimal(generation)]);
    },

    async revoke(sid, { at, reason }) {
      return (await commands.run(revokeSession, keysOf(sid), [sid, decimal(at), reason])) === 1;
    },

    revokeAll: users.revokeAll,

    list: users.list,

    async endedSince(at) {
      const replies = await inParallel([...Array(bucketCount).keys()], (bucket) =>
        commands.run(endedSince, [keys.ended(bucket), keys.endedSubjects(bucket)], [decimal(at)]),
      );
      return replies.flatMap(endsOf).sort((a, b) => a.endedAt - b.endedAt);
    },

    deleteExpired: (before, limit) => deleteExpired(commands, keys, users, before, limit),
  };
}

function endsOf(reply: Reply): Ended[] {
  const [sessions = [], subjects = []] = (reply as readonly Reply[]).map(pairsOf);
  return [
    ...sessions.map(([sid, endedAt]) => ({ sid, endedAt })),
    ...subjects.map(([entry, endedAt]) => endedSubjectOf(entry, endedAt)),
  ];
}

function pairsOf(reply: Reply): [string, number][] {
  const flat = (reply as readonly Buffer[]).map(String);
  return flat.flatMap((name, i): [string, number][] => (i % 2 === 0 ? [[name, Number(flat[i + 1])]] : []));
}
