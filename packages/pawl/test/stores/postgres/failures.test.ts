/**
 * Goal: a statement that surely did not happen is sent again, a bounded number of times; one of which nobody knows is
 * not, unless it only reads; and no message holds a value.
 * Method: a real database behind a pool that injects the errors which failovers and distributed engines answer with, and
 * transactions of an isolation level at which writers are really turned away.
 */
import { describe, expect, onTestFinished, test } from "vitest";
import { StoreError } from "../../../src/session/store.ts";
import { postgresStore, type Store } from "../../../src/stores/postgres/index.ts";
import { digestOf, guardFor, rotationFrom, sessionRow } from "../../support/session-row.ts";
import { pgPool, serverOfThisFile } from "./databases.ts";
import { type Fault, faultyPool } from "./faulty-pool.ts";

const { emptyDatabase } = serverOfThisFile();
const before = sessionRow();
const logout = { reason: "logged_out", at: 1 } as const;

/** A store with one session, on a pool that fails when it is told to; what it sent so far is forgotten. */
async function begin() {
  const { url, schema, select } = await emptyDatabase();
  const client = faultyPool(pgPool(url, { schema }));
  const store = postgresStore({ client });
  onTestFinished(() => store.close());
  await store.migrate();
  await store.sessions.insert(before);
  client.sent.length = 0;
  return { store, client, select };
}

const swap = ({ sessions }: Store) => sessions.rotate(before.sid, guardFor(before), rotationFrom(before));

describe("a statement that surely did not happen", () => {
  test.each([
    ["40001", "serialization_failure"],
    ["40P01", "deadlock_detected"],
    ["57P01", "admin_shutdown"],
    ["25006", "read_only_sql_transaction"],
  ])("is sent again after %s, %s: a swap, a read and a login", async (code) => {
    const { store, client } = await begin();
    for (const call of [
      async () => expect((await swap(store)).rotated).toBe(true),
      async () => expect((await store.sessions.find(before.sid))?.generation).toBe(before.generation + 1),
      async () => expect(await store.sessions.insert(sessionRow({ sid: "new" }))).toBeUndefined(),
    ]) {
      client.sent.length = 0;
      client.failNext({ code, moment: "before", times: 4 });
      await call();
      expect(client.sent).toEqual(Array(5).fill(client.sent[0]));
    }
  });

  test("is sent five times, and not a sixth", async () => {
    const { store, client } = await begin();
    client.failNext({ code: "40001", moment: "before", times: 6 });
    await expect(swap(store)).rejects.toMatchObject({
      ...{ name: "StoreError", cause: { code: "40001" } },
      message: "PostgreSQL refused a statement (SQLSTATE 40001)",
    });
    expect(client.sent).toHaveLength(5);
    expect(await store.sessions.find(before.sid)).toEqual(before);
  });
});

describe("a statement of which nobody knows whether it happened", () => {
  const lost: [string, Omit<Fault, "moment">][] = [
    ["40003", { code: "40003" }],
    ["08006", { code: "08006" }],
    ["08007", { code: "08007" }],
    ["57P02", { code: "57P02" }],
    ["a reset connection", { code: "ECONNRESET" }],
    ["a broken pipe", { code: "EPIPE" }],
    ["a connection that postgres.js lost", { code: "CONNECTION_CLOSED" }],
    ["a connection that pg lost", { message: "Connection terminated unexpectedly" }],
  ];

  test.each(lost)("after %s, is not sent again where it writes", async (_name, fault) => {
    const { store, client, select } = await begin();
    const { sessions, users } = store;
    await users.insert({ subject: "usr", email: "ada@example.com", passwordHash: "one", createdAt: 1 });
    const writes = [
      () => swap(store),
      () => sessions.receive(before.sid, before.generation + 1),
      () => sessions.revoke(before.sid, logout),
      () => sessions.insert(sessionRow({ sid: "new" })),
      () => sessions.revokeAll("usr_ada", logout),
      () => sessions.deleteExpired(2, 1),
      () => users.replaceHash("usr", "one", "two"),
    ];
    for (const write of writes) {
      client.sent.length = 0;
      client.failNext({ ...fault, moment: "after" });
      await expect(write()).rejects.toThrow(StoreError);
      expect(client.sent).toHaveLength(1);
    }
    // All of them had happened: a second time, none would have had anything to do.
    expect(await select("SELECT sid FROM pawl_sessions")).toEqual([{ sid: "new" }]);
    expect((await users.find("usr"))?.passwordHash).toBe("two");
  });

  test.each(lost)("after %s, is sent again where it only reads", async (_name, fault) => {
    const { store, client } = await begin();
    const { sessions, keys, users } = store;
    for (const read of [
      () => sessions.find(before.sid),
      () => sessions.list("usr_ada"),
      () => sessions.endedSince(0),
      () => keys.list(),
      () => users.list(),
      () => users.find("usr"),
      () => users.findByEmail("ada@example.com"),
      () => store.ready(),
    ]) {
      const answer = await read();
      client.sent.length = 0;
      client.failNext({ ...fault, moment: "after", times: 4 });
      expect(await read()).toEqual(answer);
      expect(client.sent).toHaveLength(5);
    }
    client.failNext({ ...fault, moment: "after", times: 5 });
    await expect(sessions.find(before.sid)).rejects.toThrow(StoreError);
  });

  test("leaves a swap that did happen for the client's retry to find", async () => {
    const { store, client } = await begin();
    client.failNext({ code: "08006", moment: "after" });
    await expect(swap(store)).rejects.toThrow(StoreError);
    const again = await swap(store);
    expect(again).toEqual({
      rotated: false,
      session: { ...before, ...rotationFrom(before), received: false },
    });
  });
});

describe("a statement that fails for good", () => {
  test.each(["23505", "53300", "53100", "57P03", "28P01", "ECONNREFUSED", "ENOTFOUND"])(
    "after %s, is not sent again",
    async (code) => {
      const { store, client } = await begin();
      client.failNext({ code, moment: "before", matching: /SELECT/ });
      await expect(store.sessions.find(before.sid)).rejects.toMatchObject({
        ...{ name: "StoreError", cause: { code } },
        message: expect.stringContaining(code),
      });
      expect(client.sent).toHaveLength(1);
    },
  );

  test("is told by its code, and with none of its values", async () => {
    const { store, client } = await begin();
    client.failNext({ code: "XX000", message: "Key (sid)=(secret) is odd", moment: "before" });
    client.failNext({ message: "the driver says secret", moment: "before" });
    await expect(swap(store)).rejects.toThrow(/^PostgreSQL refused a statement \(SQLSTATE XX000\)$/);
    await expect(swap(store)).rejects.toThrow(/^PostgreSQL did not answer$/);
    await expect(store.sessions.insert(before)).rejects.toThrow(
      /^PostgreSQL refused a statement \(SQLSTATE 23505\)$/,
    );
  });
});

test("where writers that meet are really turned away, one of fifty swaps at once wins and none is without an answer", async () => {
  const database = await emptyDatabase();
  const store = database.open(pgPool, { default_transaction_isolation: "repeatable read" });
  await store.migrate();
  await store.sessions.insert(before);
  const swaps = Array.from({ length: 50 }, (_, i) =>
    store.sessions.rotate(before.sid, guardFor(before), rotationFrom(before, `racer ${i}`)),
  );
  const results = await Promise.all(swaps);
  expect(results.filter(({ rotated }) => rotated)).toHaveLength(1);
  const winner = results.findIndex(({ rotated }) => rotated);
  expect((await store.sessions.find(before.sid))?.currentHash).toEqual(digestOf(`racer ${winner}`));
});
