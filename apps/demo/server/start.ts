import { mkdirSync } from "node:fs";
import { createServer } from "node:http";
import { dirname, join } from "node:path";
import { hours, passwordIdentity, type SessionEvent } from "pawl/server";
import { sqliteStore } from "pawl/stores/sqlite";
import { createApp } from "./app.ts";
import type { DemoConfig } from "./config.ts";
import { listen } from "./listen.ts";
import { openNotes } from "./notes.ts";
import { loadPages } from "./pages.ts";
import { readOrCreateSecret } from "./secrets.ts";
import { refuseProduction, seedDemoLogins } from "./seed.ts";
import { createPawls } from "./short-inactivity.ts";

export interface RunningDemo {
  /** Where to point a browser, such as `http://localhost:3000`. */
  readonly origin: string;
  /** Finishes the requests that have begun, for a few seconds at most, and closes the files. */
  close(): Promise<void>;
}

const builtPage = join(import.meta.dirname, "..", "dist");
const patienceMs = 3000;

/**
 * Starts the demo: the parts, put together.
 *
 * @throws Error or TypeError with a sentence for the person at the terminal.
 */
export async function startDemo(config: DemoConfig, pageFolder: string = builtPage): Promise<RunningDemo> {
  refuseProduction(config.production);
  const pages = loadPages(pageFolder);
  mkdirSync(dirname(config.databaseFile), { recursive: true, mode: 0o700 });

  const server = createServer({ requestTimeout: 30_000 });
  const port = await listen(server, config);
  const origin = `http://localhost:${port}`;

  const store = sqliteStore({ filename: config.databaseFile });
  const notes = openNotes(config.notesFile);
  const identity = passwordIdentity({ users: store.users });
  const pawls = createPawls({
    issuer: `${origin}/auth`,
    audience: origin,
    store,
    secrets: config.secrets ?? [readOrCreateSecret(config.secretFile)],
    identity,
    policy: config.policy,
    onEvent: reportTrouble,
  });
  server.on("request", createApp({ pawls, users: store.users, notes, pages }));
  const { pawl, impatient } = pawls;
  await pawl.ready();
  await seedDemoLogins(store.users, identity, notes);
  const sweeping = setInterval(() => pawl.sweep().catch(console.error), hours(1));

  return {
    origin,
    async close() {
      clearInterval(sweeping);
      // Streams of events would hold the server up: their clients look for it again.
      pawl.close();
      impatient.close();
      const closed = new Promise((resolve) => server.close(resolve));
      const impatience = setTimeout(() => server.closeAllConnections(), patienceMs);
      await closed;
      clearTimeout(impatience);
      notes.close();
      await store.close();
    },
  };
}

/** The page shows what goes right; what the terminal must show is what does not. */
function reportTrouble(event: SessionEvent): void {
  if (event.type === "unavailable" || event.type === "internal_error") console.error(event.type, event.error);
}
