/**
 * Goal: every store does the same, atomically.
 * Method: one contract, in the folder beside this file, run on each of them.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { memoryStore } from "../../src/stores/memory/index.ts";
import { sqliteStore } from "../../src/stores/sqlite/index.ts";
import { describeRestOfStore } from "./contract/rest.ts";
import { describeSessionLists } from "./contract/session-lists.ts";
import { describeSessionStore } from "./contract/sessions.ts";

const folder = mkdtempSync(join(tmpdir(), "pawl-test-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;

for (const [name, open] of [
  ["memory", memoryStore],
  ["SQLite in memory", () => sqliteStore({ filename: ":memory:" })],
  ["a SQLite file", () => sqliteStore({ filename: join(folder, `${++files}.sqlite`) })],
] as const) {
  describeSessionStore(name, open);
  describeSessionLists(name, open);
  describeRestOfStore(name, open);
}
