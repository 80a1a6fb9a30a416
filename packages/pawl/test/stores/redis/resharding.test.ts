/**
 * Goal: a cluster may be resharded under load: sessions are found wherever their slot is just now, by scripts that the
 * new node has never seen.
 * Method: a bucket's slot is moved on a real cluster, step by step, with a verb after each step.
 */
import { expect, onTestFinished, test } from "vitest";
import { redisStore } from "../../../src/stores/redis/index.ts";
import { keyspace } from "../../../src/stores/redis/keyspace.ts";
import { type RedisCluster, type RedisServer, startCluster } from "../../support/redis-server.ts";
import { rotationFrom, sessionRow } from "../../support/session-row.ts";
import { clusterDrivers, connectTo, portsOf } from "./connect.ts";
import { guardOf } from "./guard-of.ts";

/** The node that has the slot, another one, and the slot. */
async function moveable({ nodes }: RedisCluster, key: string) {
  const slot = Number(await nodes[0]?.command("CLUSTER", "KEYSLOT", key));
  const index = [5461, 10_923, 16_384].findIndex((end) => slot < end);
  const [from, to] = [nodes[index], nodes[(index + 1) % 3]];
  if (from === undefined || to === undefined) throw new Error("there are three");
  const idOf = async (node: RedisServer) => String(await node.command("CLUSTER", "MYID"));
  return { slot, from, to, fromId: await idOf(from), toId: await idOf(to) };
}

test.each(clusterDrivers)(
  "by %s: a session is where its slot is, before, during and after a move",
  async (driver) => {
    const cluster = await startCluster();
    onTestFinished(() => cluster.stop());
    const store = redisStore({ client: await connectTo[driver](portsOf(cluster)) });
    onTestFinished(() => store.close());
    let session = sessionRow();
    await store.sessions.insert(session);
    const key = keyspace("pawl:").session(session.sid);
    const { slot, from, to, fromId, toId } = await moveable(cluster, key);

    async function refresh(): Promise<void> {
      const next = rotationFrom(session, `after ${session.generation}`);
      const result = await store.sessions.rotate(session.sid, guardOf(session), next);
      expect(result).toEqual({ rotated: true, session: { ...session, ...next } });
      session = { ...session, ...next };
    }

    await refresh();
    await to.command("CLUSTER", "SETSLOT", slot, "IMPORTING", fromId);
    await from.command("CLUSTER", "SETSLOT", slot, "MIGRATING", toId);
    await refresh();
    const keys = (await from.command("CLUSTER", "GETKEYSINSLOT", slot, 100)) as string[];
    expect(keys).toContain(key);
    await from.command("MIGRATE", "127.0.0.1", to.port, "", 0, 5000, "KEYS", ...keys);
    await refresh();
    for (const node of [to, from]) await node.command("CLUSTER", "SETSLOT", slot, "NODE", toId);
    await refresh();
    expect(await store.sessions.revoke(session.sid, { reason: "logged_out", at: 1 })).toBe(true);
    expect(await store.sessions.endedSince(0)).toEqual([{ sid: session.sid, endedAt: 1 }]);
  },
  60_000,
);
