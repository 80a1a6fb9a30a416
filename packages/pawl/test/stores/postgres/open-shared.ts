/** What each of several processes imports, to share one schema of a database. */
import { postgresStore } from "../../../src/stores/postgres/index.ts";
import type { SharedStoreModule } from "../../../src/testing/index.ts";
import { drivers } from "./databases.ts";

/** Where a process finds the schema, as one string. */
export function locationOf(driver: string, { url, schema }: { url: string; schema: string }): string {
  return JSON.stringify({ driver, url, schema });
}

export const openShared: SharedStoreModule["openShared"] = async (location) => {
  const { driver, url, schema } = JSON.parse(location) as Record<"driver" | "url" | "schema", string>;
  const connect = drivers.find(([name]) => name === driver)?.[1];
  if (connect === undefined) throw new Error(`no driver is named ${driver}`);
  const store = postgresStore({ client: connect(url, { schema }) });
  await store.migrate();
  return store;
};
