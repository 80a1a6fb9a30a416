import { type BrokenStore, brokenSessions } from "./breaking.ts";

/** Mistakes with many sessions, and with time. */
export const brokenLists: readonly BrokenStore[] = [
  {
    mistake: "list gives ended sessions too",
    open: brokenSessions(({ insert, find, list }) => {
      const sids: string[] = [];
      return {
        insert: (session) => {
          sids.push(session.sid);
          return insert(session);
        },
        list: async (subject) => {
          const ended = (await Promise.all(sids.map(find))).filter(
            (one) => one?.ended && one.subject === subject,
          );
          return [...(await list(subject)), ...ended.filter((one) => one !== undefined)];
        },
      };
    }),
    foundBy: "list gives the sessions of one user that are not ended, whole and newest first",
  },
  {
    mistake: "list gives the oldest first",
    open: brokenSessions(({ list }) => ({ list: async (subject) => (await list(subject)).reverse() })),
    foundBy: "list gives the sessions of one user that are not ended, whole and newest first",
  },
  {
    mistake: "list reads the store's own clock",
    open: brokenSessions(({ list }) => ({
      list: async (subject) => (await list(subject)).filter(({ expiresAt }) => expiresAt > Date.now()),
    })),
    foundBy: "time is a parameter: in 1970 and in 2200 everything is the same as today",
  },
  {
    mistake: "rotate refuses a second rotation within one millisecond",
    open: brokenSessions(({ rotate }) => ({
      rotate: (sid, guard, next) => rotate(sid, { ...guard, rotatedAtMost: next.rotatedAt - 1 }, next),
    })),
    foundBy: "a frozen clock harms nothing: many rotations within one millisecond, each after the other",
  },
  {
    mistake: "endedSince leaves out what ended at the instant itself",
    open: brokenSessions(({ endedSince }) => ({ endedSince: (at) => endedSince(at + 1) })),
    foundBy: "endedSince gives what ended at an instant or after it, of all users, oldest first",
  },
  {
    mistake: "deleteExpired takes what ends at the instant itself",
    open: brokenSessions(({ deleteExpired }) => ({
      deleteExpired: (before, limit) => deleteExpired(before + 1, limit),
    })),
    foundBy: "deleteExpired removes what ended, or was over by time, before an instant, and nothing else",
  },
  {
    mistake: "deleteExpired takes live sessions",
    open: brokenSessions(({ deleteExpired }) => ({
      deleteExpired: (_before, limit) => deleteExpired(Number.MAX_SAFE_INTEGER, limit),
    })),
    foundBy: "deleteExpired never takes a live session: not while it is used, and whatever the limit",
  },
  {
    mistake: "deleteExpired ignores its limit",
    open: brokenSessions(({ deleteExpired }) => ({ deleteExpired: (before) => deleteExpired(before, 1e9) })),
    foundBy: "deleteExpired removes no more than its limit, of both kinds together, and all in the end",
  },
  {
    mistake: "each rotation leaves a row behind",
    open: brokenSessions(({ insert, rotate }) => ({
      rotate: async (sid, guard, next) => {
        const result = await rotate(sid, guard, next);
        const { session } = result;
        if (result.rotated && session !== undefined) {
          await insert({ ...session, sid: `${sid} ${next.generation}`, subject: "" });
        }
        return result;
      },
    })),
    foundBy:
      "storage is constant: after ten thousand rotations and replays there are as many rows as sessions",
  },
];
