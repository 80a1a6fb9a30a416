/**
 * Goal: processes on one SQLite file hear of each other's commits, and of nothing else; nothing is left behind.
 * Method: two stores on one file, as two processes have them.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { sqliteSignal, sqliteStore } from "../../../src/stores/sqlite/index.ts";
import { sessionRow } from "../../support/session-row.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

test("a commit is heard of, a read is not, and nobody is told who has stopped", async () => {
  const filename = `${temporaryFolder()}/pawl.sqlite`;
  const store = sqliteStore({ filename });
  onTestFinished(() => store.close());
  let count = 0;
  const stop = sqliteSignal({ filename }).subscribe(() => void count++);
  const moreThan = async (before: number) => {
    while (count <= before) await sleep(5);
  };
  // Once at first: what happened before, nobody has heard.
  await moreThan(0);
  await store.sessions.insert(sessionRow());
  await moreThan(1);
  await store.sessions.find(sessionRow().sid);
  await sleep(200);
  expect(count).toBe(2);
  stop();
  await store.sessions.insert(sessionRow({ sid: "another" }));
  await sleep(200);
  expect(count).toBe(2);
});

test("a file whose folder is not there harms nobody", async () => {
  const stop = sqliteSignal({ filename: `${temporaryFolder()}/nowhere/pawl.sqlite` }).subscribe(() => {
    throw new Error("there is nothing to tell of");
  });
  await sleep(120);
  stop();
});

test("a database that no other process sees is refused with the fix", () => {
  expect(() => sqliteSignal({ filename: ":memory:" })).toThrow("sqliteSignal needs the file of the store");
});
