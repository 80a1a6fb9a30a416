/** What can be said of any driver's error. */
export interface ErrorFacts {
  readonly message: string;
  /** Of Node and of drivers: `ECONNREFUSED`, a SQLSTATE. */
  readonly code: string | undefined;
  /** SQLite's result code. */
  readonly errcode: number | undefined;
}

/** The error and its causes, the outermost first. */
export function* errorChain(error: unknown): Generator<ErrorFacts> {
  for (let one = error; one instanceof Error; one = one.cause) {
    const { code, errcode } = one as { code?: unknown; errcode?: unknown };
    yield {
      message: one.message,
      code: typeof code === "string" ? code : undefined,
      errcode: typeof errcode === "number" ? errcode : undefined,
    };
  }
}
