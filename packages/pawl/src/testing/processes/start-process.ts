import { AssertionError } from "node:assert";
import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Answer, Order } from "./messages.ts";
import type { SharedStore } from "./shared-store.ts";
import type { ParametersOf, Tasks } from "./tasks.ts";

/** Another process on the same store. */
export interface StoreProcess {
  /** Does a task there, one at a time, and gives what came of it. */
  run<Name extends keyof Tasks>(
    task: Name,
    ...parameters: ParametersOf<Name>
  ): Promise<Awaited<ReturnType<Tasks[Name]>>>;
  /** Closes the store there, and ends the process. */
  end(): Promise<void>;
}

/** The file beside this one, whether it was compiled or not. */
const child = fileURLToPath(
  new URL(import.meta.url.endsWith(".ts") ? "./child.ts" : "./child.js", import.meta.url),
);

/** Starts a process, and resolves when it has opened the store. */
export async function startProcess({ module }: SharedStore, location: string): Promise<StoreProcess> {
  // Advanced: bytes and `undefined` arrive as they are.
  const process = fork(child, [String(module), location], { serialization: "advanced" });
  const exited = new Promise<void>((resolve) => process.once("exit", () => resolve()));
  const end = async () => {
    if (process.connected) process.disconnect();
    await exited;
  };
  try {
    await answerOf(process);
  } catch (error) {
    await end();
    throw error;
  }
  return {
    async run(task, ...parameters) {
      const answer = answerOf(process);
      // What cannot be sent is not answered either, and its exit says so.
      if (process.connected) process.send({ task, parameters } satisfies Order, () => undefined);
      return (await answer) as never;
    },
    end,
  };
}

/** The next thing that a process says. */
function answerOf(process: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const onMessage = (answer: Answer) => {
      process.off("exit", onExit);
      if ("value" in answer) resolve(answer.value);
      else reject(failure(`in another process that shares the store: ${answer.failure}`));
    };
    const onExit = () => {
      process.off("message", onMessage);
      const how = process.exitCode ?? process.signalCode;
      reject(failure(`a process that shares the store ended with ${how} before it answered`));
    };
    if (process.exitCode !== null || process.signalCode !== null) {
      onExit();
      return;
    }
    process.once("message", onMessage);
    process.once("exit", onExit);
  });
}

function failure(message: string): AssertionError {
  return new AssertionError({ message });
}
