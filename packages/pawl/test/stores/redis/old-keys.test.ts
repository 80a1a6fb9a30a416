/**
 * Goal: keys that were stored before there was a schedule come out as keys that have signed since they were made.
 * Method: a list of keys with an entry as the former script wrote it.
 */
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { redisStore } from "../../../src/stores/redis/index.ts";
import { keyNamed } from "../../../src/testing/contract/keys.ts";
import { type RedisServer, startRedis } from "../../support/redis-server.ts";
import { watchedClient } from "./watched-client.ts";

let server: RedisServer;
beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server?.stop());

test("an entry without an instant has signed since it was made, can be sealed anew and is followed", async () => {
  const store = redisStore({ client: watchedClient(server.port), prefix: "old:" });
  onTestFinished(() => store.close());
  const { signsAt: _, sealed, ...old } = keyNamed("old", 5);
  const entry = JSON.stringify({ ...old, sealed: Buffer.from(sealed).toString("base64url") });
  await server.command("RPUSH", "old:signing-keys", entry);
  expect(await store.keys.list()).toEqual([{ ...keyNamed("old", 5), signsAt: 5 }]);
  expect(await store.keys.reseal("old", "AAAAAA", { keyId: "BBBBBB", sealed: new Uint8Array([1]) })).toBe(
    true,
  );
  expect(await store.keys.insert(keyNamed("new"), "old")).toBe(true);
  expect((await store.keys.list()).map(({ kid, keyId }) => `${kid} ${keyId}`)).toEqual([
    "old BBBBBB",
    "new AAAAAA",
  ]);
});
