// Goal: `pawl sessions sweep` removes what servers would remove, and no more than it is told to.
// Method: a file with sessions that ended at known times, swept and counted.
import { join } from "node:path";
import { expect, test } from "vitest";
import { days, hours, minutes } from "../../src/session/policy.ts";
import type { Session } from "../../src/session/session.ts";
import { sqliteStore } from "../../src/stores/sqlite/index.ts";
import { fakeClock } from "../support/clock.ts";
import { createTestPawl } from "../support/create-test-pawl.ts";
import { sessionRow } from "../support/session-row.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { runHere } from "./support/run-here.ts";

/** One that somebody logged out of so long ago. */
function endedBefore(ms: number, index: number): Session {
  const at = Date.now() - ms;
  return sessionRow({ sid: `s${index}`, expiresAt: at + days(30), ended: { reason: "logged_out", at } });
}

async function fileWith(sessions: readonly Session[]): Promise<string> {
  const file = join(temporaryFolder(), "pawl.sqlite");
  const store = sqliteStore({ filename: file });
  await Promise.all(sessions.map((session) => store.sessions.insert(session)));
  await store.close();
  return file;
}

/** Of these, how many are left. */
async function leftIn(file: string, sessions: readonly Session[]): Promise<string[]> {
  const store = sqliteStore({ filename: file });
  const found = await Promise.all(sessions.map(({ sid }) => store.sessions.find(sid)));
  await store.close();
  return found.flatMap((session) => session?.sid ?? []);
}

const sweep = (file: string, ...args: string[]) =>
  runHere(["sessions", "sweep", "--store", `sqlite:${file}`, ...args]);

const sessions = [
  endedBefore(days(31), 0),
  endedBefore(hours(24) + minutes(1), 1),
  endedBefore(hours(24) - minutes(1), 2),
  endedBefore(0, 3),
  sessionRow({ sid: "over", expiresAt: Date.now() - days(2) }),
  sessionRow({ sid: "alive", expiresAt: Date.now() + days(2) }),
];

test("what ended a day ago goes, and what ended since stays, as with a server", async () => {
  const file = await fileWith(sessions);
  expect(await sweep(file)).toEqual({ exitCode: 0, stdout: "Removed 3 sessions.\n", stderr: "" });
  expect(await leftIn(file, sessions)).toEqual(["s2", "s3", "alive"]);

  const other = await fileWith(sessions);
  const store = sqliteStore({ filename: other });
  expect(await createTestPawl({ store, clock: fakeClock(Date.now()) }).pawl.sweep()).toBe(3);
  await store.close();
  expect(await leftIn(other, sessions)).toEqual(await leftIn(file, sessions));
  expect((await sweep(file)).stdout).toBe("There was no session to remove.\n");
});

test("it can keep them longer, or remove them sooner", async () => {
  const file = await fileWith(sessions);
  expect((await sweep(file, "--keep", "30d")).stdout).toBe("Removed 1 session.\n");
  expect((await sweep(file, "--keep", "2h", "--json")).stdout).toBe('{"removed":3}\n');
  expect(await leftIn(file, sessions)).toEqual(["s3", "alive"]);
});

test("a limit is kept", async () => {
  const many = Array.from({ length: 1200 }, (_, i) => endedBefore(days(2), i));
  const file = await fileWith(many);
  expect((await sweep(file, "--limit", "700")).stdout).toBe("Removed 700 sessions.\n");
  expect(await leftIn(file, many)).toHaveLength(500);
  expect((await sweep(file)).stdout).toBe("Removed 500 sessions.\n");
});

test.each([
  [["--keep", "1h"], '--keep must be a time of 2h or more, such as 24h, not "1h", since servers learn from'],
  [["--keep", "soon"], "--keep must be a time of 2h or more"],
  [["--limit", "0"], '--limit must be a number of 1 or more, such as 100000, not "0".'],
  [["--limit", "1e3"], "--limit must be a number of 1 or more"],
])("%j is refused", async (args, sentence) => {
  const { exitCode, stderr } = await sweep("none.sqlite", ...args);
  expect(exitCode).toBe(2);
  expect(stderr).toContain(sentence);
});

test("a database that does not exist is not made", async () => {
  expect(await sweep(join(temporaryFolder(), "none.sqlite"))).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining("There is no database"),
  });
});
