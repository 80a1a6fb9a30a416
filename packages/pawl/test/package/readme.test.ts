/**
 * Goal: the code that the README shows compiles against what was built, so that a newcomer can paste it.
 * Method: its TypeScript blocks are written to files, with a line each for what the reader brings, and compiled.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { repository } from "./sources.ts";

/** What each block needs around it: the names that the reader has, in the order of the blocks. */
const around = [
  "",
  `import { Hono } from "hono";
   import { pawlRoutes, requireSession, type SessionVariables } from "pawl/http/hono";
   import type { Pawl } from "pawl/server";
   const app = new Hono<SessionVariables>();
   declare const pawl: Pawl;
   declare const notesOf: (subject: string) => string[];`,
  `declare const email: string, password: string;
   declare const Notes: () => string;`,
];

test("the blocks of the README compile", () => {
  const blocks = [...readFileSync(join(repository, "README.md"), "utf8").matchAll(/```tsx?\n(.*?)```/gs)];
  expect(blocks).toHaveLength(around.length);
  const folder = mkdtempSync(join(tmpdir(), "pawl-readme-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  symlinkSync(join(repository, "node_modules"), join(folder, "node_modules"));
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  blocks.forEach(([, code], i) => {
    writeFileSync(join(folder, `block-${i}.tsx`), `${around[i]}\n${code}\nexport {};\n`);
  });
  const compilerOptions = {
    ...{ module: "nodenext", target: "es2023", strict: true, noEmit: true, skipLibCheck: true },
    ...{ jsx: "react-jsx", types: ["node"], lib: ["es2023", "dom", "dom.iterable"] },
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["*.tsx"] }));
  const compiled = spawnSync("npx", ["tsc", "-p", folder], { cwd: repository, encoding: "utf8" });
  expect(compiled.stdout).toBe("");
  expect(compiled.status).toBe(0);
});
