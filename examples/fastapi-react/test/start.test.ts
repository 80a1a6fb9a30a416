/**
 * Goal: one command starts all three and stops all three, whatever happens, and says in a sentence what is missing.
 * Method: `start/main.ts` as a process; signals to it and to those that it has started.
 */
import { chmodSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { eventually } from "../../../e2e/test/support/eventually.ts";
import { npmStart, programsOf, readyAt, type Started, temporaryFolder } from "./support/programs.ts";

// Processes are looked up in /proc, which other systems do not have.
const onLinux = test.skipIf(process.platform !== "linux");

async function start(): Promise<{ started: Started; folder: string }> {
  const folder = join(temporaryFolder(), "state");
  const started = npmStart({ STATE_FOLDER: folder });
  await readyAt(started);
  expect(Object.keys(programsOf(folder)).sort()).toEqual(["api", "auth", "npm", "start", "web"]);
  return { started, folder };
}

describe("started", () => {
  onLinux.each(["SIGINT", "SIGTERM"] as const)(
    "%s to npm ends it and leaves nobody behind",
    async (signal) => {
      const { started, folder } = await start();
      started.kill(signal);
      await started.ended;
      await eventually(() => programsOf(folder)).toEqual({});
    },
  );

  onLinux("what comes while it starts ends it, too", async () => {
    const folder = join(temporaryFolder(), "state");
    const started = npmStart({ STATE_FOLDER: folder });
    await eventually(() => Object.keys(programsOf(folder))).toContain("auth");
    started.kill("SIGTERM");
    await started.ended;
    expect(started.output()).not.toContain("ready");
    await eventually(() => programsOf(folder)).toEqual({});
  });

  onLinux.each([
    ["auth", "The session server (pawl serve) ended by itself (SIGKILL). The others are stopped as well."],
    ["api", "The API (uvicorn) ended by itself (SIGKILL). The others are stopped as well."],
    ["web", "The page (vite) ended by itself (SIGKILL). The others are stopped as well."],
  ] as const)("if %s dies, all stop, and it says which", async (part, sentence) => {
    const { started, folder } = await start();
    process.kill(programsOf(folder)[part] ?? 0, "SIGKILL");
    expect(await started.ended).toBe(1);
    expect(started.output()).toContain(sentence);
    expect(programsOf(folder)).toEqual({});
  });

  onLinux("its secrets are its owner's, are never printed, and stay the same", async () => {
    const { started, folder } = await start();
    const files = ["identity.secret", "verifier.secret", "sessions.sqlite.secrets"].map((name) =>
      join(folder, name),
    );
    const before = files.map((file) => readFileSync(file, "utf8").trim());
    expect(before.every((secret) => secret.length >= 32 && !started.output().includes(secret))).toBe(true);
    for (const file of [...files, join(folder, "notes.sqlite"), join(folder, "sessions.sqlite"), folder]) {
      expect(statSync(file).mode & 0o077, file).toBe(0);
    }
    started.kill("SIGTERM");
    await started.ended;

    await readyAt(npmStart({ STATE_FOLDER: folder }));
    expect(files.map((file) => readFileSync(file, "utf8").trim())).toEqual(before);
  });
});

describe("what is missing is said in a sentence", () => {
  async function failureOf(env: Readonly<Record<string, string>>): Promise<string> {
    const started = npmStart({ STATE_FOLDER: join(temporaryFolder(), "state"), ...env });
    expect(await started.ended).toBe(1);
    return started.output();
  }

  function fakePython(script: string): string {
    const file = join(temporaryFolder(), "python");
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
    return file;
  }

  test("a Python that is not there", async () => {
    expect(await failureOf({ PYTHON: "/nowhere/python3" })).toBe(
      "PYTHON=/nowhere/python3 is no Python 3.10 or newer that can be started.\n",
    );
  });

  test("a Python without FastAPI", async () => {
    const python = fakePython('case "$2" in *fastapi*) exit 1;; esac');
    expect(await failureOf({ PYTHON: python })).toContain("lacks something of api/requirements.txt");
  });

  test("an API that does not start, with what it says", async () => {
    const python = fakePython('case "$2" in uvicorn) echo "no such module" >&2; exit 3;; esac');
    const output = await failureOf({ PYTHON: python });
    expect(output).toContain("api  │ no such module");
    expect(output).toContain("The API (uvicorn) ended by itself (status 3).");
  });

  test("a port that is taken", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    onTestFinished(() => void server.close());
    await eventually(() => server.listening).toBe(true);
    const address = server.address();
    const port = typeof address === "object" ? address?.port : undefined;
    expect(await failureOf({ PORT: String(port) })).toBe(
      `Port ${port} cannot be listened on (EADDRINUSE); name another one: PORT=5174 npm start\n`,
    );
  });

  test("a setting that is none", async () => {
    expect(await failureOf({ PORT: "web" })).toBe("PORT must be a port from 0 to 65535, such as 5173.\n");
  });
});
