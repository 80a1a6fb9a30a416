// Goal: a server that cannot start says why and what to do, in one sentence, and ends with exit code 1, or 2 where it
// was asked for wrongly. What is refused leaves no file behind.
// Method: everything that can be wrong about ports, files and configuration; what comes as far as the port runs as a
// process.
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { migrations } from "../../src/stores/sqlite/schema.ts";
import { secretOne } from "../support/secrets.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { runHere } from "./support/run-here.ts";
import { type Finished, runPawl } from "./support/run-pawl.ts";

vi.setConfig({ testTimeout: 30_000 });

const configured = { PAWL_SECRETS: secretOne };
const production = { NODE_ENV: "production" };

const serveIn = (folder: string): string[] => [
  ...["serve", "--port", "0", "--store", `sqlite:${join(folder, "pawl.sqlite")}`],
];

/** The one sentence; fails if there is more, or less. */
function sentence({ stdout, stderr }: Finished): string {
  expect(stdout).toBe("");
  const plain = stderr.split("\n").filter((line) => line !== "" && !line.startsWith("{"));
  expect(plain).toHaveLength(1);
  expect(plain[0]).not.toMatch(/\bat \w+ \(|node:internal/);
  return plain[0] ?? "";
}

describe("a database", () => {
  const serve = (file: string): Promise<Finished> =>
    runHere(["serve", "--port", "0", "--store", `sqlite:${file}`], { env: configured });

  test("of a newer Pawl is left alone", async () => {
    const file = join(temporaryFolder(), "pawl.sqlite");
    new DatabaseSync(file).exec("PRAGMA user_version = 99");
    const finished = await serve(file);
    expect(sentence(finished)).toBe(
      `pawl: ${file}: the database has schema version 99 and this Pawl knows ${migrations.length}; install the newer Pawl that wrote it.`,
    );
    expect(finished.exitCode).toBe(1);
  });

  test("that is none is not overwritten", async () => {
    const file = join(temporaryFolder(), "notes.txt");
    writeFileSync(file, "These are my notes. They are not a database, and I want to keep them.\n".repeat(20));
    const finished = await serve(file);
    expect(sentence(finished)).toMatch(/notes\.txt is not a SQLite database; name another file with --store/);
    expect(finished.exitCode).toBe(1);
  });

  test("of another program is not used", async () => {
    const file = join(temporaryFolder(), "other.sqlite");
    new DatabaseSync(file).exec("CREATE TABLE sessions (mine); PRAGMA user_version = 1");
    const finished = await serve(file);
    expect(sentence(finished)).toMatch(
      /other\.sqlite: the database holds another program's tables; give Pawl a file/,
    );
    expect(finished.exitCode).toBe(1);
  });

  test("that is damaged asks for a backup", async () => {
    const file = join(temporaryFolder(), "pawl.sqlite");
    const database = new DatabaseSync(file);
    database.exec("CREATE TABLE t (a); PRAGMA user_version = 1");
    database.close();
    const bytes = Buffer.alloc(8192, 0xff);
    // The first 100 bytes are the header, by which SQLite knows its files.
    readFileSync(file).copy(bytes, 0, 0, 100);
    writeFileSync(file, bytes);
    const finished = await serve(file);
    expect(sentence(finished)).toMatch(/pawl\.sqlite is damaged; .* a backup in its place/);
    expect(finished.exitCode).toBe(1);
  });

  test("in a folder that does not exist asks for the folder", async () => {
    const file = join(temporaryFolder(), "none", "pawl.sqlite");
    const finished = await serve(file);
    expect(sentence(finished)).toMatch(
      /^pawl: The folder of .* does not exist; make it with: mkdir -p .*none$/,
    );
    expect(finished.exitCode).toBe(1);
  });

  test("that is a folder asks for a file, and no secrets are made beside it", async () => {
    const folder = join(temporaryFolder(), "folder");
    mkdirSync(folder);
    const finished = await runHere(["serve", "--port", "0", "--store", `sqlite:${folder}`]);
    expect(sentence(finished)).toMatch(/folder is a folder; name a file in it with --store/);
    expect(finished.exitCode).toBe(1);
    expect(existsSync(`${folder}.secrets`)).toBe(false);
  });
});

describe("an address", () => {
  test("in use names the port and the flag", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    onTestFinished(() => void taken.close());
    await once(taken, "listening");
    const { port } = taken.address() as AddressInfo;
    const finished = await runPawl(["serve", "--port", String(port), "--store", "memory:"]);
    expect(sentence(finished)).toBe(
      `pawl: Port ${port} of 127.0.0.1 is in use; stop what uses it, or choose another with --port.`,
    );
    expect(finished.exitCode).toBe(1);
  });

  test("of another machine names the flag", async () => {
    const finished = await runPawl(["serve", "--port", "0", "--host", "192.0.2.1", "--store", "memory:"]);
    expect(sentence(finished)).toMatch(
      /192\.0\.2\.1 is no address of this machine; choose another with --host/,
    );
    expect(finished.exitCode).toBe(1);
  });
});

describe("in production", () => {
  test("everything that is missing is said at once, and no file is made", async () => {
    const folder = temporaryFolder();
    const { exitCode, stderr } = await runHere(serveIn(folder), { env: production });
    const lines = stderr.trimEnd().split("\n");
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(
      /^pawl: In production the public URL must be given.* set PAWL_ISSUER or --issuer/,
    );
    expect(lines[1]).toMatch(/^pawl: In production the secrets must be given: set PAWL_SECRETS/);
    expect(exitCode).toBe(1);
    expect(readdirSync(folder)).toEqual([]);
  });

  test.each([
    [{ PAWL_SECRETS: secretOne }, 1, /^pawl: In production the public URL must be given/],
    [{ PAWL_ISSUER: "https://a.example" }, 1, /^pawl: In production the secrets must be given/],
    [
      { PAWL_ISSUER: "https://a.example", PAWL_SECRETS: "canary" },
      1,
      /^pawl: PAWL_SECRETS: secret 1 has 6 bytes/,
    ],
    [{ PAWL_ISSUER: "http://a.example", PAWL_SECRETS: secretOne }, 2, /^pawl: PAWL_ISSUER must use https/],
    [{ PAWL_ISSUER: "a.example", PAWL_SECRETS: secretOne }, 2, /^pawl: PAWL_ISSUER must be an http\(s\) URL/],
  ])("%j does not start", async (env, code, expected) => {
    const finished = await runPawl(serveIn(temporaryFolder()), { env: { ...production, ...env } });
    expect(sentence(finished)).toMatch(expected);
    expect(finished.stderr).not.toMatch(/canary|first-5uW/);
    expect(finished.exitCode).toBe(code);
  });

  test("secrets that others can read do not start it", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "pawl.sqlite.secrets"), secretOne, { mode: 0o644 });
    const env = { ...production, PAWL_ISSUER: "https://a.example" };
    const finished = await runHere(serveIn(folder), { env });
    expect(sentence(finished)).toMatch(/can be read by others \(mode 644\); close it with: chmod 600 /);
    expect(finished.exitCode).toBe(1);
  });
});

describe("settings", () => {
  test.each([
    [
      ["--inactivity-timeout", "40d"],
      {},
      "--inactivity-timeout is longer than --absolute-lifetime and would never",
    ],
    [
      ["--grace-period", "2m", "--recovery-period", "1m"],
      {},
      "--recovery-period is shorter than two grace periods, and recovery begins only then; make it longer",
    ],
    [[], { PAWL_INACTIVITY_TIMEOUT: "40d" }, "PAWL_INACTIVITY_TIMEOUT is longer than --absolute-lifetime"],
    [
      ["--allowed-origins", "https://a.example/"],
      {},
      "--allowed-origins must hold origins exactly as browsers",
    ],
    [["--issuer", "http://a.example"], {}, "--issuer must use https, since a.example is not this machine"],
  ])(
    "%j %j are refused by the names they were given under, with exit code 2",
    async (args, env, expected) => {
      const finished = await runPawl(["serve", "--port", "0", "--store", "memory:", ...args], { env });
      expect(sentence(finished)).toContain(`pawl: ${expected}`);
      expect(finished.exitCode).toBe(2);
    },
  );
});
