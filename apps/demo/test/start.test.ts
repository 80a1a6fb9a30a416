/**
 * Goal: the demo starts from its environment alone, keeps its secret to itself, finds its data again after a restart,
 * and refuses to exist in production. Method: real starts in a temporary folder, on free ports.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readConfig } from "../server/config.ts";
import { demoLogin } from "../server/seed.ts";
import { startDemo } from "../server/start.ts";

const folder = mkdtempSync(join(tmpdir(), "pawl-demo-"));
const pageFolder = join(folder, "dist");
const databaseFile = join(folder, "data", "demo.sqlite");
const env = { PORT: "0", PAWL_DEMO_DB: databaseFile };

beforeAll(() => {
  mkdirSync(pageFolder);
  writeFileSync(join(pageFolder, "index.html"), "<!doctype html>");
});

afterAll(() => rmSync(folder, { recursive: true }));

const login = (origin: string) =>
  fetch(`${origin}/auth/login`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ...demoLogin, transport: "body" }),
  });

describe("start", () => {
  test("the demo login works, has notes to begin with, and is the same after a restart", async () => {
    const texts: string[][] = [];
    for (let start = 0; start < 2; start++) {
      const demo = await startDemo(readConfig(env), pageFolder);
      const response = await login(demo.origin);
      expect(response.status).toBe(200);
      const { access_token: token } = (await response.json()) as { access_token: string };
      const answer = await fetch(`${demo.origin}/api/notes`, {
        headers: { authorization: `Bearer ${token}` },
      });
      const { notes } = (await answer.json()) as { notes: { text: string }[] };
      texts.push(notes.map((note) => note.text));
      await demo.close();
    }
    expect(texts[0]?.length).toBeGreaterThan(0);
    expect(texts[1]).toEqual(texts[0]);
  });

  test("the generated secret is readable by its owner only, and is not made anew", async () => {
    const secretFile = `${databaseFile}.secrets`;
    const secret = readFileSync(secretFile, "utf8");
    expect(statSync(secretFile).mode & 0o777).toBe(0o600);
    expect(secret.trim().length).toBeGreaterThanOrEqual(43);
    await (await startDemo(readConfig(env), pageFolder)).close();
    expect(readFileSync(secretFile, "utf8")).toBe(secret);
  });

  test("in production it refuses with a sentence, before it makes any file", async () => {
    const unused = join(folder, "production", "demo.sqlite");
    const config = readConfig({ ...env, PAWL_DEMO_DB: unused, NODE_ENV: "production" });
    await expect(startDemo(config, pageFolder)).rejects.toThrow(/does not start with NODE_ENV=production/);
    expect(existsSync(join(folder, "production"))).toBe(false);
  });

  test("the program then exits with that sentence, and without a stack", () => {
    const program = join(import.meta.dirname, "..", "server", "main.ts");
    const { status, stdout, stderr } = spawnSync(process.execPath, [program], {
      env: { ...process.env, NODE_ENV: "production" },
      encoding: "utf8",
    });
    expect(status).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toMatch(/^This is a demo: .*\n$/);
  });

  test("a port that is taken is an error if it was asked for, and else the next one is used", async () => {
    const occupant = createServer();
    await new Promise<void>((resolve) => occupant.listen(0, "127.0.0.1", resolve));
    const { port } = occupant.address() as AddressInfo;
    const config = readConfig({ ...env, PORT: String(port) });

    await expect(startDemo(config, pageFolder)).rejects.toThrow(`Port ${port} is taken`);
    const demo = await startDemo({ ...config, portIsFixed: false }, pageFolder);
    expect(Number(new URL(demo.origin).port)).toBeGreaterThan(port);
    await demo.close();
    await new Promise((resolve) => occupant.close(resolve));
  });
});

describe("the environment", () => {
  test("has defaults for everything", () => {
    const config = readConfig({});
    expect(config).toMatchObject({ host: "127.0.0.1", port: 3000, portIsFixed: false, production: false });
    expect(config.policy).toEqual({ accessTokenLifetimeMs: 60_000 });
    expect(config.secrets).toBeUndefined();
  });

  test("sets lifetimes and secrets", () => {
    const config = readConfig({
      PAWL_ACCESS_TOKEN_LIFETIME: "2s",
      PAWL_INACTIVITY_TIMEOUT: "7d",
      PAWL_ABSOLUTE_LIFETIME: "720h",
      PAWL_GRACE_PERIOD: "10s",
      PAWL_RECOVERY_PERIOD: "90m",
      PAWL_SECRETS: "newest, older",
    });
    expect(config.policy).toEqual({
      accessTokenLifetimeMs: 2000,
      inactivityTimeoutMs: 604_800_000,
      absoluteLifetimeMs: 2_592_000_000,
      gracePeriodMs: 10_000,
      recoveryPeriodMs: 5_400_000,
    });
    expect(config.secrets).toEqual(["newest", "older"]);
  });

  test.each([
    [{ PORT: "http" }, "PORT must be a number"],
    [{ PORT: "70000" }, "PORT must be a number"],
    [{ PAWL_ACCESS_TOKEN_LIFETIME: "60" }, "PAWL_ACCESS_TOKEN_LIFETIME must be a duration like 60s"],
    [{ PAWL_GRACE_PERIOD: "-1s" }, "PAWL_GRACE_PERIOD must be a duration"],
  ])("names the variable that is wrong: %j", (wrong, sentence) => {
    expect(() => readConfig(wrong)).toThrow(sentence);
  });
});
