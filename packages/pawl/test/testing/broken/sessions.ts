import { setImmediate as nextTurn } from "node:timers/promises";
import type { Session } from "../../../src/session/session.ts";
import type { Store } from "../../../src/stores/store.ts";
import { type BrokenStore, brokenSessions, onWritable } from "./breaking.ts";

/** Mistakes in the other verbs that concern sessions. */
export const brokenSessionVerbs: readonly BrokenStore[] = [
  {
    mistake: "insert loses a field",
    open: brokenSessions(({ insert }) => ({ insert: (session) => insert({ ...session, userAgent: null }) })),
    foundBy: "insert and find: every field comes back as it was put in, whatever is in it",
  },
  {
    mistake: "insert overwrites what has the same sid",
    open: onWritable(() => ({})),
    foundBy: "insert: a sid is taken once: the second rejects, and the first session stays as it is",
  },
  {
    mistake: "find takes upper and lower case for the same",
    open: brokenSessions(({ insert, find }) => ({
      insert: (session) => insert({ ...session, sid: session.sid.toLowerCase() }),
      find: (sid) => find(sid.toLowerCase()),
    })),
    foundBy: "find: a session that is not there is undefined",
  },
  {
    mistake: "find gives a stale copy",
    open: brokenSessions(({ find }) => {
      const seen = new Map<string, Session | undefined>();
      return {
        find: async (sid) => {
          if (!seen.has(sid)) seen.set(sid, await find(sid));
          return seen.get(sid);
        },
      };
    }),
    foundBy: "find: what was written is seen by whoever asks after its answer",
  },
  {
    mistake: "receive ignores the generation",
    open: brokenSessions(({ find, receive }) => ({
      receive: async (sid) => receive(sid, (await find(sid))?.generation ?? 0),
    })),
    foundBy: "receive sets the receipt of the current generation, and of no other",
  },
  {
    mistake: "receive writes to a generation that came after its look",
    open: brokenSessions(({ find, receive }) => ({
      receive: async (sid, generation) => {
        if ((await find(sid))?.generation !== generation) return;
        await nextTurn();
        await receive(sid, (await find(sid))?.generation ?? 0);
      },
    })),
    foundBy: "rotate and receive at once: a receipt of the generation before never counts for the one after",
  },
  {
    mistake: "revoke overwrites an earlier end",
    open: onWritable((rows) => ({
      revoke: async (sid, end) => {
        const session = rows.get(sid);
        if (session !== undefined) rows.set(sid, { ...session, ended: end });
        return session?.ended === null;
      },
    })),
    foundBy: "revoke writes an end once: the first reason and instant stay",
  },
  {
    mistake: "revoke says more than once that it ended the session",
    open: brokenSessions(({ find, revoke }) => ({
      revoke: async (sid, end) => {
        const isLive = (await find(sid))?.ended === null;
        await revoke(sid, end);
        return isLive;
      },
    })),
    foundBy: "revoke: of many at once exactly one ends the session, and its end is the one that stays",
  },
  {
    mistake: "revokeAll ends another user's sessions: it looks for what begins with the subject",
    open: (): Store => {
      const subjects = new Set<string>();
      return brokenSessions(({ insert, revokeAll }) => ({
        insert: (session) => {
          subjects.add(session.subject);
          return insert(session);
        },
        revokeAll: async (subject, end, exceptSid) => {
          const taken = [...subjects].filter((one) => one.startsWith(subject));
          return (await Promise.all(taken.map((one) => revokeAll(one, end, exceptSid)))).flat();
        },
      }))();
    },
    foundBy: "users are kept apart, whatever they are called: list and revokeAll concern one",
  },
  {
    mistake: "revokeAll spares nothing",
    open: brokenSessions(({ revokeAll }) => ({ revokeAll: (subject, end) => revokeAll(subject, end) })),
    foundBy: "revokeAll ends and names the live sessions of one user, except the one given",
  },
  {
    mistake: "revokeAll names what others ended at the same moment",
    open: brokenSessions(({ list, revokeAll }) => ({
      revokeAll: async (subject, end, exceptSid) => {
        const live = (await list(subject)).map(({ sid }) => sid).filter((sid) => sid !== exceptSid);
        await revokeAll(subject, end, exceptSid);
        return live;
      },
    })),
    foundBy: "revokeAll: of several at once, beside revocations of one, each session is named once",
  },
  {
    mistake: "revokeAll stops after a thousand",
    open: brokenSessions(({ list, revoke }) => ({
      revokeAll: async (subject, end, exceptSid) => {
        const live = (await list(subject)).filter(({ sid }) => sid !== exceptSid).slice(0, 1000);
        for (const { sid } of live) await revoke(sid, end);
        return live.map(({ sid }) => sid);
      },
    })),
    foundBy: "ten thousand sessions of one user are listed, revoked at once, and told among the ended",
  },
  {
    mistake: "revoke writes the instant of the store's own clock",
    open: brokenSessions(({ revoke }) => ({
      revoke: (sid, { reason }) => revoke(sid, { reason, at: Date.now() }),
    })),
    foundBy: "time is a parameter: in 1970 and in 2200 everything is the same as today",
  },
];
