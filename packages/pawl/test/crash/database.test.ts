/**
 * Goal: the same when it is the database that is killed, PostgreSQL or Redis, set so that an answered write is on the
 * disk: nobody is logged out, and no session has a second branch.
 * Method: clients refresh without pause against Pawl in this process; its store's server is killed with SIGKILL, all of
 * its processes at once, while statements are in flight, and started again on its files. Writes whose outcome nobody knows
 * are answered 503, every tenth answer is lost besides, and the clients try again. A Redis that keeps nothing on the disk
 * shows that all of this would tell.
 */
import { expect, onTestFinished, test } from "vitest";
import { openStore } from "../../src/cli/open-store.ts";
import { parseStoreLocation } from "../../src/cli/store-location.ts";
import { createPawl } from "../../src/server/create-pawl.ts";
import { createChance } from "../simulation/chance.ts";
import { testAudience, testIssuer } from "../support/create-test-pawl.ts";
import { type RecordedEvents, recordEvents } from "../support/events.ts";
import { ada, twoPeople } from "../support/people.ts";
import { startPostgres } from "../support/postgres-server.ts";
import { startRedis } from "../support/redis-server.ts";
import { secretOne } from "../support/secrets.ts";
import { expectOneBranch, outcomesOf } from "./expect-one-branch.ts";
import { type HonestClient, logIn, type Site } from "./honest-client.ts";
import { killsOr } from "./kills.ts";
import { type Load, putUnderLoad } from "./load.ts";

const clientCount = 20;
const graceMs = 20;
const chance = createChance("crash");

/** A server of a database, of this test's own. */
interface Database {
  readonly url: string;
  kill(): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

interface Scene {
  readonly site: Site;
  readonly clients: readonly HonestClient[];
  readonly load: Load;
  readonly events: RecordedEvents;
  /** Kills the database while answers are on their way, and starts it again. */
  kill(): Promise<void>;
  /** Ends the load, and the loss of answers. */
  calm(): Promise<void>;
}

async function scene(database: Database): Promise<Scene> {
  onTestFinished(() => database.stop());
  const store = await openStore(parseStoreLocation(database.url, "--store"), 10);
  onTestFinished(() => store.close());
  await store.migrate();
  const events = recordEvents();
  const pawl = createPawl({
    ...{ issuer: testIssuer, audience: testAudience, store, secrets: [secretOne], identity: twoPeople },
    ...{ policy: { gracePeriodMs: graceMs }, onEvent: events.sink },
  });
  const ask = (path: string, init: RequestInit) => pawl.handler(new Request(testIssuer + path, init));
  let isStormy = true;
  const site: Site = {
    post: (path, body) => ask(path, { method: "POST", headers: json, body: JSON.stringify(body) }),
    visit: (accessToken) => ask("/session", { headers: { authorization: `Bearer ${accessToken}` } }),
    loses: () => isStormy && chance.happens(0.1),
  };
  const clients = await Promise.all(Array.from({ length: clientCount }, () => logIn(site, ada)));
  const load = putUnderLoad(clients);
  return {
    ...{ site, clients, load, events },
    async kill() {
      await load.answered(Math.floor(chance.between(1, 4 * clientCount)));
      await database.kill();
      await database.restart();
    },
    async calm() {
      await load.answered(clientCount);
      isStormy = false;
      await load.stop();
    },
  };
}

const json = { "content-type": "application/json" };

const durable = [
  { name: "PostgreSQL", kills: killsOr(5), start: () => startPostgres({ fsync: true }) },
  {
    ...{ name: "Redis", kills: killsOr(10) },
    start: () => startRedis({ appendonly: "yes", appendfsync: "always" }),
  },
];

test.each(durable)(
  `kill -9 of $name under the refreshes of ${clientCount} clients, $kills times: every client goes on`,
  {
    timeout: 60_000 + killsOr(10) * 10_000,
  },
  async ({ name, kills, start }) => {
    const { site, clients, events, kill, calm } = await scene(await start());
    for (let killed = 0; killed < kills; killed++) await kill();
    await calm();

    const outcomes = outcomesOf(clients);
    process.stdout.write(`${kills} kills of ${name}: ${JSON.stringify(outcomes)}\n`);
    expect(outcomes["rotated"]).toBeGreaterThan(kills);
    expect(events.of("session_ended")).toEqual([]);
    expect(events.of("internal_error")).toEqual([]);
    await expectOneBranch(site, clients, graceMs);
  },
);

test("a Redis that keeps nothing on the disk loses all sessions, and the clients say so", async () => {
  const { kill, calm } = await scene(await startRedis());
  await kill();
  await expect(calm()).rejects.toThrow("an honest client was told refresh_token_unknown");
});
