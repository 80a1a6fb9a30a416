/**
 * A process that shares a store with others: opens it, does what it is told, one order after the other, and closes it when
 * its parent lets go. Started by `startProcess`.
 */
import { inspect } from "node:util";
import type { Store } from "../../stores/store.ts";
import { patient } from "../patient.ts";
import type { Answer, Order } from "./messages.ts";
import type { SharedStoreModule } from "./shared-store.ts";
import { tasks } from "./tasks.ts";

const [module = "", location = ""] = process.argv.slice(2);

async function answer(work: () => Promise<unknown>): Promise<void> {
  let message: Answer;
  try {
    message = { value: await work() };
  } catch (error) {
    message = { failure: inspect(error) };
  }
  // The parent may have lost interest meanwhile.
  if (process.connected) process.send?.(message, () => undefined);
}

let store: Store | undefined;

process.on("message", ({ task, parameters }: Order) => {
  const run = (tasks as Record<string, (...all: unknown[]) => Promise<unknown>>)[task];
  void answer(async () => run?.(store, ...parameters));
});
// However the parent ends, nobody is left behind.
process.on("disconnect", () => {
  if (store === undefined) process.exit();
  void store.close().finally(() => process.exit());
});

await answer(async () => {
  const { openShared } = (await import(module)) as Partial<SharedStoreModule>;
  if (openShared === undefined) throw new TypeError(`${module} does not export openShared(location)`);
  store = patient(await openShared(location));
});
