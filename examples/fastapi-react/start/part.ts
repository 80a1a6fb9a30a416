import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";

export interface PartOptions {
  /** Who it is, in a sentence. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Answers 200 as soon as it is ready. */
  readonly readyUrl: string;
  /** Is given each line that it says. */
  readonly print: (line: string) => void;
}

/** One of the programs that make up the example. */
export interface Part {
  /** Resolves when it answers. @throws Error with a sentence, if it ends instead or does not answer. */
  start(): Promise<void>;
  /** Resolves when nothing of it is left. */
  stop(): Promise<void>;
  /** At once and without waiting: for the very end. */
  kill(): void;
  /** Resolves with a sentence if it ever ends without having been stopped. */
  readonly broken: Promise<string>;
}

const startLimitMs = 60_000;
/** `pawl serve` gives requests in flight ten seconds. */
const stopLimitMs = 12_000;

/** A program in a process group of its own: a Ctrl-C does not reach it, and its children go with it. */
export function createPart(options: PartOptions): Part {
  const { name, readyUrl, print } = options;
  const { promise: broken, resolve: breakDown } = Promise.withResolvers<string>();
  let child: ChildProcess | undefined;
  let ended: Promise<string> | undefined;

  function launch(): Promise<string> {
    const { command, args, cwd, env } = options;
    const launched = spawn(command, args, { cwd, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
    child = launched;
    for (const stream of [launched.stdout, launched.stderr]) printLines(stream, print);
    return once(launched, "close").then(
      ([code, signal]) => `${name} ended by itself (${signal ?? `status ${code}`}).`,
      (error: NodeJS.ErrnoException) => `${name} could not be started: ${command}: ${error.code}.`,
    );
  }

  function kill(signal: NodeJS.Signals): void {
    if (child?.pid === undefined) return;
    try {
      process.kill(-child.pid, signal);
    } catch {
      // Nobody is left in the group.
    }
  }

  return {
    broken,
    async start() {
      const end = launch();
      ended = end;
      void end.then((sentence) => {
        if (ended === end) breakDown(sentence);
      });
      const limit = new AbortController();
      try {
        await Promise.race([
          answering(readyUrl, limit.signal),
          end.then((sentence) => Promise.reject(new Error(sentence))),
          sleep(startLimitMs, undefined, { signal: limit.signal }).then(() =>
            Promise.reject(new Error(`${name} does not answer at ${readyUrl}.`)),
          ),
        ]);
      } finally {
        limit.abort();
      }
    },
    async stop() {
      const end = ended;
      // From now on its end is no news.
      ended = undefined;
      if (end === undefined) return;
      kill("SIGTERM");
      const impatience = setTimeout(() => kill("SIGKILL"), stopLimitMs);
      await end;
      clearTimeout(impatience);
      kill("SIGKILL");
      // Its number may be somebody else's from now on.
      child = undefined;
    },
    kill: () => kill("SIGKILL"),
  };
}

async function answering(url: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const answer = await fetch(url, { signal }).catch(() => undefined);
    await answer?.body?.cancel();
    if (answer?.ok) return;
    await sleep(50);
  }
}

function printLines(stream: NodeJS.ReadableStream | null, print: (line: string) => void): void {
  let rest = "";
  stream?.setEncoding("utf8").on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) print(line);
  });
  stream?.on("end", () => rest === "" || print(rest));
}
