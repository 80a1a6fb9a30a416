import { startOfTime } from "../clock.ts";
import { sessionRow } from "../session-row.ts";
import { holds, same } from "./assertions.ts";
import type { Cases } from "./case.ts";

const logout = { reason: "logged_out", at: startOfTime } as const;

/** The end of one session, and of all sessions of a user. */
export const revokeCases: Cases = {
  "revoke writes an end once: the first reason and instant stay": async ({ sessions }) => {
    const before = sessionRow();
    await sessions.insert(before);
    same(await sessions.revoke(before.sid, logout), true, "revoke did not say that it ended a live session");
    same(
      await sessions.find(before.sid),
      { ...before, ended: logout },
      "revoke did not write the end, and it alone",
    );
    const later = { reason: "inactivity", at: startOfTime + 1 } as const;
    same(await sessions.revoke(before.sid, later), false, "revoke said that it ended what had ended before");
    same(
      await sessions.revokeAll(before.subject, later),
      [],
      "revokeAll named a session that had ended before",
    );
    same(await sessions.find(before.sid), { ...before, ended: logout }, "the first end was overwritten");
    same(
      await sessions.revoke("no such session", logout),
      false,
      "revoke said that it ended what does not exist",
    );
    same(await sessions.find("no such session"), undefined, "revoke made a session that did not exist");
  },

  "revoke: of many at once exactly one ends the session, and its end is the one that stays": async ({
    sessions,
  }) => {
    const { sid } = sessionRow();
    await sessions.insert(sessionRow());
    const ends = Array.from({ length: 20 }, (_, i) => ({ ...logout, at: logout.at + i }));
    const ended = await Promise.all(ends.map((end) => sessions.revoke(sid, end)));
    const winners = ends.filter((_, i) => ended[i]);
    holds(
      winners.length === 1,
      `of twenty revocations of one session ${winners.length} said that they ended it`,
    );
    same(
      (await sessions.find(sid))?.ended,
      winners[0],
      "the end is not that of the revocation that said it ended",
    );
  },

  "revokeAll ends and names the live sessions of one user, except the one given": async ({ sessions }) => {
    const earlier = { reason: "inactivity", at: 1 } as const;
    for (const sid of ["a", "b", "c"]) await sessions.insert(sessionRow({ sid }));
    await sessions.insert(sessionRow({ sid: "ended", ended: earlier }));
    await sessions.insert(sessionRow({ sid: "hers", subject: "usr_grace" }));

    const named = await sessions.revokeAll("usr_ada", logout, "b");
    same([...named].sort(), ["a", "c"], "revokeAll did not name exactly the sessions that it ended");
    for (const sid of ["a", "c"]) {
      same(
        await sessions.find(sid),
        sessionRow({ sid, ended: logout }),
        "revokeAll did not end what it named",
      );
    }
    same(
      await sessions.find("b"),
      sessionRow({ sid: "b" }),
      "revokeAll ended the session that it should spare",
    );
    same((await sessions.find("ended"))?.ended, earlier, "revokeAll overwrote an earlier end");
    same((await sessions.find("hers"))?.ended, null, "revokeAll ended another user's session");

    same(await sessions.revokeAll("usr_ada", logout, "hers"), ["b"], "revokeAll did not end what was left");
    same(await sessions.revokeAll("usr_ada", logout), [], "revokeAll named sessions that had ended before");
    same(
      await sessions.revokeAll("usr_nobody", logout),
      [],
      "revokeAll named sessions of a user who has none",
    );
  },

  "revokeAll: of several at once, beside revocations of one, each session is named once": async ({
    sessions,
  }) => {
    const sids = Array.from({ length: 30 }, (_, i) => `s${i}`);
    await Promise.all(sids.map((sid) => sessions.insert(sessionRow({ sid }))));
    const named = await Promise.all([
      ...[0, 1, 2].map((i) => sessions.revokeAll("usr_ada", { ...logout, at: logout.at + i })),
      ...sids.map(async (sid) => ((await sessions.revoke(sid, logout)) ? [sid] : [])),
    ]);
    same(named.flat().sort(), [...sids].sort(), "a session was ended by nobody, or by more than one");
  },
};
