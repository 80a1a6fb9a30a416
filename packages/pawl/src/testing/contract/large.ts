import type { Session } from "../../session/session.ts";
import type { Store } from "../../stores/store.ts";
import { startOfTime } from "../clock.ts";
import { sessionRow } from "../session-row.ts";
import { holds, same, sameNames } from "./assertions.ts";
import type { Cases } from "./case.ts";

const tenThousand = 10_000;
const logout = { reason: "logged_out", at: startOfTime } as const;
const hers = sessionRow({ sid: "hers", subject: "usr_grace" });

/** Ten thousand sessions of Ada, by as many sids, and one of Grace. */
async function crowd({ sessions }: Store, differences: (i: number) => Partial<Session>): Promise<string[]> {
  const sids = Array.from({ length: tenThousand }, (_, i) => `s${String(i).padStart(5, "0")}`);
  await sessions.insert(hers);
  // Some at a time: a store may have few connections, and a caller who waits for too many is a case of its own.
  for (let start = 0; start < tenThousand; start += 500) {
    const some = sids.slice(start, start + 500);
    await Promise.all(some.map((sid, i) => sessions.insert(sessionRow({ sid, ...differences(start + i) }))));
  }
  return sids;
}

/** More than fits into one packet, one statement's parameters, one script's stack or one page of a cursor. */
export const largeCases: Cases = {
  "ten thousand sessions of one user are listed, revoked at once, and told among the ended": async (
    store,
  ) => {
    const { sessions } = store;
    const sids = await crowd(store, (i) => ({ createdAt: i + 1 }));
    const listed = (await sessions.list("usr_ada")).map(({ sid }) => sid);
    sameNames(listed, sids.toReversed(), "list did not give ten thousand sessions, newest first");

    const others = sids.slice(1);
    const named = await sessions.revokeAll("usr_ada", logout, sids[0]);
    sameNames([...named].sort(), others, "revokeAll did not name exactly the sessions that it ended");
    const one = { subject: "usr_ada", endedAt: logout.at, exceptSid: sids[0] };
    same(
      await sessions.endedSince(startOfTime),
      [one],
      "endedSince did not give one entry for all that ended",
    );
    const left = (await sessions.list("usr_ada")).map(({ sid }) => sid);
    sameNames(left, sids.slice(0, 1), "list does not give the one session that was spared");
    same(await sessions.find(hers.sid), hers, "revoking ten thousand sessions changed another user's");
  },

  "ten thousand sessions that are over are removed by and by, and the live ones stay": async (store) => {
    const { sessions } = store;
    // A fifth is live, two fifths have ended, two fifths were over by time.
    const sids = await crowd(store, (i) => {
      if (i % 5 === 0) return {};
      return i % 5 < 3 ? { ended: { ...logout, at: i } } : { expiresAt: i };
    });
    let total = 0;
    for (let count = 1; count > 0; total += count) {
      count = await sessions.deleteExpired(startOfTime, 1500);
      holds(count <= 1500, "deleteExpired removed more than its limit");
    }
    same(total, 8000, "deleteExpired did not remove, and count, all that was over");
    const left = (await sessions.list("usr_ada")).map(({ sid }) => sid).sort();
    sameNames(
      left,
      sids.filter((_, i) => i % 5 === 0),
      "deleteExpired took a live session, or left one that was over",
    );
    same(await sessions.find(hers.sid), hers, "deleteExpired changed a live session");
  },
};
