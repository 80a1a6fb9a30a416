// Goal: users are added with a password that nobody sees, and listed without it.
// Method: the commands with piped input, once beside a running server as a process.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { ada, grace } from "../support/people.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { accountsWithAda } from "./support/accounts.ts";
import { post } from "./support/requests.ts";
import { runHere } from "./support/run-here.ts";
import { runPawl } from "./support/run-pawl.ts";
import { servePawl } from "./support/serve-pawl.ts";

vi.setConfig({ testTimeout: 30_000 });

/** A database that does not exist yet, named by the environment. */
function newDatabase(): { file: string; env: { PAWL_STORE: string } } {
  const file = join(temporaryFolder(), "pawl.sqlite");
  return { file, env: { PAWL_STORE: `sqlite:${file}` } };
}

describe("pawl users add", () => {
  test("adds a user, in a database that it makes, who can log in to a running server", async () => {
    const cwd = temporaryFolder();
    const added = await runPawl(["users", "add", "Grace@Example.com"], { cwd, input: `${grace.password}\n` });
    expect(added).toEqual({
      exitCode: 0,
      stdout: expect.stringMatching(/^Added grace@example\.com \(usr_[\w-]{22}\)\.\n$/),
      stderr: "",
    });
    expect(readdirSync(cwd)).toEqual(["pawl.sqlite"]);

    const { url } = await servePawl([], { cwd });
    await runPawl(["users", "add", "late@example.com"], { cwd, input: `${ada.password}\r\n` });
    const { password } = grace;
    for (const credentials of [
      { email: grace.email, password },
      { email: "late@example.com", password: ada.password },
    ]) {
      expect((await post(url, "/login", { ...credentials, transport: "body" })).status).toBe(200);
    }
  });

  test("with --json prints what was added, and no hash", async () => {
    const { stdout } = await runHere(["users", "add", grace.email, "--json"], {
      env: newDatabase().env,
      input: grace.password,
    });
    expect(Object.keys(JSON.parse(stdout))).toEqual(["subject", "email", "created_at"]);
  });

  test("refuses an e-mail that exists, however it is written", async () => {
    const { store } = await accountsWithAda();
    const finished = await runHere(["users", "add", " ADA@example.com", ...store], { input: ada.password });
    expect(finished).toEqual({
      exitCode: 1,
      stdout: "",
      stderr: "pawl: A user with the e-mail ada@example.com exists.\n",
    });
  });

  test.each([
    ["", 1, "No password came on standard input."],
    ["too short", 1, "The password has 9 characters and needs at least 15"],
    ["one line is enough\nof them\n", 1, "The password on standard input has more than one line."],
    ["x".repeat(1025), 1, "The password is longer than 1024 bytes."],
    ["x".repeat(9000), 1, "Standard input is too long for a password."],
  ])("refuses the password %j", async (input, exitCode, expected) => {
    const finished = await runHere(["users", "add", grace.email], { env: newDatabase().env, input });
    expect(finished.stderr).toContain(`pawl: ${expected}`);
    expect(finished).toMatchObject({ exitCode, stdout: "" });
  });

  test.each([
    [["users", "add"], "Name the user, such as: pawl users add ada@example.com"],
    [["users", "add", "ada"], '"ada" is not an e-mail address.'],
    [
      ["users", "add", "a@b.example", "canary"],
      "pawl users add takes EMAIL and nothing more; see pawl help users add",
    ],
    [["users", "add", "a@b.example", "--store", "memory:"], "The memory: store lives inside one server"],
  ])("%j is misuse", async (args, expected) => {
    const finished = await runHere(args, { env: newDatabase().env });
    expect(finished.stderr).toContain(expected);
    expect(finished.stderr).not.toContain("canary");
    expect(finished.exitCode).toBe(2);
  });
});

describe("pawl users list", () => {
  test("shows who there is, aligned for people and as JSON for programs", async () => {
    const { store } = await accountsWithAda();
    const [line = "", heading = ""] = (await runHere(["users", "list", ...store])).stdout
      .split("\n")
      .reverse()
      .slice(1);
    expect(heading).toMatch(/^EMAIL {2,}SUBJECT {2,}ADDED$/);
    expect(line).toMatch(/^ada@example\.com {2,}usr_[\w-]{22} {2,}\d{4}-\d\d-\d\d \d\d:\d\d$/);
    expect(line.indexOf("usr_")).toBe(heading.indexOf("SUBJECT"));
    const { stdout } = await runHere(["users", "list", "--json", ...store]);
    expect(JSON.parse(stdout)).toEqual([
      { subject: expect.stringMatching(/^usr_/), email: ada.email, created_at: expect.any(Number) },
    ]);
  });

  test("makes no database where there is none", async () => {
    const { file, env } = newDatabase();
    const finished = await runHere(["users", "list"], { env });
    expect(finished.stderr).toBe(
      `pawl: There is no database ${file}; name the server's with --store sqlite:FILE.\n`,
    );
    expect(finished.exitCode).toBe(1);
    expect(existsSync(file)).toBe(false);
  });
});
