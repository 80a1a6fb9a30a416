import { run } from "../../../src/cli/run.ts";
import type { Input } from "../../../src/cli/terminal.ts";
import type { Finished } from "./run-pawl.ts";

export interface HereOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Piped in. */
  readonly input?: string;
}

/**
 * Runs a call of the program in this process, which is many times faster than a process of its own. Not for a
 * server that comes to listen: it would take this process's signals.
 */
export async function runHere(args: readonly string[], options: HereOptions = {}): Promise<Finished> {
  const { env = {}, input = "" } = options;
  const written = { stdout: "", stderr: "" };
  const output = (stream: keyof typeof written) => ({
    write: (text: string) => {
      written[stream] += text;
    },
  });
  const stdin: Input = {
    on: () => undefined,
    off: () => undefined,
    resume: () => undefined,
    pause: () => undefined,
    async *[Symbol.asyncIterator]() {
      yield await Promise.resolve(Buffer.from(input));
    },
  };
  const exitCode = await run(args, { env, stdin, stdout: output("stdout"), stderr: output("stderr") });
  return { exitCode, ...written };
}
