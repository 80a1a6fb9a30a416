/** What each of several processes imports, to share one prefix of a server or a cluster. */
import { redisStore } from "../../../src/stores/redis/index.ts";
import type { SharedStoreModule } from "../../../src/testing/index.ts";
import { connectTo, type Driver } from "./connect.ts";

interface Location {
  readonly driver: Driver;
  readonly ports: readonly number[];
  readonly prefix: string;
}

/** Where a process finds the prefix, as one string. */
export function locationOf(location: Location): string {
  return JSON.stringify(location);
}

export const openShared: SharedStoreModule["openShared"] = async (location) => {
  const { driver, ports, prefix } = JSON.parse(location) as Location;
  const store = redisStore({ client: await connectTo[driver](ports), prefix });
  await store.migrate();
  return store;
};
