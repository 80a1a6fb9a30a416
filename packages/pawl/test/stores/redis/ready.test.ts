/**
 * Goal: the store is honest about its server: one that is new, newer, somebody else's, a replica, or that forgets on its
 * own is refused in a sentence that says what to do; and nothing of a session or a password is in any error.
 * Method: real servers, set up as operators do by mistake.
 */
import { inspect } from "node:util";
import { Redis } from "ioredis";
import { createClient } from "redis";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { StoreError } from "../../../src/session/store.ts";
import { type RedisClient, type RedisStoreOptions, redisStore } from "../../../src/stores/redis/index.ts";
import { findSession } from "../../../src/stores/redis/session-scripts.ts";
import { type RedisServer, startRedis } from "../../support/redis-server.ts";
import { rotationFrom, sessionRow } from "../../support/session-row.ts";
import { connectTo, singleDrivers } from "./connect.ts";
import { guardOf } from "./guard-of.ts";
import { watchedClient } from "./watched-client.ts";

let server: RedisServer;
beforeAll(async () => {
  // A replica is served at once.
  server = await startRedis({ "repl-diskless-sync-delay": 0 });
});
afterAll(() => server?.stop());
beforeEach(() => server.command("FLUSHALL"));

function storeOn(client: RedisClient) {
  const store = redisStore({ client });
  onTestFinished(() => store.close());
  return store;
}

const opened = async (port = server.port) => storeOn(await connectTo.ioredis([port]));

describe("the schema", () => {
  test("is written once by however many migrate at the same moment", async () => {
    const store = await opened();
    await expect(store.ready()).rejects.toThrow(
      "Redis holds no Pawl schema, because it is new or has lost its data; run pawl migrate, or store.migrate()",
    );
    const migrations = await Promise.all(Array.from({ length: 20 }, () => store.migrate()));
    expect(migrations.filter(({ from }) => from === 0)).toEqual([{ from: 0, to: 2 }]);
    expect(await store.migrate()).toEqual({ from: 2, to: 2 });
    await store.ready();
  });

  test("of a newer version is refused, and left as it is", async () => {
    await server.command("SET", "pawl:schema", "99");
    const store = await opened();
    for (const verb of [store.ready, store.migrate]) {
      await expect(verb()).rejects.toThrow(
        "Redis holds schema version 99 and this Pawl knows 2; install the newer Pawl that wrote it",
      );
    }
    expect(await server.command("GET", "pawl:schema")).toBe("99");
  });

  test.each(["", "v1", "1.5", "-1", "1e9", "99999999999"])(
    "that says %j is another program's",
    async (said) => {
      await server.command("SET", "pawl:schema", said);
      const store = await opened();
      for (const verb of [store.ready, store.migrate]) {
        await expect(verb()).rejects.toThrow("the key pawl:schema is another program's");
      }
      expect(await server.command("GET", "pawl:schema")).toBe(said);
    },
  );

  test("of another type is another program's, too", async () => {
    await server.command("RPUSH", "pawl:schema", "1");
    const store = await opened();
    for (const verb of [store.ready, store.migrate]) await expect(verb()).rejects.toThrow(StoreError);
  });
});

describe("ready refuses", () => {
  test.each(["allkeys-lru", "allkeys-lfu", "allkeys-random"])("a limited memory with %s", async (policy) => {
    const store = await opened();
    await store.migrate();
    await server.command("CONFIG", "SET", "maxmemory-policy", policy);
    onTestFinished(async () => {
      await server.command("CONFIG", "SET", "maxmemory", 0);
      await server.command("CONFIG", "SET", "maxmemory-policy", "noeviction");
    });
    await store.ready();
    await server.command("CONFIG", "SET", "maxmemory", "100mb");
    await expect(store.ready()).rejects.toThrow(
      `Redis would delete sessions when its memory is full (maxmemory-policy ${policy}); set it to noeviction`,
    );
    for (const harmless of ["noeviction", "volatile-lru", "volatile-ttl"]) {
      await server.command("CONFIG", "SET", "maxmemory-policy", harmless);
      await store.ready();
    }
  });

  test("a replica, which takes no writes; so does every verb that writes", async () => {
    await (await opened()).migrate();
    const replica = await startRedis();
    onTestFinished(() => replica.stop());
    await replica.command("REPLICAOF", "127.0.0.1", server.port);
    while (!String(await replica.command("INFO", "replication")).includes("master_link_status:up")) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const store = await opened(replica.port);
    await expect(store.ready()).rejects.toThrow("Redis gave no answer: it is a replica and takes no writes");
    await expect(store.sessions.insert(sessionRow())).rejects.toThrow("it is a replica");
    expect(await store.sessions.find(sessionRow().sid)).toBeUndefined();
  }, 30_000);

  test("a server that asks for a password", async () => {
    const locked = await startRedis();
    onTestFinished(() => locked.stop());
    const store = await opened(locked.port);
    await store.migrate();
    await locked.command("CONFIG", "SET", "requirepass", "the password");
    await expect((await opened(locked.port)).ready()).rejects.toThrow("it asks for a password");
  });

  test("nothing for a user who may not ask about the memory", async () => {
    const store = await opened();
    await store.migrate();
    await server.command("ACL", "SETUSER", "pawl", "on", ">secret", "~pawl:*", "+@all", "-info");
    onTestFinished(async () => void (await server.command("ACL", "DELUSER", "pawl")));
    const client = new Redis({
      ...{ port: server.port, username: "pawl", password: "secret", enableReadyCheck: false },
    });
    await storeOn(client).ready();
  });
});

test("what the server forbids is told as such", async () => {
  await server.command("ACL", "SETUSER", "reader", "on", ">secret", "~pawl:*", "+@all", "-set");
  onTestFinished(async () => void (await server.command("ACL", "DELUSER", "reader")));
  const store = storeOn(new Redis({ port: server.port, username: "reader", password: "secret" }));
  const failure = await store.sessions.insert(sessionRow()).catch((error: Error) => error);
  expect(failure).toMatchObject({ name: "StoreError", cause: expect.any(Error) });
  expect(await server.command("DBSIZE")).toBe(0);
});

test.each([
  ["LOADING Redis is loading the dataset in memory", ": it is starting and still reads its data"],
  ["CLUSTERDOWN Hash slot not served", ": a part of the cluster is down"],
  ["MISCONF Redis is configured to save RDB snapshots, but", ": it cannot write to its disk"],
  ["READONLY You can't write against a read only replica.", ": it is a replica and takes no writes"],
  // As Redis 6 says it of a command in a script.
  [
    "ERR Error running script (call to f_1): @user_script:2: -OOM command not",
    ": its memory is full (maxmemory)",
  ],
  ["ERR something else with a KEY in it", ""],
  ["connect ECONNREFUSED", ""],
])("%j is told in a sentence, and kept as the cause", async (said, told) => {
  const client = watchedClient(server.port);
  const store = storeOn(client);
  client.before(findSession, () => Promise.reject(new Error(said)));
  const failure = await store.sessions.find("s").catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(StoreError);
  expect(failure).toMatchObject({ message: `Redis gave no answer${told}`, cause: { message: said } });
});

test.each(singleDrivers)("no digest and no password hash is in an error, by %s", async (driver) => {
  const store = storeOn(await connectTo[driver]([server.port]));
  const row = sessionRow();
  await store.sessions.insert(row);
  await store.users.insert({ subject: "usr", email: "ada@example.com", passwordHash: "old", createdAt: 1 });
  // The keys are another type's now, so each script fails in the middle.
  for (const key of (await server.command("KEYS", "pawl:*")) as string[]) {
    if (!/session:|user:/.test(key)) continue;
    await server.command("DEL", key);
    await server.command("RPUSH", key, "another program's");
  }
  for (const verb of [
    () => store.sessions.rotate(row.sid, guardOf(row), rotationFrom(row)),
    () => store.users.replaceHash("usr", "$argon2id$canary", "$argon2id$new canary"),
  ]) {
    const failure = await verb().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(StoreError);
    const shown = inspect(failure, { depth: 9, showHidden: true });
    expect(shown).toContain("WRONGTYPE");
    expect(shown).not.toContain("canary");
    expect(shown).not.toContain(inspect(Buffer.from(row.currentHash)).slice(0, 40));
  }
});

test("a connection that breaks while nobody waits does not end the process", async () => {
  const doomed = await startRedis();
  onTestFinished(() => doomed.stop());
  const client = createClient({ socket: { host: "127.0.0.1", port: doomed.port } });
  const store = storeOn(client);
  await client.connect();
  await store.migrate();
  const broken = new Promise((resolve) => client.once("reconnecting", resolve));
  await doomed.kill();
  await broken;
  await doomed.restart();
  await store.migrate();
  expect(client.listenerCount("error")).toBe(1);
});

test("closing closes the handle, also one that was closed before", async () => {
  for (const driver of singleDrivers) {
    const client = await connectTo[driver]([server.port]);
    const store = redisStore({ client });
    await store.sessions.insert(sessionRow({ sid: driver }));
    await store.close();
    await expect(commandOn(client)).rejects.toThrow();
    await expect(store.ready()).rejects.toThrow("the Redis store is closed");
    await redisStore({ client }).close();
  }
});

async function commandOn(client: RedisClient): Promise<unknown> {
  if ("callBuffer" in client) return client.callBuffer("ping", []);
  if ("masters" in client) throw new Error("not asked here");
  return client.sendCommand(["PING"], { typeMapping: { 36: Buffer } });
}

test.each([undefined, {}, { client: undefined }, { client: {} }, { client: "redis://127.0.0.1" }])(
  "%j is a mistake that is told with its fix",
  (options) => {
    expect(() => redisStore(options as unknown as RedisStoreOptions)).toThrow(
      new TypeError(
        "redisStore needs a handle of ioredis, iovalkey or node-redis: redisStore({ client: new Redis(url) })",
      ),
    );
  },
);

test.each(["{pawl}:", "a}b", 7])("the prefix %j is a mistake that is told with its fix", async (prefix) => {
  const client = await connectTo.ioredis([server.port]);
  onTestFinished(() => client.disconnect());
  expect(() => redisStore({ client, prefix: prefix as string })).toThrow(
    new TypeError('redisStore: prefix must be a string without braces, such as "pawl:"'),
  );
});

test("stores with different prefixes on one server do not see each other, and leave other programs' keys alone", async () => {
  await server.command("SET", "another program's", "key");
  const [a, b] = await Promise.all(
    ["a:", "b:"].map(async (prefix) => {
      const store = redisStore({ client: await connectTo.ioredis([server.port]), prefix });
      onTestFinished(() => store.close());
      return store;
    }),
  );
  if (a === undefined || b === undefined) throw new Error("there are two");
  await a.sessions.insert(sessionRow());
  expect(await b.sessions.find(sessionRow().sid)).toBeUndefined();
  expect(await b.sessions.list("usr_ada")).toEqual([]);
  expect(await b.sessions.deleteExpired(Number.MAX_SAFE_INTEGER, 10)).toBe(0);
  expect(await a.sessions.deleteExpired(Number.MAX_SAFE_INTEGER, 10)).toBe(1);
  expect(await server.command("KEYS", "*")).toEqual(["another program's"]);
});
