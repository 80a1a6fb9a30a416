import { StoreError } from "../../session/store.ts";
import type { Driver, PostgresValue, Statement } from "./client.ts";
import { type Failure, failureOf } from "./failure.ts";

/** Runs a statement and gives its rows; what the driver throws becomes a `StoreError`. */
export type Run = <Row>(statement: Statement, values?: readonly PostgresValue[]) => Promise<readonly Row[]>;

/** Five: what still conflicts after as many is not a conflict that goes away by itself. */
const attempts = 5;

export function createRun(driver: Driver): Run {
  return async <Row>(statement: Statement, values: readonly PostgresValue[] = []) =>
    (await repeated(() => driver.rows(statement, values), statement.readsOnly)) as readonly Row[];
}

/** The same for a script of several statements, which is all or nothing. */
export function createRunScript(driver: Driver): (text: string) => Promise<void> {
  return (text) => repeated(() => driver.script(text), false);
}

async function repeated<T>(send: () => Promise<T>, readsOnly: boolean): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await send();
    } catch (error) {
      const failure = failureOf(error);
      if (attempt >= attempts || !mayRepeat(failure, readsOnly)) {
        throw new StoreError(failure.sentence, { cause: error });
      }
      await pauseAfter(attempt);
    }
  }
}

/**
 * A write is sent again only if it surely did not happen. Where nobody knows, there is no answer: the client's retry
 * finds out, and the protocol is made for it. A read may always be asked again.
 */
function mayRepeat(failure: Failure, readsOnly: boolean): boolean {
  return failure.kind === "undone" || (failure.kind === "unknown" && readsOnly);
}

/** Up to 5, 10, 20 and 40 ms: rivals for one row part at random, and nobody waits long for one that is gone. */
function pauseAfter(attempt: number): Promise<void> {
  const delayMs = Math.random() * 2.5 * 2 ** attempt;
  return new Promise((resolve) => setTimeout(resolve, delayMs));
}
