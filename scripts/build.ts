/**
 * Builds packages/pawl with plain tsc: dist mirrors src, file by file.
 *
 * dist is never emptied first, so that a server or a test that runs from it survives a rebuild, and a failed
 * build leaves the last good one. What has no source any more is removed afterwards: it would be published.
 */
import { chmodSync, existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { root, run } from "./run.ts";

const pawl = join(root, "packages/pawl");
const dist = join(pawl, "dist");

if (!run("tsc", ["-p", pawl])) process.exit(1);

const emitted = /(?:\.d)?\.(?:c?[jt]s)(?:\.map)?$/;
for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile()) continue;
  const file = join(entry.parentPath, entry.name);
  const source = join(pawl, "src", file.slice(dist.length)).replace(emitted, "");
  if (![".ts", ".tsx", ".cts"].some((extension) => existsSync(source + extension))) rmSync(file);
}

// npm sets this bit for those who install the package; here the program is started from dist.
const program = join(dist, "cli/main.js");
if (existsSync(program)) chmodSync(program, 0o755);
