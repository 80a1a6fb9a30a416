/**
 * Goal: servers on one Redis tell each other to look; a connection that is lost comes back; nothing is left behind.
 * Method: a real server and the handles of both drivers; connections are cut as an operator would.
 */
import { Redis } from "ioredis";
import { createClient } from "redis";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { redisSignal } from "../../../src/stores/redis/index.ts";
import { type RedisServer, startRedis } from "../../support/redis-server.ts";

let server: RedisServer;
beforeAll(async () => {
  server = await startRedis();
}, 60_000);
afterAll(() => server?.stop());

const pairs = {
  async ioredis() {
    const client = new Redis({ port: server.port, retryStrategy: () => 20 });
    const subscriber = client.duplicate();
    onTestFinished(() => client.disconnect());
    onTestFinished(() => subscriber.disconnect());
    return redisSignal({ client, subscriber });
  },
  async "node-redis"() {
    const socket = { host: "127.0.0.1", port: server.port, reconnectStrategy: () => 20 };
    const client = createClient({ socket });
    const subscriber = client.duplicate();
    for (const handle of [client, subscriber]) {
      handle.on("error", () => {});
      await handle.connect();
      onTestFinished(() => handle.destroy());
    }
    return redisSignal({ client, subscriber });
  },
};

function counter() {
  let count = 0;
  return {
    tell: () => void count++,
    count: () => count,
    async moreThan(before: number) {
      while (count <= before) await new Promise((resolve) => setTimeout(resolve, 5));
    },
  };
}

async function untilSubscribed(count: number): Promise<void> {
  const subscribed = async () =>
    Number(((await server.command("PUBSUB", "NUMSUB", "pawl:revocations")) as unknown[])[1]);
  while ((await subscribed()) !== count) await new Promise((resolve) => setTimeout(resolve, 10));
}

describe.each(Object.entries(pairs))("by %s", (_name, open) => {
  test("who subscribed is told, by itself and by others, until it stops", async () => {
    const [near, far] = [await open(), await open()];
    const heard = counter();
    const stop = near.subscribe(heard.tell);
    await untilSubscribed(1);
    for (const signal of [far, near]) {
      const before = heard.count();
      signal.publish();
      await heard.moreThan(before);
    }
    stop();
    await untilSubscribed(0);
    const after = heard.count();
    far.publish();
    await server.command("PING");
    expect(heard.count()).toBe(after);
  });

  test("a connection that is cut comes back, and its owner is told to look meanwhile", async () => {
    const [near, far] = [await open(), await open()];
    const heard = counter();
    onTestFinished(near.subscribe(heard.tell));
    await untilSubscribed(1);
    const cutAt = heard.count();
    await server.command("CLIENT", "KILL", "TYPE", "pubsub");
    await heard.moreThan(cutAt);
    await untilSubscribed(1);
    const before = heard.count();
    far.publish();
    await heard.moreThan(before);
  });
});

test("what is no pair of handles is refused with the fix", async () => {
  const client = new Redis({ port: server.port, lazyConnect: true });
  onTestFinished(() => client.disconnect());
  for (const subscriber of [client, undefined, {}]) {
    expect(() => redisSignal({ client, subscriber: subscriber as never })).toThrow(
      "redisSignal needs two handles",
    );
  }
});
