import { days } from "../../session/policy.ts";
import { startOfTime } from "../clock.ts";
import { sessionRow } from "../session-row.ts";
import { same } from "./assertions.ts";
import type { Cases } from "./case.ts";

const now = startOfTime;
const logout = { reason: "logged_out", at: now } as const;

/** The lists: a user's sessions, and those that ended. */
export const listCases: Cases = {
  "list gives the sessions of one user that are not ended, whole and newest first": async ({ sessions }) => {
    const made = [3, 1, 2].map((age) => sessionRow({ sid: `s${age}`, createdAt: now - days(age) }));
    for (const session of made) await sessions.insert(session);
    await sessions.insert(sessionRow({ sid: "hers", subject: "usr_grace" }));
    await sessions.insert(sessionRow({ sid: "ended", ended: logout }));
    await sessions.insert(sessionRow({ sid: "revoked" }));
    await sessions.revoke("revoked", logout);
    const expected = [made[1], made[2], made[0]];
    same(
      await sessions.list("usr_ada"),
      expected,
      "list did not give the user's live sessions, newest first",
    );
    same(await sessions.list("usr_nobody"), [], "list of a user who has no session gave some");
  },

  "list leaves it to its caller to judge expiry: what is over by time is still given": async ({
    sessions,
  }) => {
    const over = sessionRow({ createdAt: 1, rotatedAt: 1, activeAt: 1, expiresAt: 2 });
    await sessions.insert(over);
    same(await sessions.list("usr_ada"), [over], "list left out a session that nobody has ended");
  },

  "endedSince gives what ended at an instant or after it, of all users, oldest first": async ({
    sessions,
  }) => {
    for (const [sid, at] of [
      ["late", 30],
      ["early", 10],
      ["middle", 20],
    ] as const) {
      await sessions.insert(sessionRow({ sid, subject: sid }));
      if (sid === "middle") await sessions.revokeAll(sid, { reason: "user_disabled", at });
      else await sessions.revoke(sid, { reason: "logged_out", at });
    }
    await sessions.insert(sessionRow({ sid: "live" }));
    await sessions.insert(sessionRow({ sid: "live and over by time", expiresAt: 25 }));
    const all = [
      { sid: "early", endedAt: 10 },
      { sid: "middle", endedAt: 20 },
      { sid: "late", endedAt: 30 },
    ];
    for (const [since, count] of [
      [Number.NEGATIVE_INFINITY, 3],
      [0, 3],
      [10, 3],
      [11, 2],
      [20, 2],
      [30, 1],
      [31, 0],
    ] as const) {
      const expected = all.slice(all.length - count);
      same(
        await sessions.endedSince(since),
        expected,
        `endedSince(${since}) did not give what ended then or later`,
      );
    }
  },

  "endedSince and list go on giving what shares an instant": async ({ sessions }) => {
    const sids = Array.from({ length: 20 }, (_, i) => `s${i}`);
    await Promise.all(sids.map((sid) => sessions.insert(sessionRow({ sid }))));
    const listed = (await sessions.list("usr_ada")).map(({ sid }) => sid);
    same(listed.sort(), [...sids].sort(), "list lost one of several sessions that began at one instant");
    await Promise.all(sids.map((sid) => sessions.revoke(sid, logout)));
    const ended = (await sessions.endedSince(now)).flatMap((one) => ("sid" in one ? [one.sid] : []));
    same(ended.sort(), [...sids].sort(), "endedSince lost one of several sessions that ended at one instant");
  },
};
