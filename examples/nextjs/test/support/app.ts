import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { type Store, sqliteStore } from "pawl/stores/sqlite";
import { appFolder, environment, nextProgram } from "./next.ts";

export interface RunningApp {
  /** Such as `http://localhost:40123`. */
  readonly origin: string;
  /** The store of the app, seen from another process. */
  readonly store: Store;
  /** Takes the sessions away from the app until the returned function is called: every look at them fails. */
  breakStore(): () => void;
  stop(): Promise<void>;
}

/** So short that a test can wait for the end of it. */
export const accessTokenSeconds = 3;

/**
 * Starts what was built, on a free port and with new files, and waits until it answers.
 *
 * @throws Error with what it printed, if it ends instead.
 */
export async function startApp(): Promise<RunningApp> {
  const folder = mkdtempSync(join(tmpdir(), "pawl-nextjs-"));
  const filename = join(folder, "example.sqlite");
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const child = spawn(process.execPath, [nextProgram, "start", "-H", "127.0.0.1", "-p", String(port)], {
    cwd: appFolder,
    env: environment({
      APP_ORIGIN: origin,
      DATABASE: filename,
      PAWL_SECRET: randomBytes(32).toString("base64url"),
      ACCESS_TOKEN_SECONDS: String(accessTokenSeconds),
    }),
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (output += text));
  const ended = once(child, "close");
  // Whatever becomes of this process, it leaves no server behind.
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);

  await Promise.race([
    answering(origin),
    ended.then(() => Promise.reject(new Error(`The example ended before it was ready:\n${output}`))),
  ]);
  const store = sqliteStore({ filename });

  return {
    origin,
    store,
    breakStore: () => takeAway(filename),
    async stop() {
      await store.close();
      child.kill("SIGTERM");
      await ended;
      process.off("exit", kill);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function takeAway(filename: string): () => void {
  const database = new DatabaseSync(filename, { timeout: 5000 });
  database.exec("ALTER TABLE sessions RENAME TO sessions_elsewhere");
  return () => {
    database.exec("ALTER TABLE sessions_elsewhere RENAME TO sessions");
    database.close();
  };
}

async function answering(origin: string): Promise<void> {
  for (;;) {
    const answer = await fetch(`${origin}/auth/readyz`).catch(() => undefined);
    if (answer?.ok) return;
    await sleep(50);
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  if (address === null || typeof address === "string") throw new Error("a server without a port");
  return address.port;
}
