import { covers } from "../../session/ended-subject.ts";
import type { Session, SessionEnd } from "../../session/session.ts";
import { type EndedSubject, StoreError } from "../../session/store.ts";
import type { Commands, Reply } from "./commands.ts";
import { inParallel } from "./in-parallel.ts";
import { bucketOf, type Keyspace } from "./keyspace.ts";
import { type Script, script } from "./script.ts";
import { decimal, sessionOf } from "./session-row.ts";
import { findLiveSession, rememberEnd, revokeSession } from "./session-scripts.ts";

/** KEYS: sessions of the user. ARGV: login, sid. */
export const addEntry: Script = script("return redis.call('ZADD', KEYS[1], ARGV[1], ARGV[2])");
/** KEYS: sessions of the user. The sids, newest first. */
export const listEntries: Script = script("return redis.call('ZREVRANGE', KEYS[1], 0, -1)");
/** KEYS: sessions of the user. Pairs of sid and login, newest first. */
const listLogins: Script = script("return redis.call('ZREVRANGE', KEYS[1], 0, -1, 'WITHSCORES')");
/** KEYS: sessions of the user. ARGV: sids. */
export const dropEntries: Script = script(`
  for first = 1, #ARGV, 1000 do
    redis.call('ZREM', KEYS[1], unpack(ARGV, first, math.min(first + 999, #ARGV)))
  end`);

/** What concerns all sessions of a user, by way of the list of them. */
export interface UserSessions {
  add(session: Session): Promise<void>;
  drop(subject: string, sids: readonly string[]): Promise<void>;
  list(subject: string): Promise<Session[]>;
  revokeAll(subject: string, end: SessionEnd, exceptSid?: string): Promise<string[]>;
}

/**
 * A user's sessions lie in many slots, so their list lies in another than most of them, and no step covers both. It is
 * written once, when a session was inserted and before anybody is told of it; it is a hint ever after, and the session
 * itself decides whether it lives and whose it is.
 *
 * An entry is thus never there before its session: an entry without one is of a session that was deleted, and may be
 * dropped however many insertions are in flight. What is left by a crash between the two writes is a session without an
 * entry, whose token nobody was ever given; it is deleted when it is over.
 */
export function userSessions(commands: Commands, keys: Keyspace): UserSessions {
  async function sidsOf(subject: string): Promise<string[]> {
    const reply = await commands.run(listEntries, [keys.sessionsOf(subject)], []);
    return (reply as readonly Buffer[]).map(String);
  }

  async function loginsOf(subject: string): Promise<{ sid: string; createdAt: number }[]> {
    const reply = await commands.run(listLogins, [keys.sessionsOf(subject)], []);
    const flat = (reply as readonly Buffer[]).map(String);
    return flat.flatMap((sid, i) => (i % 2 === 0 ? [{ sid, createdAt: Number(flat[i + 1]) }] : []));
  }

  async function remember({ subject, endedAt, exceptSid }: EndedSubject): Promise<void> {
    const key = keys.endedSubjects(bucketOf(subject));
    // The instant makes each end an entry of its own, where the score alone would move.
    await commands.run(rememberEnd, [key], [decimal(endedAt), JSON.stringify([subject, exceptSid, endedAt])]);
  }

  async function drop(subject: string, sids: readonly string[]): Promise<void> {
    if (sids.length > 0) await commands.run(dropEntries, [keys.sessionsOf(subject)], sids);
  }

  async function findLive(subject: string, sid: string): Promise<Session | undefined> {
    const reply: Reply = await commands.run(findLiveSession, [keys.session(sid)], [subject]);
    return reply === null ? undefined : sessionOf(sid, reply);
  }

  return {
    add: async ({ sid, subject, createdAt }) => {
      await commands.run(addEntry, [keys.sessionsOf(subject)], [decimal(createdAt), sid]);
    },

    drop,

    async list(subject) {
      const sids = await sidsOf(subject);
      const sessions = await inParallel(sids, (sid) => findLive(subject, sid));
      await drop(
        subject,
        sids.filter((_, index) => sessions[index] === undefined),
      );
      return sessions.filter((session) => session !== undefined).sort((a, b) => b.createdAt - a.createdAt);
    },

    async revokeAll(subject, { at, reason }, exceptSid) {
      const entry: EndedSubject = { subject, endedAt: at, exceptSid: exceptSid ?? null };
      const logins = (await loginsOf(subject)).filter(({ sid }) => sid !== exceptSid);
      // First: after a crash in between, tokens are refused whose session lives until its next refresh, and not the other
      // way round.
      if (logins.some((login) => covers(entry, login))) await remember(entry);
      const ended = await inParallel(logins, async (login) => {
        const bucket = bucketOf(login.sid);
        return commands.run(
          revokeSession,
          [keys.session(login.sid), keys.expires(bucket), keys.ended(bucket)],
          [login.sid, decimal(at), reason, subject, covers(entry, login) ? "1" : "0"],
        );
      });
      const sids = logins.map(({ sid }) => sid);
      // Whoever ended them, none of these lives any more.
      await drop(subject, sids);
      return sids.filter((_, index) => ended[index] === 1);
    },
  };
}

/** @throws StoreError for what Pawl never wrote. */
export function endedSubjectOf(entry: string, endedAt: number): EndedSubject {
  try {
    const [subject, exceptSid] = JSON.parse(entry) as [string, string | null];
    return { subject, endedAt, exceptSid };
  } catch (error) {
    throw new StoreError("an end of a user's sessions is not as Pawl writes it", { cause: error });
  }
}
