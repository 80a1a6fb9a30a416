/**
 * Goal: the whole engine does what docs/protocol.md says, on Redis.
 * Method: random sequences of commands, of which the model tells what must come of each; see describe-model.ts. On a real
 * server.
 */
import { afterAll, beforeAll } from "vitest";
import { emptyStore } from "../../stores/redis/connect.ts";
import { type RedisServer, startRedis } from "../../support/redis-server.ts";
import { describeModel } from "./describe-model.ts";

let server: RedisServer;
beforeAll(async () => {
  server = await startRedis();
}, 60_000);
afterAll(() => server.stop());

describeModel("Redis", () => emptyStore("ioredis", [server.port]), 12);
