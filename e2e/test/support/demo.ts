import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Settings of the demo, by the names of its environment. */
export type Environment = Readonly<Record<string, string>>;

export interface RunningDemo {
  /** Such as `http://localhost:40123`. */
  readonly origin: string;
  /** All that it has printed so far. */
  readonly output: () => string;
  /** Asks it to stop, as Ctrl-C does, and returns its exit code once it has. */
  stop(): Promise<number | null>;
}

export const demoLogin = { email: "demo@example.com", password: "correct horse battery staple" } as const;

const program = join(import.meta.dirname, "../../../apps/demo/server/main.ts");

/**
 * Runs the demo as `npm start` does, on a free port and with new files.
 *
 * @throws Error with what it printed, if it ends instead of getting ready.
 */
export async function startDemo(environment: Environment = {}): Promise<RunningDemo> {
  const folder = mkdtempSync(join(tmpdir(), "pawl-e2e-"));
  const { child, output } = spawnDemo({
    PORT: "0",
    PAWL_DEMO_DB: join(folder, "demo.sqlite"),
    ...environment,
  });
  // With all that it printed.
  const ended = once(child, "close").then(([code]) => code as number | null);
  // Whatever becomes of this process, it leaves no server behind.
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  const forget = () => {
    process.off("exit", kill);
    rmSync(folder, { recursive: true, force: true });
  };

  const origin = await Promise.race([originIn(child, output), ended]);
  if (typeof origin !== "string") {
    forget();
    throw new Error(`The demo ended before it was ready:\n${output()}`);
  }

  return {
    origin,
    output,
    async stop() {
      child.kill("SIGTERM");
      const code = await ended;
      forget();
      return code;
    },
  };
}

/** Starts the demo's program with this environment and no other; the tests' own must not leak into it. */
export function spawnDemo(environment: Environment): { child: ChildProcess; output: () => string } {
  const child = spawn(process.execPath, [program], {
    env: { PATH: process.env["PATH"], ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8");
    stream.on("data", (chunk: string) => {
      text += chunk;
    });
  }
  return { child, output: () => text };
}

function originIn(child: ChildProcess, output: () => string): Promise<string> {
  return new Promise((resolve) => {
    const look = () => {
      const origin = /http:\/\/localhost:\d+/.exec(output())?.[0];
      // Printed once all is ready, the demo login included.
      if (origin !== undefined && output().includes("Ctrl-C")) resolve(origin);
    };
    child.stdout?.on("data", look);
  });
}
