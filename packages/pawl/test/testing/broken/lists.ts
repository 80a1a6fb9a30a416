import type { EndedSubject } from "../../../src/session/store.ts";
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
    mistake: "an end of all sessions of a user is told one by one",
    open: brokenSessions(({ revoke, list }) => ({
      revokeAll: async (subject, end, exceptSid) => {
        const sids = (await list(subject)).map(({ sid }) => sid).filter((sid) => sid !== exceptSid);
        for (const sid of sids) await revoke(sid, end);
        return sids;
      },
    })),
    foundBy:
      "endedSince gives one entry for all sessions of a user that ended at once, and names the one left alone",
  },
  {
    mistake: "an end of all sessions of a user forgets which one was left alone",
    open: brokenSessions(({ endedSince }) => ({
      endedSince: async (at) =>
        (await endedSince(at)).map((one) => ("sid" in one ? one : { ...one, exceptSid: null })),
    })),
    foundBy:
      "endedSince gives one entry for all sessions of a user that ended at once, and names the one left alone",
  },
  {
    mistake: "an end of all sessions of a user stands for those of its very second, too",
    open: brokenSessions(({ revokeAll, endedSince }) => {
      const subjects: EndedSubject[] = [];
      return {
        revokeAll: (subject, end, exceptSid) => {
          subjects.push({ subject, endedAt: end.at, exceptSid: exceptSid ?? null });
          return revokeAll(subject, end, exceptSid);
        },
        endedSince: async (at) => {
          const instants = new Set(subjects.map(({ endedAt }) => endedAt));
          const rest = (await endedSince(at)).filter(({ endedAt }) => !instants.has(endedAt));
          return [...rest, ...subjects.filter(({ endedAt }) => endedAt >= at)];
        },
      };
    }),
    foundBy:
      "endedSince gives those one by one that began in the very second of the end, or later by another's clock",
  },
  {
    mistake: "an end of all sessions of a user is told though there were none",
    open: brokenSessions(({ revokeAll, endedSince }) => {
      const subjects: EndedSubject[] = [];
      return {
        revokeAll: async (subject, end, exceptSid) => {
          const ended = await revokeAll(subject, end, exceptSid);
          if (ended.length === 0) subjects.push({ subject, endedAt: end.at, exceptSid: null });
          return ended;
        },
        endedSince: async (at) => [...(await endedSince(at)), ...subjects],
      };
    }),
    foundBy: "endedSince has no entry of a user where nothing ended that it would stand for",
  },
  {
    mistake: "deleteExpired takes the ends of users' sessions whenever they were",
    open: brokenSessions(({ deleteExpired, endedSince }) => {
      let isSwept = false;
      return {
        deleteExpired: (before, limit) => {
          isSwept = true;
          return deleteExpired(before, limit);
        },
        endedSince: async (at) => (await endedSince(at)).filter((one) => !isSwept || "sid" in one),
      };
    }),
    foundBy:
      "deleteExpired forgets the ends of users' sessions before an instant, uncounted, and keeps later ones",
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
