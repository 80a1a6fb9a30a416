/**
 * Goal: on a server that synchronises each write, what was answered survives a kill; the same store goes on when the
 * server is back; and while it is away every verb rejects, soon, without ending the process.
 * Method: SIGKILL in the middle of rotations and revocations on a real server with `appendfsync always`; and a memory that
 * is full.
 */
import { expect, onTestFinished, test } from "vitest";
import type { Session } from "../../../src/session/session.ts";
import { StoreError } from "../../../src/session/store.ts";
import type { Store } from "../../../src/stores/redis/index.ts";
import { keyNamed } from "../../../src/testing/contract/keys.ts";
import { startOfTime } from "../../support/clock.ts";
import { type RedisSettings, startRedis } from "../../support/redis-server.ts";
import { rotationFrom, sessionRow } from "../../support/session-row.ts";
import { emptyStore, singleDrivers } from "./connect.ts";
import { guardOf } from "./guard-of.ts";

const logout = { reason: "logged_out", at: startOfTime } as const;

async function opened(driver: (typeof singleDrivers)[number], settings: RedisSettings) {
  const server = await startRedis(settings);
  onTestFinished(() => server.stop());
  const store = await emptyStore(driver, [server.port]);
  onTestFinished(() => store.close());
  return { server, store };
}

/** Tries until the driver is connected again; a pool has several connections, each of which finds out by itself. */
async function eventually<T>(verb: () => Promise<T>): Promise<T> {
  const end = performance.now() + 10_000;
  for (;;) {
    try {
      return await verb();
    } catch (error) {
      if (performance.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

/** Rotates without pause until there is no answer; gives the last session that was answered. */
async function rotateUntilGone({ sessions }: Store, row: Session, onRotated: () => void): Promise<Session> {
  let known = row;
  try {
    for (;;) {
      const { rotated, session } = await sessions.rotate(known.sid, guardOf(known), rotationFrom(known));
      if (!rotated || session === undefined) return known;
      known = session;
      onRotated();
    }
  } catch (error) {
    expect(error).toBeInstanceOf(StoreError);
    return known;
  }
}

const durable = { appendonly: "yes", appendfsync: "always" };

test.each(singleDrivers)(
  "by %s: what was answered before a kill is there after it",
  async (driver) => {
    const { server, store } = await opened(driver, durable);
    const rows = Array.from({ length: 10 }, (_, i) => sessionRow({ sid: `s${i}`, subject: `usr_${i}` }));
    for (const row of rows) await store.sessions.insert(row);
    const ended: string[] = [];
    for (let round = 0; round < 3; round++) {
      await eventually(() => store.sessions.revoke(`s${round}`, logout));
      ended.push(`s${round}`);
      let answers = 0;
      const living: Session[] = [];
      for (const { sid } of rows) {
        const session = await eventually(() => store.sessions.find(sid));
        if (session !== undefined && session.ended === null) living.push(session);
      }
      const killed: Promise<void>[] = [];
      const last = await Promise.all(
        living.map((session) =>
          rotateUntilGone(store, session, () => {
            answers++;
            if (answers === 100) killed.push(server.kill());
          }),
        ),
      );
      await Promise.all(killed);
      await server.restart();
      for (const known of last) {
        const found = await eventually(() => store.sessions.find(known.sid));
        // One more may have been written than was answered.
        expect([0, 1]).toContain((found?.generation ?? 0) - known.generation);
      }
      const told = await eventually(() => store.sessions.endedSince(0));
      expect(told.flatMap((one) => ("sid" in one ? [one.sid] : [])).sort()).toEqual(ended);
    }
  },
  60_000,
);

test.each(singleDrivers)(
  "by %s: with the server gone every verb rejects, and afterwards the store goes on",
  async (driver) => {
    const { server, store } = await opened(driver, durable);
    await store.sessions.insert(sessionRow());
    await server.kill();
    const verbs = [
      () => store.sessions.find("s"),
      () => store.sessions.rotate("s", guardOf(sessionRow()), rotationFrom(sessionRow())),
      () => store.sessions.list("usr_ada"),
      () => store.sessions.endedSince(0),
      () => store.users.list(),
      () => store.ready(),
    ];
    for (const outcome of await Promise.allSettled(verbs.map((verb) => verb()))) {
      expect(outcome).toMatchObject({ status: "rejected", reason: expect.any(StoreError) });
    }
    await server.restart();
    expect(await eventually(() => store.sessions.find(sessionRow().sid))).toEqual(sessionRow());
  },
  60_000,
);

test("a server without persistence that was restarted says so: its schema is gone", async () => {
  const { server, store } = await opened("ioredis", {});
  await server.kill();
  await server.restart();
  await expect(eventually(() => store.ready().catch(onlyIfAnswered))).resolves.toMatch(/has lost its data/);
});

/** A refusal in words is an answer; a connection that is not there yet is none. */
function onlyIfAnswered(error: Error): string {
  if (error.cause !== undefined) throw error;
  return error.message;
}

test("a full memory refuses what would grow, half-writes nothing, still ends sessions, and is over when there is room", async () => {
  const { server, store } = await opened("ioredis", {});
  const { sessions, users, keys } = store;
  await sessions.insert(sessionRow());
  await sessions.insert(sessionRow({ sid: "other" }));
  const before = await server.command("DBSIZE");
  await server.command("CONFIG", "SET", "maxmemory", "1mb");

  const refused = [
    () => sessions.insert(sessionRow({ sid: "late" })),
    () => sessions.rotate(sessionRow().sid, guardOf(sessionRow()), rotationFrom(sessionRow())),
    () => sessions.receive(sessionRow().sid, sessionRow().generation),
    () => users.insert({ subject: "usr", email: "ada@example.com", passwordHash: "x", createdAt: 1 }),
    () => keys.insert(keyNamed("k"), null),
    () => store.ready(),
  ] as const;
  for (const verb of refused) {
    await expect(verb()).rejects.toThrow("Redis gave no answer: its memory is full (maxmemory)");
  }
  expect(await server.command("DBSIZE")).toBe(before);
  expect(await sessions.find(sessionRow().sid)).toEqual(sessionRow());
  expect(await users.find("usr")).toBeUndefined();
  expect(await sessions.list("usr_ada")).toHaveLength(2);

  expect(await sessions.revoke("other", logout)).toBe(true);
  expect(await sessions.endedSince(0)).toEqual([{ sid: "other", endedAt: logout.at }]);
  expect(await sessions.revokeAll("usr_ada", { ...logout, at: 1 })).toEqual([sessionRow().sid]);
  expect(await sessions.deleteExpired(2, 10)).toBe(1);

  await server.command("CONFIG", "SET", "maxmemory", 0);
  await sessions.insert(sessionRow({ sid: "late" }));
  expect(await sessions.list("usr_ada")).toHaveLength(1);
  await store.ready();
});

test("a session takes less than 1 KB, its entries in all lists included, and no more after a hundred rotations", async () => {
  const { server, store } = await opened("ioredis", {});
  const used = async () =>
    Number(/used_memory:(\d+)/.exec(String(await server.command("INFO", "memory")))?.[1]);
  const bytesOf = async (sid: string) => {
    const [key = ""] = (await server.command("KEYS", `*:session:${sid}`)) as string[];
    return Number(await server.command("MEMORY", "USAGE", key));
  };
  const count = 5000;
  const userAgent =
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36";
  const rows = Array.from({ length: count }, (_, i) =>
    sessionRow({
      ...{
        sid: `a session of 22 ${String(i).padStart(6, "0")}`,
        subject: `usr_of_22_char_${String(i).padStart(6, "0")}`,
      },
      ...{ userAgent, claims: { role: "admin", tenant: "example" } },
    }),
  );
  const empty = await used();
  await Promise.all(rows.map((row) => store.sessions.insert(row)));
  expect(((await used()) - empty) / count).toBeLessThan(1024);

  let session = rows[0] as Session;
  const sizes: number[] = [];
  for (let i = 0; i < 100; i++) {
    const result = await store.sessions.rotate(session.sid, guardOf(session), rotationFrom(session, `${i}`));
    session = result.session ?? session;
    sizes.push(await bytesOf(session.sid));
  }
  expect(session.generation).toBe(103);
  // Three digits of the generation, where there was one.
  expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(64);
  expect(Math.max(...sizes)).toBeLessThan(700);
}, 30_000);
