/**
 * Goal: the servers that these tests start are theirs: they survive a kill with what was committed, and nothing of them
 * is left behind, not even by a test that is killed itself.
 * Method: servers that are started, killed and abandoned, and a look at who still listens.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createConnection } from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { startPostgres } from "../../support/postgres-server.ts";
import { pgPool } from "./databases.ts";

vi.setConfig({ testTimeout: 60_000 });

async function listens(port: number): Promise<boolean> {
  const socket = createConnection(port, "127.0.0.1");
  return await new Promise((resolve) => {
    socket.on("connect", () => resolve(true)).on("error", () => resolve(false));
  }).then((answer) => {
    socket.destroy();
    return answer === true;
  });
}

test("a server that is killed and restarted has what was committed, and once stopped it is gone", async () => {
  const server = await startPostgres({ fsync: true, settings: { max_connections: 10 } });
  onTestFinished(() => server.stop());
  const pool = pgPool(server.url);
  pool.on("error", () => undefined);
  onTestFinished(() => pool.end());
  await pool.query("CREATE TABLE kept (n INTEGER); INSERT INTO kept VALUES (7)");
  await server.kill();
  expect(await listens(server.port)).toBe(false);
  await server.restart();
  expect((await pool.query("SELECT n FROM kept")).rows).toEqual([{ n: 7 }]);
  expect((await pool.query("SHOW max_connections")).rows).toEqual([{ max_connections: "10" }]);
  await server.restart();
  expect((await pool.query("SELECT n FROM kept")).rows).toEqual([{ n: 7 }]);
  await server.stop();
  expect(await listens(server.port)).toBe(false);
});

test("a test that is killed takes its server with it", async () => {
  const support = JSON.stringify(import.meta.resolve("../../support/postgres-server.ts"));
  const program = `import { startPostgres } from ${support}; console.log((await startPostgres()).port);`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  const port = Number(String(line));
  expect(await listens(port)).toBe(true);
  child.kill("SIGKILL");
  await vi.waitFor(async () => expect(await listens(port)).toBe(false), { timeout: 30_000, interval: 50 });
});
