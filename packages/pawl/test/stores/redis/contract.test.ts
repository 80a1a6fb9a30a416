/**
 * Goal: Redis does what every store does, whatever the driver, on one server and on a cluster.
 * Method: the contract that we publish, on real servers; each case has a connection and a prefix of its own, and some
 * share it between several processes.
 */
import { afterAll, beforeAll } from "vitest";
import { type RedisCluster, type RedisServer, startCluster, startRedis } from "../../support/redis-server.ts";
import { describeStoreContract } from "../contract/describe.ts";
import { clusterDrivers, type Driver, emptyStore, portsOf, singleDrivers } from "./connect.ts";
import { locationOf } from "./open-shared.ts";

let one: RedisServer;
let three: RedisCluster;
beforeAll(async () => {
  one = await startRedis();
  three = await startCluster();
}, 60_000);
afterAll(async () => {
  await one?.stop();
  await three?.stop();
});

const module = new URL("./open-shared.ts", import.meta.url);
let locations = 0;

function describeDriver(name: string, driver: Driver, ports: () => readonly number[]): void {
  describeStoreContract(name, {
    open: () => emptyStore(driver, ports()),
    shared: {
      module,
      location: () => locationOf({ driver, ports: ports(), prefix: `shared-${++locations}:` }),
    },
  });
}

for (const driver of singleDrivers) describeDriver(`Redis, by ${driver}`, driver, () => [one.port]);
for (const driver of clusterDrivers) {
  describeDriver(`a Redis cluster, by ${driver}`, driver, () => portsOf(three));
}
