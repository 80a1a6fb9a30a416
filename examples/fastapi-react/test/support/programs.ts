import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { eventually } from "../../../../e2e/test/support/eventually.ts";
import { exampleFolder } from "../../start/settings.ts";

/** `npm start`, as a process of its own. */
export interface Started {
  readonly pid: number;
  /** What it has said so far, on both streams. */
  output(): string;
  /** Resolves with its status, once it has ended. */
  readonly ended: Promise<number | null>;
  kill(signal: NodeJS.Signals): void;
}

/** Files that are gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "pawl-fastapi-react-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Starts it; it is ended after the test, if it has not by itself. */
export function npmStart(env: Readonly<Record<string, string>>): Started {
  const child = spawn(process.execPath, ["start/main.ts"], {
    cwd: exampleFolder,
    env: { PATH: process.env["PATH"], PORT: "0", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (output += text));
  const ended = once(child, "close").then(([status]) => status as number | null);
  onTestFinished(async () => {
    if (child.exitCode === null) child.kill("SIGTERM");
    await ended;
  });
  return { pid: child.pid ?? 0, output: () => output, ended, kill: (signal) => void child.kill(signal) };
}

/** Its address, once it has printed it. */
export async function readyAt(started: Started): Promise<string> {
  const origin = () => /ready: {2}(\S+)/.exec(started.output())?.[1] ?? "";
  await eventually(() => origin() || started.output()).toMatch(/^http/);
  return origin();
}

/** Each process on this machine, by the folders of Linux. */
function processes(): { pid: number; parent: number; command: string }[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const parent = /^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${name}/status`, "utf8"))?.[1];
        const command = readFileSync(`/proc/${name}/cmdline`, "utf8").replaceAll("\0", " ");
        return [{ pid: Number(name), parent: Number(parent), command }];
      } catch {
        // It has ended in the meantime.
        return [];
      }
    });
}

/** The programs that it has started, by a word of their command lines. */
export function childrenOf(started: Started): Record<"auth" | "api" | "web", number> {
  const children = processes().filter(({ parent }) => parent === started.pid);
  const pidOf = (word: string) => children.find(({ command }) => command.includes(word))?.pid ?? 0;
  return { auth: pidOf("serve"), api: pidOf("uvicorn"), web: pidOf("vite") };
}

/** Those of them that are alive. */
export function alive(pids: readonly number[]): number[] {
  return processes().flatMap(({ pid }) => (pids.includes(pid) ? [pid] : []));
}
