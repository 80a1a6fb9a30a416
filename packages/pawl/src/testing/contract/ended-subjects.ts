import { seconds } from "../../session/policy.ts";
import type { SessionStore } from "../../session/store.ts";
import { startOfTime } from "../clock.ts";
import { sessionRow } from "../session-row.ts";
import { same } from "./assertions.ts";
import type { Cases } from "./case.ts";
import { oddNames } from "./odd-names.ts";

/** In the middle of a second. */
const at = startOfTime + 500;
const end = { reason: "password_changed", at } as const;
const entry = (subject: string, endedAt = at, exceptSid: string | null = null) => ({
  ...{ subject, endedAt, exceptSid },
});

/** Sessions that began so many milliseconds after the beginning of the second of the end. */
async function begun(sessions: SessionStore, after: Readonly<Record<string, number>>): Promise<void> {
  for (const [sid, ms] of Object.entries(after)) {
    await sessions.insert(sessionRow({ sid, createdAt: startOfTime + ms }));
  }
}

/** The end of all sessions of a user, as the revocation list is told of it. */
export const endedSubjectCases: Cases = {
  "endedSince gives one entry for all sessions of a user that ended at once, and names the one left alone":
    async ({ sessions }) => {
      await begun(sessions, { a: -1, b: -seconds(60), mine: -seconds(90) });
      await sessions.insert(sessionRow({ sid: "hers", subject: "usr_grace" }));
      await sessions.revokeAll("usr_ada", end, "mine");
      const told = [entry("usr_ada", at, "mine")];
      same(await sessions.endedSince(at), told, "endedSince did not give the one entry that stands for all");
      same(
        await sessions.endedSince(at + 1),
        [],
        "endedSince told of the end of a user's sessions too early",
      );

      await sessions.revokeAll("usr_ada", { ...end, at: at + seconds(2) });
      const both = [...told, entry("usr_ada", at + seconds(2))];
      same(await sessions.endedSince(0), both, "a second end of a user's sessions replaced the first one");
    },

  "endedSince gives those one by one that began in the very second of the end, or later by another's clock":
    async ({ sessions }) => {
      await begun(sessions, { before: -1, within: 0, "at once": 500, ahead: seconds(3) });
      await sessions.revokeAll("usr_ada", end);
      const told = await sessions.endedSince(0);
      const sids = told.flatMap((one) => ("sid" in one ? [one.sid] : [])).sort();
      same(
        sids,
        ["ahead", "at once", "within"],
        "endedSince did not name exactly the sessions of that second",
      );
      const rest = told.filter((one) => "subject" in one);
      same(rest, [entry("usr_ada")], "endedSince did not give one entry for the sessions from before");
    },

  "endedSince has no entry of a user where nothing ended that it would stand for": async ({ sessions }) => {
    await begun(sessions, { within: 0 });
    await sessions.revokeAll("usr_ada", end);
    await sessions.revokeAll("usr_nobody", end);
    await sessions.revokeAll("usr_ada", { ...end, at: at + seconds(5) });
    same(
      await sessions.endedSince(0),
      [{ sid: "within", endedAt: at }],
      "endedSince told of the end of a user's sessions although there were none, or they were named one by one",
    );
  },

  "endedSince goes on naming a session that ended alone before all the others did": async ({ sessions }) => {
    await begun(sessions, { alone: -seconds(60), other: -seconds(60) });
    await sessions.revoke("alone", { reason: "logged_out", at: at - 1 });
    await sessions.revokeAll("usr_ada", end);
    const told = [{ sid: "alone", endedAt: at - 1 }, entry("usr_ada")];
    same(await sessions.endedSince(0), told, "endedSince lost an end, or told of one twice");
  },

  "users are kept apart in the entries of their ends, whatever they are called": async ({ sessions }) => {
    for (const [i, subject] of oddNames.entries()) {
      await sessions.insert(sessionRow({ sid: `s${i}`, subject }));
      await sessions.revokeAll(subject, { ...end, at: at + i });
    }
    same(
      await sessions.endedSince(0),
      oddNames.map((subject, i) => entry(subject, at + i)),
      "endedSince took the end of one user's sessions for another's",
    );
  },

  "deleteExpired forgets the ends of users' sessions before an instant, uncounted, and keeps later ones":
    async ({ sessions }) => {
      for (const [sid, subject] of [
        ["a", "usr_ada"],
        ["g", "usr_grace"],
      ] as const) {
        await sessions.insert(sessionRow({ sid, subject }));
      }
      await sessions.revokeAll("usr_ada", end);
      await sessions.revokeAll("usr_grace", { ...end, at: at + 1 });
      same(
        await sessions.deleteExpired(at + 1, 10),
        1,
        "deleteExpired did not count sessions, and them alone",
      );
      same(
        await sessions.endedSince(0),
        [entry("usr_grace", at + 1)],
        "deleteExpired left or took a user's end",
      );
      await sessions.deleteExpired(at + 2, 10);
      same(await sessions.endedSince(0), [], "deleteExpired left the end of a user's sessions behind");
    },
};
