import type { Session } from "../../session/session.ts";
import { startOfTime } from "../clock.ts";
import { guardFor, rotationFrom, sessionRow } from "../session-row.ts";
import { holds, same } from "./assertions.ts";
import type { Cases } from "./case.ts";

const now = startOfTime;
const endedAt = (at: number): Partial<Session> => ({ ended: { reason: "logged_out", at } });

/** Sweeping. */
export const deleteExpiredCases: Cases = {
  "deleteExpired removes what ended, or was over by time, before an instant, and nothing else": async ({
    sessions,
  }) => {
    const gone: readonly [string, Partial<Session>][] = [
      ["ended before", endedAt(now - 1)],
      ["over before", { expiresAt: now - 1 }],
    ];
    const kept: readonly [string, Partial<Session>][] = [
      ["ended then", endedAt(now)],
      ["over then", { expiresAt: now }],
      ["live", {}],
      // Whoever comes back is told why it ended, however long ago it would have been over anyway.
      ["ended later, over before", { expiresAt: now - 1, ...endedAt(now) }],
    ];
    for (const [sid, differences] of [...gone, ...kept])
      await sessions.insert(sessionRow({ sid, ...differences }));
    same(
      await sessions.deleteExpired(now, 100),
      gone.length,
      "deleteExpired did not say how many it removed",
    );
    for (const [sid] of gone) {
      same(await sessions.find(sid), undefined, `deleteExpired left a session that was ${sid} the instant`);
    }
    for (const [sid, differences] of kept) {
      same(
        await sessions.find(sid),
        sessionRow({ sid, ...differences }),
        `deleteExpired took the session "${sid}"`,
      );
    }
  },

  "deleteExpired never takes a live session: not while it is used, and whatever the limit": async ({
    sessions,
  }) => {
    const live = Array.from({ length: 50 }, (_, i) => sessionRow({ sid: `live ${i}` }));
    const over = live.map((_, i) => sessionRow({ sid: `ended ${i}`, ...endedAt(1) }));
    await Promise.all([...live, ...over].map((session) => sessions.insert(session)));
    const [removed] = await Promise.all([
      sessions.deleteExpired(now, 1000),
      ...live.map((session) => sessions.rotate(session.sid, guardFor(session), rotationFrom(session))),
    ]);
    same(removed, over.length, "deleteExpired did not remove exactly the ended sessions");
    for (const session of live) {
      const after = { ...session, ...rotationFrom(session) };
      same(await sessions.find(session.sid), after, "deleteExpired took or changed a live session");
    }
    same(
      (await sessions.list("usr_ada")).length,
      live.length,
      "deleteExpired took a live session out of its list",
    );
  },

  "deleteExpired removes no more than its limit, of both kinds together, and all in the end": async ({
    sessions,
  }) => {
    for (let i = 0; i < 7; i++) {
      await sessions.insert(sessionRow({ sid: `over ${i}`, expiresAt: 1 }));
      await sessions.insert(sessionRow({ sid: `ended ${i}`, ...endedAt(1) }));
    }
    const batches: number[] = [];
    for (let i = 0; i < 5; i++) batches.push(await sessions.deleteExpired(now, 4));
    same(batches, [4, 4, 4, 2, 0], "deleteExpired did not remove as many as its limit allows");
    same(await sessions.list("usr_ada"), [], "a removed session is still listed");
    same(await sessions.endedSince(0), [], "a removed session is still told among the ended");
  },

  "deleteExpired by several at once removes and counts each session once": async ({ sessions }) => {
    const over = Array.from({ length: 40 }, (_, i) => sessionRow({ sid: `ended ${i}`, ...endedAt(1) }));
    await Promise.all(over.map((session) => sessions.insert(session)));
    const counts = await Promise.all([1, 2, 3, 4].map(() => sessions.deleteExpired(now, 10)));
    let total = 0;
    for (const count of counts) {
      holds(count <= 10, "deleteExpired removed more than its limit");
      total += count;
    }
    // Two may have had an eye on the same ones; then some are left for the next.
    for (let left = 1; left > 0; total += left) left = await sessions.deleteExpired(now, 10);
    same(total, over.length, "sweeps at the same moment counted a session twice, or not at all");
  },

  "a removed session is gone for every verb": async ({ sessions }) => {
    const over = sessionRow({ expiresAt: 1 });
    await sessions.insert(over);
    await sessions.deleteExpired(now, 1);
    const result = await sessions.rotate(over.sid, guardFor(over), rotationFrom(over));
    same(result, { rotated: false }, "rotate found a session that was removed");
    await sessions.receive(over.sid, over.generation);
    same(
      await sessions.revoke(over.sid, { reason: "logged_out", at: now }),
      false,
      "revoke ended a removed session",
    );
    same(
      await sessions.revokeAll(over.subject, { reason: "logged_out", at: now }),
      [],
      "revokeAll found a removed one",
    );
    same(await sessions.find(over.sid), undefined, "a verb brought a removed session back");
  },
};
