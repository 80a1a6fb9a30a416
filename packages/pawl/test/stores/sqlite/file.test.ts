/**
 * Goal: the file is private, durable and honest: what was answered is in it, no token is, and a file that is not ours
 * is refused in a sentence that says why.
 * Method: real files in a temporary folder, opened, reopened, broken, and searched byte by byte.
 */
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, onTestFinished, test } from "vitest";
import { StoreError } from "../../../src/session/store.ts";
import { type SqliteStoreOptions, sqliteStore } from "../../../src/stores/sqlite/index.ts";
import { createTestPawl } from "../../support/create-test-pawl.ts";
import { ada } from "../../support/people.ts";
import { secretOne } from "../../support/secrets.ts";
import { sessionRow } from "../../support/session-row.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

function opened(filename: string) {
  const store = sqliteStore({ filename });
  onTestFinished(() => store.close());
  return store;
}

test("a new file and those beside it are readable and writable by their owner only, whatever the umask", async () => {
  const folder = temporaryFolder();
  const umask = process.umask(0);
  onTestFinished(() => void process.umask(umask));
  const store = opened(join(folder, "pawl.sqlite"));
  await store.sessions.insert(sessionRow());
  const files = readdirSync(folder);
  expect(files.sort()).toEqual(["pawl.sqlite", "pawl.sqlite-shm", "pawl.sqlite-wal"]);
  for (const file of files) expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600);
});

test("an existing file keeps its mode: who set it had a reason", () => {
  const filename = join(temporaryFolder(), "pawl.sqlite");
  writeFileSync(filename, "");
  chmodSync(filename, 0o640);
  opened(filename);
  expect(statSync(filename).mode & 0o777).toBe(0o640);
});

test("durability is asked for: WAL, and each commit synchronised", () => {
  const database = new DatabaseSync(join(temporaryFolder(), "pawl.sqlite"));
  const store = sqliteStore({ database });
  onTestFinished(() => store.close());
  expect(database.prepare("PRAGMA journal_mode").get()).toEqual({ journal_mode: "wal" });
  expect(database.prepare("PRAGMA synchronous").get()).toEqual({ synchronous: 2 });
  expect(database.prepare("PRAGMA busy_timeout").get()).toEqual({ timeout: 2000 });
});

test("what was answered is there after closing, and after a copy of the files without closing", async () => {
  const folder = temporaryFolder();
  const store = opened(join(folder, "a.sqlite"));
  await store.sessions.insert(sessionRow());
  await store.users.insert({ subject: "usr", email: "ada@example.com", passwordHash: "x", createdAt: 1 });
  // As after a kill: the process never closed it.
  for (const end of ["", "-wal"])
    copyFileSync(join(folder, `a.sqlite${end}`), join(folder, `b.sqlite${end}`));
  const copy = opened(join(folder, "b.sqlite"));
  expect(await copy.sessions.find(sessionRow().sid)).toEqual(sessionRow());
  await store.close();
  expect(existsSync(join(folder, "a.sqlite-wal"))).toBe(false);
  const again = opened(join(folder, "a.sqlite"));
  expect(await again.sessions.find(sessionRow().sid)).toEqual(sessionRow());
  expect(await again.users.list()).toHaveLength(1);
});

test("sessions, keys and tokens go on after a restart", async () => {
  const filename = join(temporaryFolder(), "pawl.sqlite");
  const store = opened(filename);
  const before = createTestPawl({ store });
  const { refreshToken, accessToken } = await before.pawl.create(ada.subject);
  await store.close();
  const after = createTestPawl({ store: opened(filename), clock: before.clock, seed: 2 });
  expect(await after.pawl.verify(accessToken)).toMatchObject({ sub: ada.subject });
  expect((await after.pawl.refresh(refreshToken)).rotation).toBe("rotated");
});

test("no token, no secret in one and no private key is in the bytes of any file", async () => {
  const folder = temporaryFolder();
  const { pawl, clock } = createTestPawl({ store: opened(join(folder, "pawl.sqlite")) });
  const issued = [await pawl.create(ada.subject)];
  for (let i = 0; i < 20; i++) {
    clock.advance(60_000);
    issued.push(await pawl.refresh(issued.at(-1)?.refreshToken ?? ""));
  }
  const bytes = Buffer.concat(readdirSync(folder).map((file) => readFileSync(join(folder, file))));
  expect(bytes.includes(issued[0]?.session.sid ?? "")).toBe(true);
  for (const { refreshToken, accessToken } of issued) {
    const secret = Buffer.from(refreshToken, "base64url").subarray(25, 57);
    for (const secretThing of [
      refreshToken,
      accessToken,
      secret,
      secret.toString("hex"),
      secret.toString("base64url"),
    ]) {
      expect(bytes.includes(secretThing)).toBe(false);
    }
  }
  expect(bytes.includes(secretOne)).toBe(false);
  // How an unsealed P-256 private key begins in PKCS #8.
  expect(bytes.includes(Buffer.from("308187020100301306072a8648ce3d0201", "hex"))).toBe(false);
});

describe("refused with a StoreError that says why", () => {
  const refusal = (filename: string) => {
    try {
      sqliteStore({ filename });
    } catch (error) {
      if (error instanceof StoreError) return error.message;
      throw error;
    }
    throw new Error("it was opened");
  };

  test("a schema of a newer version, which is left as it is", () => {
    const filename = join(temporaryFolder(), "pawl.sqlite");
    const newer = new DatabaseSync(filename);
    newer.exec("CREATE TABLE of_the_future (n INTEGER); PRAGMA user_version = 99");
    newer.close();
    expect(refusal(filename)).toMatch(
      /^the database has schema version 99 and this Pawl knows \d+; install the newer Pawl that wrote it$/,
    );
    const after = new DatabaseSync(filename);
    onTestFinished(() => after.close());
    expect(after.prepare("PRAGMA user_version").get()).toEqual({ user_version: 99 });
    expect(after.prepare("SELECT name FROM sqlite_master").all()).toEqual([{ name: "of_the_future" }]);
  });

  test("a file that is no database", () => {
    const filename = join(temporaryFolder(), "notes.txt");
    writeFileSync(filename, "Dear diary, today I was opened as a database.\n".repeat(100));
    expect(refusal(filename)).toContain(`the SQLite database ${filename} could not be opened: `);
    expect(readFileSync(filename, "utf8")).toMatch(/^Dear diary/);
  });

  test("somebody else's database, in which nothing is changed", () => {
    for (const foreign of [
      "CREATE TABLE sessions (id)",
      "CREATE TABLE t (n)",
      "CREATE TABLE t (n); PRAGMA user_version = 1",
      "PRAGMA application_id = 7",
    ]) {
      const filename = join(temporaryFolder(), "other.sqlite");
      const other = new DatabaseSync(filename);
      other.exec(foreign);
      const schemaBefore = other.prepare("SELECT sql FROM sqlite_schema").all();
      expect(refusal(filename)).toBe(
        "the database holds another program's tables; give Pawl a file of its own",
      );
      expect(other.prepare("SELECT sql FROM sqlite_schema").all()).toEqual(schemaBefore);
      other.close();
    }
  });

  test("a folder, and a file in a folder that is not there", () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "folder"));
    expect(refusal(join(folder, "folder"))).toContain("could not be opened: ");
    expect(refusal(join(folder, "nowhere", "pawl.sqlite"))).toMatch(
      /nowhere.* could not be opened: .*ENOENT/,
    );
    expect(refusal("")).toContain("could not be opened: ");
  });

  test("and the file is let go: it can be moved and removed", () => {
    const folder = temporaryFolder();
    const filename = join(folder, "pawl.sqlite");
    const newer = new DatabaseSync(filename);
    newer.exec("PRAGMA user_version = 99");
    newer.close();
    refusal(filename);
    expect(readdirSync(folder)).toEqual(["pawl.sqlite"]);
  });
});

test("a handle that was handed in is not closed when it is refused", () => {
  const database = new DatabaseSync(":memory:");
  onTestFinished(() => database.close());
  database.exec("PRAGMA user_version = 99");
  expect(() => sqliteStore({ database })).toThrow(StoreError);
  expect(database.isOpen).toBe(true);
});

test.each([
  undefined,
  {},
  { filename: undefined },
  { filename: 7 },
  { file: "pawl.sqlite" },
  { database: {} },
])("%j is a mistake that is told with its fix", (options) => {
  expect(() => sqliteStore(options as unknown as SqliteStoreOptions)).toThrow(
    new TypeError('sqliteStore needs a file name or a handle: sqliteStore({ filename: "pawl.sqlite" })'),
  );
});

test("a store whose file was migrated by a newer version meanwhile is not ready, and says why", async () => {
  const filename = join(temporaryFolder(), "pawl.sqlite");
  const store = opened(filename);
  await store.ready();
  const newer = new DatabaseSync(filename);
  newer.exec("PRAGMA user_version = 99");
  newer.close();
  await expect(store.ready()).rejects.toThrow(/schema version 99 .* install the newer Pawl/);
});

test("a row with an end reason of a newer version is no answer, rather than a live session", async () => {
  const database = new DatabaseSync(":memory:");
  const store = sqliteStore({ database });
  onTestFinished(() => store.close());
  await store.sessions.insert(sessionRow({ ended: { reason: "logged_out", at: 1 } }));
  database.exec("UPDATE sessions SET end_reason = 'abducted'");
  await expect(store.sessions.find(sessionRow().sid)).rejects.toThrow(StoreError);
});

test("the table shows at a glance who is revoked and when they expire", async () => {
  const database = new DatabaseSync(":memory:");
  const store = sqliteStore({ database });
  onTestFinished(() => store.close());
  await store.sessions.insert(sessionRow());
  const columns = "subject, expires_at, revoked, typeof(current_hash) AS kind, length(current_hash) AS bytes";
  const seen = () => database.prepare(`SELECT ${columns} FROM sessions`).get();
  expect(seen()).toEqual({
    ...{ subject: "usr_ada", expires_at: sessionRow().expiresAt, revoked: 0, kind: "blob", bytes: 32 },
  });
  await store.sessions.revoke(sessionRow().sid, { reason: "logged_out", at: 1 });
  expect(seen()).toMatchObject({ revoked: 1 });
});
