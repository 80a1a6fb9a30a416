import { StoreError } from "../../session/store.ts";
import type { Migration } from "../store.ts";
import type { Statement } from "./client.ts";
import { codeOf } from "./failure.ts";
import { migrations } from "./migrations.ts";
import type { Run } from "./run.ts";

export interface Schema {
  /** Resolves if the database has the schema that this Pawl knows. */
  verify(): Promise<void>;
  migrate(): Promise<Migration>;
}

const readVersion: Statement = {
  name: "pawl_schema_version",
  readsOnly: true,
  text: "SELECT version FROM pawl_schema ORDER BY version DESC LIMIT 1",
};

const readEncoding: Statement = {
  name: "pawl_encoding",
  readsOnly: true,
  text: "SELECT current_setting('server_encoding') AS encoding",
};

const undefinedTable = "42P01";
const undefinedColumn = "42703";
const duplicateTable = "42P07";

/**
 * The schema and its version, which is the newest row of `pawl_schema`.
 *
 * @param steps what takes it from each version to the next.
 */
export function postgresSchema(
  run: Run,
  runScript: (text: string) => Promise<void>,
  steps: readonly string[] = migrations,
): Schema {
  const known = steps.length;

  /** 0 where there is nothing. @throws StoreError if it is newer than this Pawl, or another program's. */
  async function versionOf(): Promise<number> {
    let version: number;
    try {
      const [row] = await run<{ version: unknown }>(readVersion);
      version = Number(row?.version ?? 0);
    } catch (error) {
      if (codeOf(error) === undefinedTable) return 0;
      throw codeOf(error) === undefinedColumn ? foreign(error) : error;
    }
    if (version <= known) return version;
    throw new StoreError(
      `the database has schema version ${version} and this Pawl knows ${known}; install the newer Pawl that wrote it`,
    );
  }

  /** In another encoding, somebody's name could be no text at all. */
  async function requireUtf8(): Promise<void> {
    const [row] = await run<{ encoding: string }>(readEncoding);
    if (row?.encoding === "UTF8") return;
    throw new StoreError(
      `the database has the encoding ${row?.encoding} and Pawl needs UTF8; make one with: createdb --encoding UTF8 --template template0`,
    );
  }

  /** One version forward, by this node or by another one in the same moment. */
  async function step(version: number): Promise<void> {
    try {
      await runScript(scriptTo(version, steps));
    } catch (error) {
      // A node that was faster made this script fail, and wrote the version that is there by now; or it was this one,
      // and only the answer was lost.
      if ((await versionOf()) >= version) return;
      throw codeOf(error) === duplicateTable ? foreign(error) : error;
    }
  }

  return {
    async verify() {
      const version = await versionOf();
      if (version === known) return;
      const found =
        version === 0 ? "no Pawl schema yet" : `schema version ${version} and this Pawl needs ${known}`;
      throw new StoreError(`the database has ${found}; run: pawl migrate`);
    },

    async migrate() {
      await requireUtf8();
      const from = await versionOf();
      for (let version = from + 1; version <= known; version++) await step(version);
      return { from, to: known };
    },
  };
}

/**
 * A version is claimed by its row in the transaction that brings it: of many nodes at once, all but one wait for that
 * row (or, at first, for the table) and then fail as a whole. No advisory lock, and nothing to clean up after a kill.
 * An engine without transactional DDL may keep half of a step that failed; its next `migrate` says so.
 */
function scriptTo(version: number, steps: readonly string[]): string {
  const claim = `INSERT INTO pawl_schema (version) VALUES (${version});`;
  const step = steps[version - 1] ?? "";
  return version === 1 ? `${step};${claim}` : `${claim}${step}`;
}

function foreign(cause: unknown): StoreError {
  return new StoreError(
    "the database holds another program's tables of the names that Pawl uses; give Pawl a database or a schema of its own",
    { cause },
  );
}
