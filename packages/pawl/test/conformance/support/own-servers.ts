import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { collect, runPawl, spawnPawl } from "../../cli/support/run-pawl.ts";
import { startPostgres } from "../../support/postgres-server.ts";
import { startRedis } from "../../support/redis-server.ts";
import type { Account } from "./client.ts";
import { holdToDocument } from "./own-answers.ts";
import type { Reached, Target } from "./site.ts";

const account: Account = { email: "ada@example.com", password: "an engine weaves algebraic patterns" };
const otherAccount: Account = { email: "grace@example.com", password: "a nanosecond is a foot of wire" };

const graceMs = 800;
const shortGrace = ["--grace-period", `${graceMs}ms`];
/** An access token must live shorter than the inactivity timeout, and that shorter than the session. */
const shortLife = [
  ...["--access-token-lifetime", "1s", "--inactivity-timeout", "4s", "--absolute-lifetime", "7s"],
  ...["--grace-period", "200ms"],
];

/** `pawl serve` in one process that keeps everything in its memory. */
export const onMemory: Target = {
  name: "pawl serve on memory",
  graceMs,
  account,
  hasShortLived: true,
  start: async () => {
    const store = ["--store", "memory:"];
    const env = { PAWL_DEV_USER: `${account.email} ${account.password}` };
    const servers = await Promise.all([
      serve([...store, ...shortGrace], env),
      serve([...store, ...shortLife], env),
    ]);
    return reached(servers.slice(0, 1), servers[1], () => stopAll(servers));
  },
};

/** A place for a store that two nodes share, and what takes it away again. */
interface Place {
  readonly location: string;
  remove(): Promise<void>;
}

/** Two processes of `pawl serve` on one store: what one does, the other must know. */
function twoNodes(store: string, makePlace: () => Promise<Place>): Target {
  return {
    name: `two nodes of pawl serve on ${store}`,
    graceMs,
    account,
    otherAccount,
    hasShortLived: false,
    start: async () => {
      const { location, remove } = await makePlace();
      const place = ["--store", location];
      await runWell(["migrate", ...place]);
      await addUser(place, account);
      await addUser(place, otherAccount);
      // One issuer for both, since a token of one is good at the other.
      const args = [...place, ...shortGrace, "--issuer", "http://localhost:4000"];
      const servers = [await serve(args), await serve(args)];
      return reached(servers, undefined, async () => {
        await stopAll(servers);
        await remove();
      });
    },
  };
}

export const twoNodesOnSqlite: Target = twoNodes("one SQLite file", async () => {
  const folder = mkdtempSync(join(tmpdir(), "pawl-conformance-"));
  return {
    location: `sqlite:${join(folder, "pawl.sqlite")}`,
    remove: async () => rmSync(folder, { recursive: true, force: true }),
  };
});

export const twoNodesOnPostgres: Target = twoNodes("PostgreSQL", async () => {
  const server = await startPostgres();
  return { location: server.url, remove: () => server.stop() };
});

export const twoNodesOnRedis: Target = twoNodes("Redis", async () => {
  const server = await startRedis();
  return { location: server.url, remove: () => server.stop() };
});

interface Served {
  readonly url: string;
  readonly child: ChildProcess;
}

async function serve(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Served> {
  const child = spawnPawl(["serve", "--port", "0", ...args], { env });
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
  const closed = once(child, "close");
  for (;;) {
    const url = /^pawl listening on (\S+)$/m.exec(stdout())?.[1];
    if (url !== undefined) {
      holdToDocument(url);
      return { url, child };
    }
    const isOver = closed.then(() => true);
    if ((await Promise.race([isOver, child.stdout && once(child.stdout, "data")])) === true) {
      throw new Error(`pawl serve ended: ${stderr()}`);
    }
  }
}

async function addUser(store: readonly string[], { email, password }: Account): Promise<void> {
  await runWell(["users", "add", email, ...store], password);
}

async function runWell(args: readonly string[], input = ""): Promise<void> {
  const { exitCode, stderr } = await runPawl(args, { input });
  if (exitCode !== 0) throw new Error(`pawl ${args[0]} ended with ${exitCode}: ${stderr}`);
}

function reached(
  nodes: readonly Served[],
  shortLived: Served | undefined,
  stop: () => Promise<void>,
): Reached {
  const baseUrls = nodes.map(({ url }) => url);
  return shortLived === undefined ? { baseUrls, stop } : { baseUrls, shortLivedUrl: shortLived.url, stop };
}

/** Each by its own process, and none that has ended before, whose number may be another's by now. */
async function stopAll(servers: readonly Served[]): Promise<void> {
  await Promise.all(
    servers.map(async ({ child }) => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const closed = once(child, "close");
      child.kill("SIGKILL");
      await closed;
    }),
  );
}
