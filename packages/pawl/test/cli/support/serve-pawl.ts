import { once } from "node:events";
import { onTestFinished } from "vitest";
import { collect, type Finished, type RunOptions, spawnPawl } from "./run-pawl.ts";

/** A running `pawl serve`. */
export interface ServedPawl {
  readonly url: string;
  readonly pid: number;
  /** Sends a signal to this process and no other. */
  signal(name: "SIGTERM" | "SIGINT" | "SIGKILL"): void;
  /** Resolves when the process is gone. */
  readonly finished: Promise<Finished>;
  stdout(): string;
  stderr(): string;
  /** The log until now, line by line. */
  log(): LogLine[];
  /** Resolves once the log has this event. */
  logged(event: string): Promise<LogLine>;
}

export interface LogLine {
  readonly time: string;
  readonly level: string;
  readonly event: string;
  readonly [field: string]: unknown;
}

/**
 * Starts `pawl serve` on a free port and resolves once it says that it listens. It is killed at the latest when the
 * test is over.
 */
export async function servePawl(args: readonly string[], options: RunOptions = {}): Promise<ServedPawl> {
  const child = spawnPawl(["serve", "--port", "0", ...args], options);
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
  const finished = once(child, "close").then(
    ([exitCode]): Finished => ({ exitCode, stdout: stdout(), stderr: stderr() }),
  );
  const signal = (name: NodeJS.Signals) => {
    // Neither ended nor killed: the pid is still this child's.
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
      process.kill(child.pid, name);
    }
  };
  onTestFinished(async () => {
    signal("SIGKILL");
    await finished;
  });

  const until = async <T>(found: () => T | undefined, stream: NodeJS.ReadableStream | null): Promise<T> => {
    for (;;) {
      const value = found();
      if (value !== undefined) return value;
      const ended = await Promise.race([finished, stream === null ? undefined : once(stream, "data")]);
      if (ended !== undefined && "exitCode" in ended) {
        throw new Error(`pawl serve ended with ${ended.exitCode}: ${ended.stderr}`);
      }
    }
  };

  const log = (): LogLine[] =>
    stderr()
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line));
  const url = await until(() => /^pawl listening on (\S+)$/m.exec(stdout())?.[1], child.stdout);
  return {
    url,
    pid: child.pid ?? 0,
    signal,
    finished,
    stdout,
    stderr,
    log,
    logged: (event) => until(() => log().find((line) => line.event === event), child.stderr),
  };
}
