import { describe, expect, onTestFinished, test } from "vitest";
import { StoreError } from "../../../src/session/store.ts";
import type { Store } from "../../../src/stores/store.ts";
import { digestOf, rotationFrom, sessionRow } from "../../support/session-row.ts";

const logout = { reason: "logged_out", at: 1 } as const;

/** The other parts of a store: users and signing keys, and its own beginning and end. */
export function describeRestOfStore(name: string, open: () => Store): void {
  const begin = () => {
    const store = open();
    onTestFinished(() => store.close());
    return store;
  };
  const user = (email: string, createdAt: number) => ({
    ...{ subject: `usr of ${email}`, email, passwordHash: `hash of ${email}`, createdAt },
  });
  const key = (kid: string, createdAt: number) => ({
    ...{ kid, alg: "ES256" as const, publicJwk: `{"kid":"${kid}"}`, keyId: "AAAAAA" },
    ...{ sealed: digestOf(kid), createdAt },
  });

  describe(`users on ${name}`, () => {
    test("are found by their e-mail as it is stored, and listed oldest first", async () => {
      const { users } = begin();
      const [late, early] = [user("ada@example.com", 2), user("grace@example.com", 1)];
      expect([await users.insert(late), await users.insert(early)]).toEqual([true, true]);
      expect(await users.findByEmail("ada@example.com")).toEqual(late);
      expect(await users.find(late.subject)).toEqual(late);
      for (const other of ["", "usr_nobody", "__proto__", late.email]) {
        expect(await users.find(other)).toBeUndefined();
      }
      for (const other of ["ADA@example.com", "ada@example.co", "", "%"]) {
        expect(await users.findByEmail(other)).toBeUndefined();
      }
      expect(await users.list()).toEqual([early, late]);
    });

    test("have an e-mail once: of many at once exactly one is added", async () => {
      const { users } = begin();
      const twins = Array.from({ length: 20 }, (_, i) => ({
        ...user("ada@example.com", i),
        subject: `usr_${i}`,
      }));
      const added = await Promise.all(twins.map((twin) => users.insert(twin)));
      expect(added.filter(Boolean)).toHaveLength(1);
      expect(await users.findByEmail("ada@example.com")).toEqual(twins[added.indexOf(true)]);
    });

    test("have their hash replaced only while it is the expected one", async () => {
      const { users } = begin();
      const ada = user("ada@example.com", 1);
      await users.insert(ada);
      await users.insert(user("grace@example.com", 2));
      expect(await users.replaceHash(ada.subject, "another hash", "new")).toBe(false);
      expect(await users.replaceHash("usr_nobody", ada.passwordHash, "new")).toBe(false);
      const replaced = await Promise.all(
        ["one", "two"].map((hash) => users.replaceHash(ada.subject, ada.passwordHash, hash)),
      );
      expect(replaced).toEqual([true, false]);
      expect((await users.findByEmail(ada.email))?.passwordHash).toBe("one");
      expect((await users.findByEmail("grace@example.com"))?.passwordHash).toBe("hash of grace@example.com");
    });
  });

  describe(`signing keys on ${name}`, () => {
    test("are listed in the order in which they came, whatever their clocks said", async () => {
      const { keys } = begin();
      const made = [key("b", 20), key("c", 10), key("a", 20)];
      for (const one of made) await keys.insert(one);
      expect(await keys.list()).toEqual(made);
    });

    test("stay as they are when one of the same name comes", async () => {
      const { keys } = begin();
      await keys.insert(key("a", 1));
      await keys.insert({ ...key("a", 2), keyId: "BBBBBB" });
      expect(await keys.list()).toEqual([key("a", 1)]);
    });
  });

  describe(`the store on ${name}`, () => {
    test("says that it is ready", async () => {
      expect(await begin().ready()).toBeUndefined();
    });

    test("keeps its parts apart: the same name in each is another thing", async () => {
      const { sessions, keys, users } = begin();
      await sessions.insert(sessionRow({ sid: "same" }));
      expect(await keys.list()).toEqual([]);
      expect(await users.list()).toEqual([]);
    });

    test("once closed, rejects everything with a StoreError, and may be closed again", async () => {
      const store = begin();
      const { sessions, keys, users } = store;
      await sessions.insert(sessionRow());
      await store.close();
      await store.close();
      const before = sessionRow();
      for (const call of [
        () => sessions.insert(sessionRow({ sid: "late" })),
        () => sessions.find(before.sid),
        () => sessions.rotate(before.sid, before, rotationFrom(before)),
        () => sessions.receive(before.sid, 3),
        () => sessions.revoke(before.sid, logout),
        () => sessions.revokeAll("usr_ada", logout),
        () => sessions.list("usr_ada"),
        () => sessions.endedSince(0),
        () => sessions.deleteExpired(1, 1),
        () => keys.list(),
        () => keys.insert(key("a", 1)),
        () => users.list(),
        () => users.insert(user("ada@example.com", 1)),
        () => users.find("usr_ada"),
        () => users.findByEmail("ada@example.com"),
        () => users.replaceHash("usr", "a", "b"),
        () => store.ready(),
      ]) {
        await expect(call()).rejects.toThrow(StoreError);
      }
    });

    test("finishes what was begun before it was closed", async () => {
      const store = begin();
      const written = [store.sessions.insert(sessionRow()), store.users.insert(user("ada@example.com", 1))];
      await store.close();
      expect(await Promise.all(written)).toEqual([undefined, true]);
    });
  });
}
