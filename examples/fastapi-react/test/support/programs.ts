import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { exampleFolder } from "../../start/settings.ts";

/** `npm start`, as a process of its own. */
export interface Started {
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
  const child = spawn("npm", ["start", "--silent"], {
    cwd: exampleFolder,
    env: { PATH: process.env["PATH"], HOME: process.env["HOME"], PORT: "0", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (output += text));
  const ended = once(child, "close").then(([status]) => status as number | null);
  onTestFinished(async () => {
    if (child.exitCode === null) child.kill("SIGTERM");
    await ended;
  });
  return { output: () => output, ended, kill: (signal) => void child.kill(signal) };
}

/** Its address, once it has printed it. */
export async function readyAt(started: Started): Promise<string> {
  const origin = () => /ready: {2}(\S+)/.exec(started.output())?.[1] ?? "";
  // Three programs on a busy machine.
  await expect.poll(() => origin() || started.output(), { timeout: 45_000, interval: 50 }).toMatch(/^http/);
  return origin();
}

/** What a program was started with, and in which folder its state is; of those that have not ended. */
function processes(): { pid: number; command: string; environment: string }[] {
  const read = (pid: string, file: string) => readFileSync(`/proc/${pid}/${file}`, "utf8");
  return readdirSync("/proc").flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return [];
    try {
      return [{ pid: Number(pid), command: read(pid, "cmdline"), environment: read(pid, "environ") }];
    } catch {
      // It ends at this moment, or is somebody else's.
      return [];
    }
  });
}

/** All that was started with this folder, by what they are; however it came to be theirs. */
export function programsOf(stateFolder: string): Record<string, number> {
  const words = { npm: "npm", start: "start/main.ts", auth: "serve", api: "uvicorn", web: "vite" };
  const ours = processes().filter(({ command, environment }) =>
    `${command}\0${environment}`.includes(stateFolder),
  );
  const named = ours.map(({ pid, command }) => {
    const name = Object.entries(words).find(([, word]) => command.includes(word))?.[0];
    return [name ?? command, pid] as const;
  });
  return Object.fromEntries(named);
}
