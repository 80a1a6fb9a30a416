// Goal: a Redis cluster is a store like any other, named by one of its nodes or by several of which some are gone.
// Method: three real nodes, and the program as its users run it.
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { version } from "../../src/stores/redis/schema.ts";
import { ada } from "../support/people.ts";
import { type RedisCluster, startCluster } from "../support/redis-server.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { login, refresh } from "./support/requests.ts";
import { runHere } from "./support/run-here.ts";
import { servePawl } from "./support/serve-pawl.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let cluster: RedisCluster;
beforeAll(async () => {
  cluster = await startCluster();
});
afterAll(() => cluster.stop());

const addressOf = (index: number): string => `127.0.0.1:${cluster.nodes[index]?.port}`;

test("users log in and refresh, and commands see them, by whichever nodes it is named", async () => {
  const [one, others] = [`redis-cluster://${addressOf(0)}`, `valkey-cluster://127.0.0.1:1,${addressOf(2)}`];
  expect((await runHere(["migrate", "--store", one])).stdout).toBe(
    `Migrated ${one} from version 0 to ${version}.\n`,
  );
  await runHere(["users", "add", ada.email, "--store", others], { input: ada.password });
  const { url } = await servePawl(["--store", others], { cwd: temporaryFolder() });
  const { refresh_token, session } = await login(url);
  expect((await refresh(url, refresh_token)).status).toBe(200);
  expect((await runHere(["sessions", "list", "--store", one])).stdout).toContain(session.sid);
});

test("a node of one, named as if it were alone, is told from a server that is", async () => {
  const { exitCode, stderr } = await runHere(["users", "list", "--store", `redis://${addressOf(0)}/0`]);
  // The node at hand may hold the one key that was asked for, and then only the next one shows what it is.
  const all = await Promise.all(
    [0, 1, 2].map((index) => runHere(["users", "list", "--store", `redis://${addressOf(index)}`])),
  );
  expect(exitCode).toBe(1);
  for (const answer of [stderr, ...all.map((one) => one.stderr)]) {
    expect(answer).toMatch(/ is a node of a cluster; write redis-cluster:\/\/127\.0\.0\.1:\d+\.\n$/);
  }
});
