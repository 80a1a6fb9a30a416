import { setImmediate as turn } from "node:timers/promises";
import type pg from "pg";
import type { PgPool } from "../../../src/stores/postgres/index.ts";

/** A pool that writes down what is sent through it, and fails as it is told to. */
export interface FaultyPool extends PgPool {
  /** The text of each statement, in order. */
  readonly sent: string[];
  /** Each of the next statements that match fails, before it is carried out or after. */
  failNext(fault: Fault): void;
}

export interface Fault {
  /** As in `pg`: SQLSTATE, or the name of a failed connection; none for a connection that was lost. */
  readonly code?: string;
  readonly message?: string;
  readonly moment: "before" | "after";
  /** Default 1. */
  readonly times?: number;
  /** Which statements; default all. */
  readonly matching?: RegExp;
}

export function faultyPool(pool: pg.Pool): FaultyPool {
  const sent: string[] = [];
  let faults: { left: number; fault: Fault }[] = [];
  return {
    sent,
    failNext: (fault) => void faults.push({ left: fault.times ?? 1, fault }),
    async query(statement) {
      const due = faults.find(({ fault: { matching = /./ } }) => matching.test(statement.text));
      sent.push(statement.text);
      if (due === undefined) return await pool.query(statement);
      due.left--;
      faults = faults.filter(({ left }) => left > 0);
      if (due.fault.moment === "after") await pool.query(statement);
      else await turn();
      const { code, message = "injected" } = due.fault;
      throw Object.assign(new Error(message), code === undefined ? {} : { code });
    },
    on: (event, listener) => pool.on(event, listener),
    end: () => pool.end(),
  };
}
