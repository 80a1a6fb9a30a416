/**
 * Goal: while there is no server, there is no answer, and nothing else: a StoreError with the driver's reason; and once
 * the server is back, the same store goes on, with everything that was answered.
 * Method: a real server that is killed, restarted and connected to wrongly, through both drivers.
 */
import { once } from "node:events";
import { createServer } from "node:net";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { StoreError } from "../../../src/session/store.ts";
import { type PostgresClient, postgresStore, type Store } from "../../../src/stores/postgres/index.ts";
import { guardFor, rotationFrom, sessionRow } from "../../support/session-row.ts";
import { drivers, serverOfThisFile } from "./databases.ts";

const { server, emptyDatabase } = serverOfThisFile({ fsync: true });

function opened(client: PostgresClient): Store {
  const store = postgresStore({ client });
  onTestFinished(() => store.close());
  return store;
}

/** The error of a call that must fail, with the code of its cause. */
async function refusal(call: Promise<unknown>) {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(StoreError);
  const { message, cause } = error as StoreError;
  return { message, code: (cause as { code?: string } | undefined)?.code };
}

describe.each(drivers)("through %s", (_name, connect) => {
  test("a server that is killed is no answer; back again, the same store goes on with what was answered", async () => {
    const { url, schema } = await emptyDatabase();
    const store = opened(connect(url, { schema }));
    await store.migrate();
    const before = sessionRow();
    await store.sessions.insert(before);
    const next = rotationFrom(before);
    expect((await store.sessions.rotate(before.sid, guardFor(before), next)).rotated).toBe(true);

    await server().kill();
    for (const call of [
      () => store.sessions.find(before.sid),
      () => store.sessions.rotate(before.sid, guardFor(before), next),
      () => store.sessions.revoke(before.sid, { reason: "logged_out", at: 1 }),
      () => store.keys.list(),
      () => store.ready(),
      () => store.migrate(),
    ]) {
      await expect(call()).rejects.toThrow(StoreError);
    }

    await server().restart();
    await vi.waitFor(() => store.ready(), { timeout: 30_000 });
    expect(await store.sessions.find(before.sid)).toEqual({ ...before, ...next, received: false });
  });

  test("a server that restarts while its connections idle is not even noticed", async () => {
    const { url, schema } = await emptyDatabase();
    const store = opened(connect(url, { schema }));
    await store.migrate();
    await Promise.all(Array.from({ length: 8 }, () => store.keys.list()));
    await server().restart();
    await vi.waitFor(() => store.ready(), { timeout: 30_000 });
    expect(await Promise.all(Array.from({ length: 8 }, () => store.keys.list()))).toEqual(Array(8).fill([]));
  });

  test("statements in flight when the server is killed are all settled, and none is half done", async () => {
    const { url, schema } = await emptyDatabase();
    const store = opened(connect(url, { schema }));
    await store.migrate();
    const rows = Array.from({ length: 200 }, (_, i) => sessionRow({ sid: `s${i}` }));
    await Promise.all(rows.map((row) => store.sessions.insert(row)));
    const swaps = rows.map(async (row) => store.sessions.rotate(row.sid, guardFor(row), rotationFrom(row)));
    await swaps[0];
    const killed = server().kill();
    const settled = await Promise.allSettled(swaps);
    await killed;
    await server().restart();
    await vi.waitFor(() => store.ready(), { timeout: 30_000 });
    for (const [i, row] of rows.entries()) {
      const outcome = settled[i];
      const after = await store.sessions.find(row.sid);
      if (outcome?.status === "rejected") expect(outcome.reason).toBeInstanceOf(StoreError);
      const swapped = { ...row, ...rotationFrom(row), received: false };
      // What was answered is there; what was not may be there or not, but whole.
      if (outcome?.status === "fulfilled") expect(after).toEqual(swapped);
      else expect([row, swapped]).toContainEqual(after);
    }
  });

  test("a wrong password is told by its code, and not by itself", async () => {
    const { select } = await emptyDatabase();
    await select("DROP ROLE IF EXISTS guarded; CREATE ROLE guarded LOGIN PASSWORD 'right'");
    const url = new URL(server().url);
    url.username = "guarded";
    url.password = "a wrong guess";
    const { message, code } = await refusal(opened(connect(url.href)).ready());
    expect([message, code]).toEqual(["PostgreSQL refused a statement (SQLSTATE 28P01)", "28P01"]);
  });

  test("a database that is not there", async () => {
    const url = new URL(server().url);
    url.pathname = "/nowhere";
    const { message, code } = await refusal(opened(connect(url.href)).ready());
    expect([message, code]).toEqual(["PostgreSQL refused a statement (SQLSTATE 3D000)", "3D000"]);
  });

  test("a port that nobody listens on", async () => {
    const probe = createServer().listen(0, "127.0.0.1");
    await once(probe, "listening");
    const address = probe.address();
    probe.close();
    await once(probe, "close");
    const port = typeof address === "object" ? address?.port : 0;
    const { message, code } = await refusal(
      opened(connect(`postgres://pawl@127.0.0.1:${port}/postgres`)).ready(),
    );
    expect([message, code]).toEqual(["PostgreSQL did not answer (ECONNREFUSED)", "ECONNREFUSED"]);
  });

  test("a server that takes the connection and says nothing is waited for as long as the client was told", async () => {
    const silent = createServer().listen(0, "127.0.0.1");
    await once(silent, "listening");
    onTestFinished(() => void silent.close());
    const address = silent.address();
    const port = typeof address === "object" ? address?.port : 0;
    const url = `postgres://pawl@127.0.0.1:${port}/postgres`;
    const { message } = await refusal(opened(connect(url, { patienceSeconds: 0.2 })).ready());
    expect(message).toMatch(/^PostgreSQL did not answer/);
  });

  test("a role that may not read the tables", async () => {
    const { url, schema, select, open } = await emptyDatabase();
    await open().migrate();
    await select(
      `DROP ROLE IF EXISTS stranger; CREATE ROLE stranger LOGIN; GRANT USAGE ON SCHEMA ${schema} TO stranger`,
    );
    const stranger = new URL(url);
    stranger.username = "stranger";
    const { code } = await refusal(opened(connect(stranger.href, { schema })).sessions.find("a"));
    await select(`DROP OWNED BY stranger; DROP ROLE stranger`);
    expect(code).toBe("42501");
  });
});
