/**
 * Goal: a login ticket becomes one session, however often and wherever it is exchanged at once; and a store that gives no
 * answer is never a used ticket.
 * Method: fifty exchanges over two servers on one store of each kind, at once; then a store that fails before or after it has
 * written.
 */
import { Redis } from "ioredis";
import { describe, expect, onTestFinished, test } from "vitest";
import { StoreError } from "../../src/session/store.ts";
import { memoryStore } from "../../src/stores/memory/index.ts";
import { postgresStore } from "../../src/stores/postgres/index.ts";
import { redisStore } from "../../src/stores/redis/index.ts";
import { sqliteStore } from "../../src/stores/sqlite/index.ts";
import type { Store } from "../../src/stores/store.ts";
import { pgPool, serverOfThisFile } from "../stores/postgres/databases.ts";
import { aroundStore } from "../support/around-store.ts";
import { fakeClock } from "../support/clock.ts";
import { createTestPawl } from "../support/create-test-pawl.ts";
import { ada } from "../support/people.ts";
import { startRedis } from "../support/redis-server.ts";
import { refusalOf } from "../support/refusal.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const { emptyDatabase } = serverOfThisFile();

/** Each gives what opens the same data again. */
const kinds: Readonly<Record<string, () => Promise<() => Store>>> = {
  memory: async () => {
    const store = memoryStore();
    return () => store;
  },
  SQLite: async () => {
    const filename = `${temporaryFolder()}/pawl.sqlite`;
    return () => sqliteStore({ filename });
  },
  PostgreSQL: async () => {
    const { url, schema } = await emptyDatabase();
    return () => postgresStore({ client: pgPool(url, { schema }) });
  },
  Redis: async () => {
    const server = await startRedis();
    onTestFinished(() => server.stop());
    return () => redisStore({ client: new Redis({ port: server.port }) });
  },
};

describe.each(Object.entries(kinds))("on %s", (_, kind) => {
  test("of fifty exchanges at two servers at once exactly one makes a session, and all others are refused", async () => {
    const open = await kind();
    const clock = fakeClock();
    const nodes = [];
    for (const seed of [1, 2]) {
      const store = open();
      onTestFinished(() => store.close());
      await store.migrate();
      nodes.push(createTestPawl({ store, clock, seed }));
    }
    const [near, far] = nodes.map(({ pawl }) => pawl);
    if (near === undefined || far === undefined) throw new Error("there are two");
    await Promise.all([near.ready(), far.ready()]);

    const { ticket } = near.createLoginTicket(ada.subject, { amr: ["swk"] });
    const outcomes = await Promise.allSettled(
      Array.from({ length: 50 }, (_, i) => (i % 2 === 0 ? near : far).exchangeLoginTicket(ticket)),
    );
    const sessions = outcomes.flatMap((one) => (one.status === "fulfilled" ? [one.value.session.sid] : []));
    const refusals = outcomes.flatMap((one) => (one.status === "rejected" ? [one.reason.code] : []));
    expect([sessions.length, refusals]).toEqual([1, Array(49).fill("invalid_credentials")]);
    expect((await far.list(ada.subject)).map(({ sid }) => sid)).toEqual(sessions);
    const told = nodes.flatMap(({ events }) => events.of("session_created"));
    expect(told).toHaveLength(1);
  });
});

describe("a store that gives no answer", () => {
  test("before it has written is 503, and the same ticket is good when it is back", async () => {
    let isOut = true;
    const store = aroundStore(memoryStore(), ({ verb }, run) =>
      isOut && verb === "sessions.insert" ? Promise.reject(new StoreError("out of reach")) : run(),
    );
    const { pawl, events } = createTestPawl({ store });
    const { ticket } = pawl.createLoginTicket(ada.subject);
    await expect(pawl.exchangeLoginTicket(ticket)).rejects.toThrow(StoreError);
    expect(events.of("login_failed")).toEqual([]);
    isOut = false;
    expect((await pawl.exchangeLoginTicket(ticket)).session.subject).toBe(ada.subject);
  });

  test("to the look that would say why is 503 too", async () => {
    let isOut = false;
    const store = aroundStore(memoryStore(), ({ verb }, run) =>
      isOut && verb === "sessions.find" ? Promise.reject(new StoreError("out of reach")) : run(),
    );
    const { pawl } = createTestPawl({ store });
    const { ticket } = pawl.createLoginTicket(ada.subject);
    await pawl.exchangeLoginTicket(ticket);
    isOut = true;
    await expect(pawl.exchangeLoginTicket(ticket)).rejects.toThrow(StoreError);
  });

  test("after it has written has used the ticket up: nobody holds the session, and nobody gets a second one", async () => {
    let isCut = true;
    const store = aroundStore(memoryStore(), async ({ verb }, run) => {
      const answer = await run();
      if (isCut && verb === "sessions.insert") throw new StoreError("the connection was lost");
      return answer;
    });
    const { pawl } = createTestPawl({ store });
    const { ticket } = pawl.createLoginTicket(ada.subject);
    expect(await refusalOf(pawl.exchangeLoginTicket(ticket))).toEqual({ code: "invalid_credentials" });
    isCut = false;
    expect(await refusalOf(pawl.exchangeLoginTicket(ticket))).toEqual({ code: "invalid_credentials" });
    expect(await pawl.list(ada.subject)).toHaveLength(1);
  });
});

test("the mark outlives the ticket: a sweep takes nothing that a ticket could still be exchanged for", async () => {
  const { pawl, clock } = createTestPawl();
  const { ticket } = pawl.createLoginTicket(ada.subject);
  const { session } = await pawl.exchangeLoginTicket(ticket);
  await pawl.revoke(session.sid);
  clock.advance(59_999);
  expect(await pawl.sweep()).toBe(0);
  expect(await refusalOf(pawl.exchangeLoginTicket(ticket))).toEqual({ code: "invalid_credentials" });
});

test("two tickets of one user become two sessions, and no ticket tells the sid", async () => {
  const { pawl } = createTestPawl();
  const tickets = [pawl.createLoginTicket(ada.subject).ticket, pawl.createLoginTicket(ada.subject).ticket];
  for (const ticket of tickets) {
    const { session } = await pawl.exchangeLoginTicket(ticket);
    const bytes = Buffer.from(ticket.slice("pawl_ticket_".length), "base64url");
    expect(bytes.includes(Buffer.from(session.sid, "base64url"))).toBe(false);
  }
  expect(await pawl.list(ada.subject)).toHaveLength(2);
});

test.each([
  ["an empty subject", "", {}, "createLoginTicket: subject must be a string of 1 to 255 characters"],
  ["a claim of ours", "a", { claims: { exp: 1 } }, "createLoginTicket: the claim exp is Pawl's own"],
  [
    "claims that are no JSON",
    "a",
    { claims: [] },
    "createLoginTicket: claims must be an object that is JSON",
  ],
  ["an amr that is a text", "a", { amr: "pwd" }, "createLoginTicket: amr must be a list of strings"],
  ["too much", "a", { claims: { a: "x".repeat(3000) } }, "would be longer than 3072 characters; give fewer"],
])("a ticket is not made with %s", (_, subject, options, message) => {
  const { pawl, events } = createTestPawl();
  expect(() => pawl.createLoginTicket(subject, options as object)).toThrow(message);
  expect(events.all).toEqual([]);
});
