/**
 * Goal: each verb is what a cluster can carry: scripts whose keys share a slot, spread evenly over the nodes; and an
 * ordinary refresh is one round trip to one key.
 * Method: what the store sends is recorded, and the slots are asked of a real cluster.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { redisStore } from "../../../src/stores/redis/index.ts";
import { bucketCount, bucketOf, crc16, keyspace } from "../../../src/stores/redis/keyspace.ts";
import { keyNamed } from "../../../src/testing/contract/keys.ts";
import { type RedisCluster, type RedisServer, startCluster, startRedis } from "../../support/redis-server.ts";
import { rotationFrom, sessionRow } from "../../support/session-row.ts";
import { clusterDrivers, emptyStore, portsOf } from "./connect.ts";
import { guardOf } from "./guard-of.ts";
import { type WatchedClient, watchedClient } from "./watched-client.ts";

let one: RedisServer;
let three: RedisCluster;
beforeAll(async () => {
  one = await startRedis();
  three = await startCluster();
}, 60_000);
afterAll(async () => {
  await one?.stop();
  await three?.stop();
});

let prefixes = 0;

function watchedStore() {
  const client: WatchedClient = watchedClient(one.port);
  const store = redisStore({ client, prefix: `watched-${++prefixes}:` });
  onTestFinished(() => store.close());
  return { client, store };
}

/** Every verb of the store, with something to do. */
async function useEveryVerb({ sessions, keys, users, migrate, ready }: ReturnType<typeof redisStore>) {
  await migrate();
  await ready();
  const rows = ["a", "b", "c", "d"].map((sid) => sessionRow({ sid, expiresAt: 9 }));
  for (const row of rows) await sessions.insert(row);
  for (const row of rows) {
    await sessions.find(row.sid);
    await sessions.receive(row.sid, row.generation);
    await sessions.rotate(row.sid, guardOf(row), rotationFrom(row));
  }
  await sessions.revoke("a", { reason: "logged_out", at: 5 });
  await sessions.list("usr_ada");
  await sessions.revokeAll("usr_ada", { reason: "logged_out", at: 6 }, "b");
  await sessions.endedSince(0);
  await sessions.deleteExpired(10, 10);
  await keys.insert(keyNamed("k"), null);
  await keys.list();
  await keys.reseal("k", "AAAAAA", { keyId: "BBBBBB", sealed: new Uint8Array([1]) });
  await keys.delete("k");
  const ada = { subject: "usr_ada", email: "ada@example.com", passwordHash: "x", createdAt: 1 };
  await users.insert(ada);
  await users.insert({ ...ada, subject: "usr_other" });
  await users.find(ada.subject);
  await users.findByEmail(ada.email);
  await users.list();
  await users.replaceHash(ada.subject, "x", "y");
}

test("the keys of each script lie in one slot, and no script touches a key that it did not declare", async () => {
  const { client, store } = watchedStore();
  await useEveryVerb(store);
  expect(client.sent.length).toBeGreaterThan(800);
  const slots = new Map<string, unknown>();
  for (const { keys } of client.sent) {
    expect(keys.length).toBeGreaterThan(0);
    for (const key of keys)
      if (!slots.has(key)) slots.set(key, await three.nodes[0]?.command("CLUSTER", "KEYSLOT", key));
    expect(new Set(keys.map((key) => slots.get(key))).size).toBe(1);
  }
  const source = join(import.meta.dirname, "../../../src/stores/redis");
  for (const file of readdirSync(source)) {
    const calls = readFileSync(join(source, file), "utf8").matchAll(/redis\.p?call\('([A-Z]+)', ([^,)]+)/g);
    for (const [call, command, key] of calls) {
      if (command !== "INFO")
        expect([file, call, key]).toEqual([file, call, expect.stringMatching(/^KEYS\[/)]);
    }
  }
}, 30_000);

test("every key begins with the prefix", async () => {
  const { client, store } = watchedStore();
  await useEveryVerb(store);
  const prefix = `watched-${prefixes}:`;
  expect(client.sent.flatMap(({ keys }) => keys).filter((key) => !key.startsWith(prefix))).toEqual([]);
});

test("a refresh is one round trip that touches its session and nothing else; so is finding, and a receipt", async () => {
  const { client, store } = watchedStore();
  const row = sessionRow();
  const verbs = async () => {
    await store.sessions.find(row.sid);
    await store.sessions.receive(row.sid, row.generation);
    await store.sessions.rotate(row.sid, guardOf(row), rotationFrom(row));
  };
  await store.sessions.insert(row);
  await verbs();
  client.sent.length = 0;
  await verbs();
  const key = keyspace(`watched-${prefixes}:`).session(row.sid);
  expect(client.sent.map(({ name, keys }) => [name, ...keys])).toEqual(Array(3).fill(["evalsha", key]));
});

test("a script that the server does not know is sent whole, once", async () => {
  const { client, store } = watchedStore();
  await one.command("SCRIPT", "FLUSH");
  for (let i = 0; i < 3; i++) expect(await store.sessions.find("nobody")).toBeUndefined();
  expect(client.sent.map(({ name }) => name)).toEqual(["evalsha", "eval", "evalsha", "evalsha"]);
});

test("the scripts may be forgotten at any moment", async () => {
  const { store } = watchedStore();
  const row = sessionRow();
  await store.sessions.insert(row);
  await one.command("SCRIPT", "FLUSH");
  const next = rotationFrom(row);
  expect(await store.sessions.rotate(row.sid, guardOf(row), next)).toEqual({
    ...{ rotated: true, session: { ...row, ...next } },
  });
});

describe("the slots", () => {
  test("are those that Redis computes", async () => {
    for (const name of ["", "a", "123456789", sessionRow().sid, "Ω🌟", "pawl:schema"]) {
      expect(crc16(name) % 16_384).toBe(await three.nodes[0]?.command("CLUSTER", "KEYSLOT", name));
    }
  });

  test("of the buckets are in equal distances, whatever the prefix", async () => {
    for (const prefix of ["pawl:", "", "another program's "]) {
      const keys = keyspace(prefix);
      for (let bucket = 0; bucket < bucketCount; bucket++) {
        const slot = await three.nodes[0]?.command("CLUSTER", "KEYSLOT", keys.ended(bucket));
        expect(Math.floor(Number(slot) / 64)).toBe(bucket);
      }
    }
  });

  test("never change: a session is looked for where it was put", () => {
    const keys = keyspace("pawl:");
    expect([
      keys.session("AAAAAAAAAAAAAAAAAAAAAA"),
      keys.ended(bucketOf("AAAAAAAAAAAAAAAAAAAAAA")),
      keys.sessionsOf("usr_ada"),
      keys.user("ada@example.com"),
      keys.expires(0),
      keys.emails(255),
      keys.signingKeys,
      keys.schema,
    ]).toEqual([
      "pawl:{118}:session:AAAAAAAAAAAAAAAAAAAAAA",
      "pawl:{118}:ended",
      "pawl:{2}:sessions-of:usr_ada",
      "pawl:{47}:user:ada@example.com",
      "pawl:{460}:expires",
      "pawl:{430}:emails",
      "pawl:signing-keys",
      "pawl:schema",
    ]);
  });
});

test.each(clusterDrivers)(
  "on a cluster, by %s, each of three nodes holds a third of the sessions",
  async (driver) => {
    await Promise.all(three.nodes.map((node) => node.command("FLUSHALL")));
    const store = await emptyStore(driver, portsOf(three));
    onTestFinished(() => store.close());
    const sids = Array.from({ length: 3000 }, (_, i) =>
      Buffer.from(`session number ${i}`).toString("base64url").slice(-22),
    );
    await Promise.all(
      sids.map((sid, i) => store.sessions.insert(sessionRow({ sid, subject: `usr_${i % 500}` }))),
    );
    for (const node of three.nodes) {
      const found = (await node.command("KEYS", "*:session:*")) as string[];
      expect(found.length).toBeGreaterThan(900);
      expect(found.length).toBeLessThan(1100);
    }
    expect(await store.sessions.revokeAll("usr_7", { reason: "logged_out", at: 1 })).toHaveLength(6);
  },
  30_000,
);

test.each(clusterDrivers)(
  "on a cluster, by %s, every verb works",
  async (driver) => {
    const store = await emptyStore(driver, portsOf(three));
    onTestFinished(() => store.close());
    await useEveryVerb(store);
    expect(await store.users.list()).toHaveLength(1);
  },
  30_000,
);
