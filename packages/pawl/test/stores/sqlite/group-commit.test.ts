/**
 * Goal: writes of one turn share one transaction, none is answered before it is committed, and none harms another.
 * Method: a handle that counts commits, fails them, and shows what is on the disk when an answer comes.
 */
import { describe, expect, test } from "vitest";
import { StoreError } from "../../../src/session/store.ts";
import { createGroupCommit } from "../../../src/stores/sqlite/group-commit.ts";
import { sqliteStore } from "../../../src/stores/sqlite/index.ts";
import { startOfTime } from "../../support/clock.ts";
import { guardFor, rotationFrom, sessionRow } from "../../support/session-row.ts";
import { watchedDatabase } from "./watched-database.ts";

const logout = { reason: "logged_out", at: startOfTime } as const;

function opened() {
  const database = watchedDatabase();
  const store = sqliteStore({ database });
  database.executed.splice(0);
  const count = (sql: string) => database.executed.filter((one) => one === sql).length;
  return { database, store, sessions: store.sessions, count };
}

describe("writes of one turn", () => {
  test("share one transaction, whatever they write", async () => {
    const { sessions, store, count } = opened();
    await Promise.all([
      ...Array.from({ length: 200 }, (_, i) => sessions.insert(sessionRow({ sid: `s${i}` }))),
      sessions.revoke("s0", logout),
      store.users.insert({ subject: "usr", email: "ada@example.com", passwordHash: "x", createdAt: 1 }),
    ]);
    expect(count("BEGIN IMMEDIATE")).toBe(1);
    expect(count("COMMIT")).toBe(1);
  });

  test("of two turns take two", async () => {
    const { sessions, count } = opened();
    await sessions.insert(sessionRow({ sid: "a" }));
    await sessions.insert(sessionRow({ sid: "b" }));
    expect(count("COMMIT")).toBe(2);
  });

  test("run in the order in which they came", async () => {
    const { sessions } = opened();
    const before = sessionRow();
    const outcomes = await Promise.all([
      sessions.insert(before),
      sessions.receive(before.sid, before.generation),
      sessions.revoke(before.sid, logout),
      sessions.revoke(before.sid, { reason: "inactivity", at: startOfTime + 1 }),
    ]);
    expect(outcomes).toEqual([undefined, undefined, true, false]);
    expect(await sessions.find(before.sid)).toEqual({ ...before, received: true, ended: logout });
  });

  test("of rotations that all looked before one was written, the write itself lets one pass", async () => {
    const { sessions, count } = opened();
    const before = sessionRow();
    await sessions.insert(before);
    const [first, second] = await Promise.all(
      ["one", "two"].map((name) => sessions.rotate(before.sid, guardFor(before), rotationFrom(before, name))),
    );
    const after = { ...before, ...rotationFrom(before, "one") };
    expect(first).toEqual({ rotated: true, session: after });
    expect(second).toEqual({ rotated: false, session: after });
    expect(count("COMMIT")).toBe(2);
  });

  test("are answered after the commit, not before", async () => {
    const { sessions, database, count } = opened();
    const answered = sessions.insert(sessionRow()).then(() => count("COMMIT"));
    // The promise chains of this turn run before any commit.
    for (let i = 0; i < 20; i++) await Promise.resolve();
    expect(database.executed).toEqual([]);
    expect(await answered).toBe(1);
  });

  test("a read takes no transaction and sees only what was committed", async () => {
    const { sessions, count } = opened();
    const written = sessions.insert(sessionRow());
    expect(await sessions.find(sessionRow().sid)).toBeUndefined();
    await written;
    expect(await sessions.find(sessionRow().sid)).toEqual(sessionRow());
    expect(count("COMMIT")).toBe(1);
  });
});

describe("a statement that fails", () => {
  test("rejects alone; its neighbours in the same commit are written", async () => {
    const { sessions, count } = opened();
    await sessions.insert(sessionRow({ sid: "taken" }));
    const outcomes = await Promise.allSettled([
      sessions.insert(sessionRow({ sid: "first" })),
      sessions.insert(sessionRow({ sid: "taken", subject: "usr_grace" })),
      sessions.insert(sessionRow({ sid: "fraction", createdAt: 0.5 })),
      sessions.insert(sessionRow({ sid: "last" })),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "rejected", "fulfilled"]);
    for (const outcome of outcomes) {
      if (outcome.status === "rejected") expect(outcome.reason).toBeInstanceOf(StoreError);
    }
    expect(await sessions.find("first")).toBeDefined();
    expect(await sessions.find("last")).toBeDefined();
    expect(await sessions.find("fraction")).toBeUndefined();
    expect((await sessions.find("taken"))?.subject).toBe("usr_ada");
    expect(count("COMMIT")).toBe(2);
  });

  test("says nothing of its parameters, however deep one looks", async () => {
    const { sessions } = opened();
    const canary = "canary-4f1d";
    await sessions.insert(sessionRow({ sid: canary }));
    const failure = await sessions
      .insert(sessionRow({ sid: canary, subject: canary }))
      .catch((error) => error);
    expect(failure).toBeInstanceOf(StoreError);
    for (let error = failure; error instanceof Error; error = error.cause) {
      expect(JSON.stringify([error.message, error.stack, { ...error }])).not.toContain(canary);
    }
  });
});

describe("a commit that fails", () => {
  test.each([
    ["BEGIN IMMEDIATE", "before"],
    ["COMMIT", "before"],
  ] as const)("at %s rejects every write in it, and none of them happened", async (sql, moment) => {
    const { sessions, database } = opened();
    await sessions.insert(sessionRow());
    database.failNext(sql, moment);
    const outcomes = await Promise.allSettled([
      sessions.insert(sessionRow({ sid: "a" })),
      sessions.rotate(sessionRow().sid, guardFor(sessionRow()), rotationFrom(sessionRow())),
      sessions.revoke(sessionRow().sid, logout),
    ]);
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ status: "rejected", reason: expect.any(StoreError) });
    }
    expect(await sessions.find("a")).toBeUndefined();
    expect(await sessions.find(sessionRow().sid)).toEqual(sessionRow());
  });

  test("after it was done rejects too: the outcome is unknown, and it did happen", async () => {
    const { sessions, database } = opened();
    database.failNext("COMMIT", "after");
    const failure = await sessions.insert(sessionRow()).catch((error: Error) => error);
    expect(failure).toMatchObject({ name: "StoreError", cause: { message: "disk I/O error" } });
    expect(await sessions.find(sessionRow().sid)).toEqual(sessionRow());
  });

  test("leaves the store usable", async () => {
    const { sessions, database } = opened();
    for (const sql of ["BEGIN IMMEDIATE", "COMMIT"]) {
      for (const moment of ["before", "after"] as const) {
        if (sql === "BEGIN IMMEDIATE" && moment === "after") continue;
        database.failNext(sql, moment);
        await expect(sessions.insert(sessionRow({ sid: `${sql} ${moment}` }))).rejects.toThrow(StoreError);
      }
    }
    expect(await sessions.insert(sessionRow({ sid: "later" }))).toBeUndefined();
    expect(await sessions.find("later")).toBeDefined();
  });

  test("because a statement took the whole transaction with it rejects all, and keeps the first cause", async () => {
    const database = watchedDatabase();
    database.exec("CREATE TABLE t (n INTEGER)");
    const { write } = createGroupCommit(database);
    const insert = database.prepare("INSERT INTO t VALUES (?)");
    const outcomes = await Promise.allSettled([
      write(() => insert.run(1)),
      write(() => database.real.exec("ROLLBACK")),
    ]);
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ status: "rejected", reason: expect.any(StoreError) });
    }
    expect(database.prepare("SELECT count(*) AS n FROM t").get()).toEqual({ n: 0 });
    expect(await write(() => insert.run(2).changes)).toBe(1);
  });
});
