/**
 * Goal: servers on one PostgreSQL tell each other to look; a connection that is lost comes back; nothing is left behind.
 * Method: a real server and both drivers; connections are cut as an administrator would.
 */
import type pg from "pg";
import { describe, expect, onTestFinished, test } from "vitest";
import { postgresSignal } from "../../../src/stores/postgres/index.ts";
import { pgPool, postgresJs, serverOfThisFile } from "./databases.ts";

const { server } = serverOfThisFile();

const clients = {
  pg: (url: string) => {
    const client = pgPool(url);
    client.on("error", () => undefined);
    return client;
  },
  "postgres.js": (url: string) => postgresJs(url),
};

/** Counts what it is told, and waits for more. */
function counter() {
  let count = 0;
  return {
    tell: () => void count++,
    count: () => count,
    async moreThan(before: number) {
      while (count <= before) await new Promise((resolve) => setTimeout(resolve, 5));
    },
  };
}

/** Connections that listen. */
async function listening(admin: pg.Pool): Promise<number> {
  const { rows } = await admin.query(
    "SELECT pid FROM pg_stat_activity WHERE query ILIKE 'listen%' AND pid <> pg_backend_pid()",
  );
  return rows.length;
}

async function untilListening(admin: pg.Pool, count: number): Promise<void> {
  while ((await listening(admin)) !== count) await new Promise((resolve) => setTimeout(resolve, 10));
}

describe.each(Object.entries(clients))("by %s", (_name, connect) => {
  function two() {
    const [one, other] = [connect(server().url), connect(server().url)];
    const admin = pgPool(server().url);
    admin.on("error", () => undefined);
    for (const client of [one, other, admin]) onTestFinished(async () => void (await client.end()));
    const [near, far] = [postgresSignal({ client: one }), postgresSignal({ client: other })];
    return { near, far, admin };
  }

  test("who subscribed is told, by itself and by others, until it stops", async () => {
    const { near, far, admin } = two();
    const heard = counter();
    const stop = near.subscribe(heard.tell);
    await heard.moreThan(0);
    far.publish();
    await heard.moreThan(1);
    near.publish();
    await heard.moreThan(2);
    stop();
    await untilListening(admin, 0);
    far.publish();
    await admin.query("SELECT 1");
    expect(heard.count()).toBe(3);
  });

  test("a connection that is cut comes back, and its owner is told to look meanwhile", async () => {
    const { near, far, admin } = two();
    const heard = counter();
    onTestFinished(near.subscribe(heard.tell));
    await heard.moreThan(0);
    await admin.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query ILIKE 'listen%' AND pid <> pg_backend_pid()",
    );
    await heard.moreThan(1);
    const before = heard.count();
    far.publish();
    await heard.moreThan(before);
  });
});

test("a database that is not there harms nobody: no one is told, and nothing is thrown", async () => {
  const client = clients.pg("postgres://nobody@127.0.0.1:1/none");
  const signal = postgresSignal({ client });
  const heard = counter();
  const stop = signal.subscribe(heard.tell);
  signal.publish();
  await new Promise((resolve) => setTimeout(resolve, 50));
  stop();
  await client.end();
  expect(heard.count()).toBe(0);
});

test("what is no client, and no plain name, is refused with the fix", () => {
  expect(() => postgresSignal({ client: {} as never })).toThrow("postgresSignal needs a client");
  const client = clients.pg(server().url);
  onTestFinished(() => client.end());
  expect(() => postgresSignal({ client, channel: "a; DROP TABLE b" })).toThrow("channel must be a name");
});
