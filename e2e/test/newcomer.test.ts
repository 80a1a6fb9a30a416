/**
 * Goal: who starts the demo for the first time learns from the terminal where it is and how to get in; where a
 * published password would be a hole, it does not start.
 * Method: the demo's program as a child process, with new files.
 */
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { demoLogin, spawnDemo, startDemo } from "./support/demo.ts";

test("the start prints the address and the demo login, and both work", async () => {
  const demo = await startDemo();
  try {
    expect(demo.output()).toContain(demo.origin);
    expect(demo.output()).toContain(demoLogin.email);
    expect(demo.output()).toContain(demoLogin.password);

    const response = await fetch(`${demo.origin}/auth/login`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ ...demoLogin, transport: "body" }),
    });
    expect(response.status).toBe(200);
    const page = await fetch(demo.origin);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain("<title>");
  } finally {
    expect(await demo.stop()).toBe(0);
  }
});

test("in production it refuses with a sentence, and leaves no file behind", async () => {
  const folder = mkdtempSync(join(tmpdir(), "pawl-e2e-"));
  const database = join(folder, "data", "demo.sqlite");
  const { child, output } = spawnDemo({ PORT: "0", PAWL_DEMO_DB: database, NODE_ENV: "production" });
  const [code] = await once(child, "close");

  expect(code).toBe(1);
  expect(output()).toMatch(/does not start with NODE_ENV=production/);
  expect(output()).not.toContain(demoLogin.password);
  expect(existsSync(database)).toBe(false);
  rmSync(folder, { recursive: true });
});
