import { describe, expect, onTestFinished, test } from "vitest";
import { StoreError } from "../../../src/session/store.ts";
import type { Store } from "../../../src/stores/store.ts";
import { startOfTime } from "../../support/clock.ts";
import { digestOf, rotationFrom, sessionRow } from "../../support/session-row.ts";

const now = startOfTime;
const logout = { reason: "logged_out", at: now } as const;

/**
 * What every store of sessions does: a new store is done when it passes this and the suites beside it.
 *
 * @param open gives an empty store; the suite closes it.
 */
export function describeSessionStore(name: string, open: () => Store): void {
  const begin = () => {
    const store = open();
    onTestFinished(() => store.close());
    return store.sessions;
  };

  describe(`sessions on ${name}: insert and find`, () => {
    test("a session comes back as it was put in, with every field", async () => {
      const sessions = begin();
      const plain = sessionRow({ sid: "plain" });
      const rich = sessionRow({
        ...{
          sid: "rich",
          subject: "usr_Ω\0 'quoted' \"twice\" \n 🌟",
          generation: 0xff_ff_ff_ff,
          received: true,
        },
        ...{ previousHash: null, nonce: null, persistent: false, amr: ["pwd", "otp"] },
        ...{
          claims: { roles: ["a"], deep: { n: 1.5, no: null } },
          userAgent: "M/5.0; DROP TABLE sessions --",
        },
      });
      const ended = sessionRow({ sid: "ended", ended: { reason: "user_disabled", at: now } });
      for (const session of [plain, rich, ended]) await sessions.insert(session);
      for (const session of [plain, rich, ended]) expect(await sessions.find(session.sid)).toEqual(session);
    });

    test("a session that is not there is undefined", async () => {
      const sessions = begin();
      await sessions.insert(sessionRow());
      for (const sid of ["", "%", "__proto__", sessionRow().sid.toLowerCase()]) {
        expect(await sessions.find(sid)).toBeUndefined();
      }
    });

    test("a sid is taken once: a second insert rejects, and the first session stays", async () => {
      const sessions = begin();
      await sessions.insert(sessionRow());
      await expect(sessions.insert(sessionRow({ subject: "usr_grace" }))).rejects.toThrow(StoreError);
      expect(await sessions.find(sessionRow().sid)).toEqual(sessionRow());
    });
  });

  describe(`sessions on ${name}: rotate`, () => {
    test("writes what it is told, opens the receipt again, and leaves the rest as it was", async () => {
      const sessions = begin();
      const before = sessionRow({ received: true, claims: { a: 1 }, userAgent: "M" });
      await sessions.insert(before);
      const next = rotationFrom(before);
      expect(await sessions.rotate(before.sid, before, next)).toBe(true);
      expect(await sessions.find(before.sid)).toEqual({ ...before, ...next, received: false });
    });

    test("swaps only what it compared: another generation, digest or receipt writes nothing", async () => {
      const sessions = begin();
      const before = sessionRow();
      await sessions.insert(before);
      const next = rotationFrom(before);
      for (const expected of [
        { ...before, generation: before.generation - 1 },
        { ...before, generation: before.generation + 1 },
        { ...before, currentHash: digestOf("another") },
        { ...before, currentHash: before.currentHash.subarray(0, 31) },
        { ...before, currentHash: before.previousHash ?? new Uint8Array(0) },
        { ...before, received: !before.received },
      ]) {
        expect(await sessions.rotate(before.sid, expected, next)).toBe(false);
      }
      expect(await sessions.rotate("no such session", before, next)).toBe(false);
      expect(await sessions.find(before.sid)).toEqual(before);
    });

    test("of a hundred at once exactly one wins, and its write is the one that stays", async () => {
      const sessions = begin();
      const before = sessionRow();
      await sessions.insert(before);
      const writes = Array.from({ length: 100 }, (_, i) => rotationFrom(before, `racer ${i}`));
      const won = await Promise.all(writes.map((next) => sessions.rotate(before.sid, before, next)));
      expect(won.filter(Boolean)).toHaveLength(1);
      const winner = writes[won.indexOf(true)];
      expect(await sessions.find(before.sid)).toMatchObject({
        generation: 4,
        currentHash: winner?.currentHash,
      });
    });

    test("can recover: the same generation with another digest, once", async () => {
      const sessions = begin();
      const before = sessionRow();
      await sessions.insert(before);
      const next = {
        ...rotationFrom(before),
        generation: before.generation,
        previousHash: digestOf("previous"),
      };
      expect(await sessions.rotate(before.sid, before, next)).toBe(true);
      expect(await sessions.rotate(before.sid, before, next)).toBe(false);
    });

    test("never brings an ended session back, and neither does anything else", async () => {
      const sessions = begin();
      const before = sessionRow();
      await sessions.insert(before);
      const races = await Promise.all([
        sessions.revoke(before.sid, logout),
        sessions.rotate(before.sid, before, rotationFrom(before)),
        sessions.receive(before.sid, before.generation),
      ]);
      expect(races[0]).toBe(true);
      expect(await sessions.rotate(before.sid, before, rotationFrom(before))).toBe(false);
      await sessions.receive(before.sid, before.generation);
      expect(await sessions.find(before.sid)).toMatchObject({
        ended: logout,
        generation: 3,
        received: false,
      });
    });

    test("that came before a revocation is not lost by it", async () => {
      const sessions = begin();
      const before = sessionRow();
      await sessions.insert(before);
      const [rotated, revoked] = await Promise.all([
        sessions.rotate(before.sid, before, rotationFrom(before)),
        sessions.revoke(before.sid, logout),
      ]);
      expect([rotated, revoked]).toEqual([true, true]);
      expect(await sessions.find(before.sid)).toMatchObject({ generation: 4, ended: logout });
    });
  });

  describe(`sessions on ${name}: receive`, () => {
    test("sets the receipt of the current generation, and of no other", async () => {
      const sessions = begin();
      const before = sessionRow();
      await sessions.insert(before);
      for (const generation of [0, 2, 4]) await sessions.receive(before.sid, generation);
      expect(await sessions.find(before.sid)).toEqual(before);
      await sessions.receive(before.sid, 3);
      await sessions.receive(before.sid, 3);
      expect(await sessions.find(before.sid)).toEqual({ ...before, received: true });
    });

    test("of a session that is not there is nothing", async () => {
      const sessions = begin();
      expect(await sessions.receive("no such session", 1)).toBeUndefined();
      expect(await sessions.find("no such session")).toBeUndefined();
    });
  });

  describe(`sessions on ${name}: revoke and revokeAll`, () => {
    test("an end is written once: the first reason and instant stay", async () => {
      const sessions = begin();
      await sessions.insert(sessionRow());
      const { sid } = sessionRow();
      expect(await sessions.revoke(sid, logout)).toBe(true);
      expect(await sessions.revoke(sid, { reason: "inactivity", at: now + 1 })).toBe(false);
      expect(await sessions.revokeAll("usr_ada", { reason: "user_disabled", at: now + 2 })).toEqual([]);
      expect((await sessions.find(sid))?.ended).toEqual(logout);
      expect(await sessions.revoke("no such session", logout)).toBe(false);
    });

    test("of many at once exactly one ends the session", async () => {
      const sessions = begin();
      await sessions.insert(sessionRow());
      const ended = await Promise.all(
        Array.from({ length: 20 }, () => sessions.revoke(sessionRow().sid, logout)),
      );
      expect(ended.filter(Boolean)).toHaveLength(1);
    });

    test("all of a user are ended except the one named, and nobody else's; those ended are named", async () => {
      const sessions = begin();
      for (const sid of ["a", "b", "c"]) await sessions.insert(sessionRow({ sid }));
      await sessions.insert(sessionRow({ sid: "ended", ended: { reason: "inactivity", at: 1 } }));
      for (const subject of ["usr_grace", "usr_ad", "usr_adaa", "USR_ADA", "usr_ada "]) {
        await sessions.insert(sessionRow({ sid: `of ${subject}`, subject }));
      }
      expect((await sessions.revokeAll("usr_ada", logout, "b")).sort()).toEqual(["a", "c"]);
      expect((await sessions.find("b"))?.ended).toBeNull();
      expect((await sessions.find("ended"))?.ended?.at).toBe(1);
      for (const subject of ["usr_grace", "usr_ad", "usr_adaa", "USR_ADA", "usr_ada "]) {
        expect((await sessions.find(`of ${subject}`))?.ended).toBeNull();
      }
      expect(await sessions.revokeAll("usr_ada", logout)).toEqual(["b"]);
      expect(await sessions.revokeAll("usr_nobody", logout)).toEqual([]);
    });
  });
}
