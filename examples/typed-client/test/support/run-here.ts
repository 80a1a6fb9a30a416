import { spawn } from "node:child_process";
import { delimiter, join } from "node:path";

const example = join(import.meta.dirname, "../..");
/** Where npm has put the programs of this example; those of its own come first. */
const programs = ["node_modules/.bin", "../../node_modules/.bin"].map((folder) => join(example, folder));

export interface Finished {
  readonly exitCode: number | null;
  /** Both streams, as they came. */
  readonly output: string;
}

/** Runs a program of the example, as a script of its package.json would. */
export function runHere(program: string, args: readonly string[]): Promise<Finished> {
  const path = [...programs, process.env["PATH"]].join(delimiter);
  const child = spawn(program, args, { cwd: example, env: { ...process.env, PATH: path, NO_COLOR: "1" } });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (exitCode) => resolve({ exitCode, output }));
  });
}
