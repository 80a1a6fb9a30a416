// Goal: `pawl migrate` makes a SQLite database, or leaves one alone that needs nothing; half of one is never left.
// Method: files in temporary folders, and a limit on the size of files where the disk is to be full.
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test, vi } from "vitest";
import { migrations } from "../../src/stores/sqlite/schema.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { runHere } from "./support/run-here.ts";

vi.setConfig({ testTimeout: 30_000 });

test("a file that does not exist is made, for its owner alone, and then is up to date", async () => {
  const file = join(temporaryFolder(), "pawl.sqlite");
  const call = ["migrate", "--store", `sqlite:${file}`];
  expect(await runHere(call)).toEqual({
    exitCode: 0,
    stdout: `Migrated ${file} from version 0 to ${migrations.length}.\n`,
    stderr: "",
  });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect((await runHere(call)).stdout).toBe(`${file} is at version ${migrations.length} already.\n`);
  expect((await runHere([...call, "--json"])).stdout).toBe(
    `{"from":${migrations.length},"to":${migrations.length}}\n`,
  );
});

test("the memory needs none, and is refused as for every command", async () => {
  expect(await runHere(["migrate", "--store", "memory:"])).toMatchObject({
    exitCode: 2,
    stderr: "pawl: The memory: store lives inside one server; name its file with --store sqlite:FILE.\n",
  });
});

test.each([
  ["folder", "is a folder; name a file in it with --store."],
  [join("none", "pawl.sqlite"), "make it with: mkdir -p"],
])("%s is answered with a sentence, and makes no file", async (name, sentence) => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "folder"));
  const finished = await runHere(["migrate", "--store", `sqlite:${join(folder, name)}`]);
  expect(finished).toMatchObject({ exitCode: 1, stdout: "" });
  expect(finished.stderr).toContain(sentence);
  expect(readdirSync(folder)).toEqual(["folder"]);
});

test("without room on the disk nothing half-made is left, and with room it goes on", async () => {
  const folder = temporaryFolder();
  const main = join(import.meta.dirname, "../../src/cli/main.ts");
  // In blocks of 512 bytes: room for the first pages, and not for all tables.
  const script = 'ulimit -f 16; exec "$@"';
  const command = ["-c", script, "sh", process.execPath, main, "migrate"];
  const stderr = await new Promise<string>((resolve) => {
    execFile("sh", command, { cwd: folder }, (_, __, written) => resolve(written));
  });
  expect(stderr).toMatch(
    /^pawl: \S+pawl\.sqlite could not be read or written; see that its disk has room .*\.\n$/,
  );
  const file = join(folder, "pawl.sqlite");
  if (existsSync(file)) {
    const database = new DatabaseSync(file);
    expect(database.prepare("SELECT count(*) AS tables FROM sqlite_schema").get()).toEqual({ tables: 0 });
    database.close();
  }
  expect((await runHere(["migrate", "--store", `sqlite:${file}`])).stdout).toMatch(
    /from version 0 to \d+\.\n$/,
  );
});
