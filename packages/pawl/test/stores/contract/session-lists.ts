import { describe, expect, onTestFinished, test } from "vitest";
import { days } from "../../../src/session/policy.ts";
import type { Session } from "../../../src/session/session.ts";
import type { Store } from "../../../src/stores/store.ts";
import { startOfTime } from "../../support/clock.ts";
import { rotationFrom, sessionRow } from "../../support/session-row.ts";

const now = startOfTime;
const logout = { reason: "logged_out", at: now } as const;

/** What every store of sessions does with many of them. @param open gives an empty store; the suite closes it. */
export function describeSessionLists(name: string, open: () => Store): void {
  const begin = () => {
    const store = open();
    onTestFinished(() => store.close());
    return store.sessions;
  };

  describe(`sessions on ${name}: list and endedSince`, () => {
    test("the live sessions of one user are listed newest first, whole", async () => {
      const sessions = begin();
      const made = [3, 1, 2].map((age) => sessionRow({ sid: `s${age}`, createdAt: now - days(age) }));
      for (const session of made) await sessions.insert(session);
      await sessions.insert(sessionRow({ sid: "hers", subject: "usr_grace" }));
      await sessions.insert(sessionRow({ sid: "ended", ended: logout }));
      expect(await sessions.list("usr_ada")).toEqual([made[1], made[2], made[0]]);
      expect(await sessions.list("usr_nobody")).toEqual([]);
    });

    test("expiry by time is not the store's to judge", async () => {
      const sessions = begin();
      await sessions.insert(sessionRow({ expiresAt: 1 }));
      expect(await sessions.list("usr_ada")).toHaveLength(1);
      expect(await sessions.rotate(sessionRow().sid, sessionRow(), rotationFrom(sessionRow()))).toBe(true);
    });

    test("those that ended at an instant or later are told oldest first, of all users", async () => {
      const sessions = begin();
      for (const [sid, at] of [
        ["late", 30],
        ["early", 10],
        ["middle", 20],
      ] as const) {
        await sessions.insert(sessionRow({ sid, subject: sid }));
        await sessions.revoke(sid, { reason: "logged_out", at });
      }
      await sessions.insert(sessionRow({ sid: "live" }));
      const all = [
        { sid: "early", endedAt: 10 },
        { sid: "middle", endedAt: 20 },
        { sid: "late", endedAt: 30 },
      ];
      expect(await sessions.endedSince(Number.NEGATIVE_INFINITY)).toEqual(all);
      expect(await sessions.endedSince(10)).toEqual(all);
      expect(await sessions.endedSince(11)).toEqual(all.slice(1));
      expect(await sessions.endedSince(30)).toEqual(all.slice(2));
      expect(await sessions.endedSince(31)).toEqual([]);
    });
  });

  describe(`sessions on ${name}: deleteExpired`, () => {
    test("removes what ended, or was over by time, before an instant, and nothing else", async () => {
      const sessions = begin();
      const rows: [string, Partial<Session>][] = [
        ["ended before", { ended: { reason: "logged_out", at: now - 1 } }],
        ["ended then", { ended: { reason: "logged_out", at: now } }],
        ["over before", { expiresAt: now - 1 }],
        ["over then", { expiresAt: now }],
        ["live", {}],
        // Whoever comes back is told why it ended, however long ago it would have been over anyway.
        ["ended later, over before", { expiresAt: now - 1, ended: { reason: "logged_out", at: now } }],
      ];
      for (const [sid, differences] of rows) await sessions.insert(sessionRow({ sid, ...differences }));
      expect(await sessions.deleteExpired(now, 100)).toBe(2);
      const left = [];
      for (const [sid] of rows) if ((await sessions.find(sid)) !== undefined) left.push(sid);
      expect(left).toEqual(["ended then", "over then", "live", "ended later, over before"]);
    });

    test("never removes more than its limit, of both kinds together, and all in the end", async () => {
      const sessions = begin();
      for (let i = 0; i < 7; i++) {
        await sessions.insert(sessionRow({ sid: `over ${i}`, expiresAt: 1 }));
        await sessions.insert(sessionRow({ sid: `ended ${i}`, ended: { reason: "logged_out", at: 1 } }));
      }
      const batches = [];
      for (let i = 0; i < 5; i++) batches.push(await sessions.deleteExpired(now, 4));
      expect(batches).toEqual([4, 4, 4, 2, 0]);
      expect(await sessions.list("usr_ada")).toEqual([]);
      expect(await sessions.endedSince(0)).toEqual([]);
    });
  });
}
