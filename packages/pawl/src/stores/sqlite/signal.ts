import type { RevocationSignal } from "../../session/revocation-signal.ts";
import { openDatabase } from "./open.ts";

/** Which file is watched. */
export interface SqliteSignalOptions {
  /** The store's, which it has made; not `:memory:`, which no other process sees. */
  readonly filename: string;
}

/** A question of some microseconds, which reads nothing but a counter in shared memory. */
const askEveryMs = 50;

/**
 * Several processes on one SQLite file hear of each other's commits within 50 ms, instead of looking once a second: a
 * connection of its own asks whether the file has changed (`PRAGMA data_version`). Says nothing of what has changed, so a
 * refresh elsewhere is a signal as well.
 *
 * Does not keep the process alive. A file that cannot be read is asked again, and nobody is told meanwhile.
 *
 * @throws TypeError without a file.
 *
 * @example
 * const filename = "pawl.sqlite";
 * const pawl = createPawl({ store: sqliteStore({ filename }), revocationSignal: sqliteSignal({ filename }), … });
 */
export function sqliteSignal({ filename }: SqliteSignalOptions): RevocationSignal {
  if (typeof filename !== "string" || filename === ":memory:") {
    throw new TypeError(
      'sqliteSignal needs the file of the store: sqliteSignal({ filename: "pawl.sqlite" })',
    );
  }
  return {
    subscribe: (listener) => {
      let database: ReturnType<typeof openDatabase> | undefined;
      let version: unknown;
      const timer = setInterval(() => {
        try {
          database ??= openDatabase(filename);
          const row = database.prepare("PRAGMA data_version").get() as { data_version: number };
          const isChanged = version !== row.data_version;
          version = row.data_version;
          if (isChanged) listener();
        } catch {
          // Locked for a moment, or gone; whoever uses the store is told why.
        }
      }, askEveryMs).unref();
      return () => {
        clearInterval(timer);
        database?.close();
        database = undefined;
      };
    },
    // The commit itself is what others see.
    publish: () => {},
  };
}
