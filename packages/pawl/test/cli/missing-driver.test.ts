// Goal: whoever has not installed a driver is told which one and how; nobody needs one that they do not use.
// Method: the program as a process whose Node finds no driver.
import { expect, test, vi } from "vitest";
import { importDriver } from "../../src/cli/import-driver.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { runPawl } from "./support/run-pawl.ts";

vi.setConfig({ testTimeout: 30_000 });

const withoutDrivers = `
  import { registerHooks } from "node:module";
  registerHooks({
    resolve(name, context, next) {
      if (name !== "pg" && name !== "ioredis") return next(name, context);
      throw Object.assign(new Error("Cannot find package '" + name + "' imported from here"), { code: "ERR_MODULE_NOT_FOUND" });
    },
  });`;
const nodeOptions = ["--import", `data:text/javascript,${encodeURIComponent(withoutDrivers)}`];

test.each([
  ["postgres://ada:canary@db.invalid/pawl", "PostgreSQL", "pg"],
  ["redis://:canary@db.invalid", "Redis", "ioredis"],
  ["valkey-cluster://:canary@db.invalid", "Redis", "ioredis"],
])("%s", async (store, name, driver) => {
  expect(await runPawl(["users", "list", "--store", store], { nodeOptions })).toEqual({
    exitCode: 1,
    stdout: "",
    stderr: `pawl: The ${name} store needs the package ${driver}; install it with: npm install ${driver}\n`,
  });
});

test("a file needs no driver", async () => {
  const cwd = temporaryFolder();
  expect(await runPawl(["migrate"], { nodeOptions, cwd })).toMatchObject({ exitCode: 0, stderr: "" });
});

test("a driver that is there and broken is not asked for", async () => {
  const broken = Object.assign(new Error("Cannot find package 'pg-types' imported from pg"), {
    code: "ERR_MODULE_NOT_FOUND",
  });
  await expect(importDriver("PostgreSQL", "pg", () => Promise.reject(broken))).rejects.toBe(broken);
});
