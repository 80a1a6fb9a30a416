/** What a driver's error says about the statement that it was thrown for. */
export interface Failure {
  /**
   * `undone`: it surely did not happen, and another attempt may do better at once. `unknown`: the connection was lost
   * while it was on its way. `final`: whatever happened, sending it again now changes nothing.
   */
  readonly kind: "undone" | "unknown" | "final";
  /** For the message of the `StoreError`: a code at most, never a value. */
  readonly sentence: string;
}

/**
 * SQLSTATEs after which nothing of the statement stays (https://www.postgresql.org/docs/current/errcodes-appendix.html).
 * A server that starts (57P03), is full (53300) or refuses connections is not among them, though nothing happened there
 * either: that takes seconds, not milliseconds, and belongs to whoever asks again after `Retry-After`.
 */
const undone = new Set([
  "40001", // serialization_failure: how CockroachDB and YugabyteDB say that two writers met
  "40P01", // deadlock_detected: this one was chosen to give way
  "57P01", // admin_shutdown: cut off by a restart or a failover; another connection may lead to the new primary
  "25006", // read_only_sql_transaction: a connection to what was the primary before a failover
]);

/** The statement may have been carried out all the same. */
const unknown = new Set([
  "40003", // statement_completion_unknown
  "57P02", // crash_shutdown: sent at any moment, also between commit and answer
  "08000", // connection_exception
  "08003", // connection_does_not_exist
  "08006", // connection_failure
  "08007", // transaction_resolution_unknown
  "ECONNRESET",
  "EPIPE",
  "CONNECTION_CLOSED", // postgres.js
]);

/** `pg` gives this one no code. */
const lostInPg = "Connection terminated unexpectedly";

export function failureOf(error: unknown): Failure {
  const code = codeOf(error);
  if (code === undefined) {
    const lost = error instanceof Error && error.message === lostInPg;
    return { kind: lost ? "unknown" : "final", sentence: "PostgreSQL did not answer" };
  }
  const sentence = /^[0-9A-Z]{5}$/.test(code)
    ? `PostgreSQL refused a statement (SQLSTATE ${code})`
    : `PostgreSQL did not answer (${code})`;
  if (undone.has(code)) return { kind: "undone", sentence };
  return { kind: unknown.has(code) ? "unknown" : "final", sentence };
}

/** The SQLSTATE, or the name of a failed connection; of a `StoreError`, that of its cause. */
export function codeOf(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  return typeof code === "string" ? code : codeOf(cause);
}
