import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";

const main = join(import.meta.dirname, "../../../src/cli/main.ts");

export interface RunOptions {
  /** The whole environment, besides PATH: nothing of the test's own reaches the program. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Options for Node itself. */
  readonly nodeOptions?: readonly string[];
}

/** What a call of the program came to. */
export interface Finished {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts `pawl` from its source, as a process of its own. */
export function spawnPawl(args: readonly string[], options: RunOptions = {}): ChildProcess {
  const { env = {}, cwd, nodeOptions = [] } = options;
  return spawn(process.execPath, [...nodeOptions, main, ...args], {
    cwd,
    env: { PATH: process.env["PATH"] ?? "", ...env },
    stdio: "pipe",
  });
}

/** Runs `pawl` to its end, with `input` piped in. */
export function runPawl(
  args: readonly string[],
  options: RunOptions & { readonly input?: string } = {},
): Promise<Finished> {
  const child = spawnPawl(args, options);
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
  // A program that fails before it reads leaves nobody at the other end.
  child.stdin?.on("error", () => undefined).end(options.input ?? "");
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (exitCode) => resolve({ exitCode, stdout: stdout(), stderr: stderr() }));
  });
}

/** Everything that a stream gave until now. */
export function collect(stream: NodeJS.ReadableStream | null): () => string {
  const chunks: Buffer[] = [];
  stream?.on("data", (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString("utf8");
}
