import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { Redis } from "ioredis";
import { toNodeListener } from "pawl/http/node";
import { createPawl, type Pawl, type RevocationSignal, type ServerStore, type Session } from "pawl/server";
import { postgresSignal } from "pawl/stores/postgres";
import { redisSignal } from "pawl/stores/redis";
import { sqliteSignal } from "pawl/stores/sqlite";
import { createVerifier, revocationFeed, type Verifier } from "pawl/verify";
import { Pool } from "pg";
import { median } from "./median.ts";
import type { BenchStore, StartStore } from "./stores/bench-store.ts";

/** How many, for a run that only looks whether it works: `BENCH_SMALL=1`. */
const isSmall = process.env["BENCH_SMALL"] !== undefined;
const verifierCounts = isSmall ? [1, 10] : [1, 10, 100];
const listSizes = isSmall ? [0, 1000] : [0, 100_000];
const rounds = isSmall ? 5 : 101;
const verifiedRequests = isSmall ? 1000 : 100_000;
const issuer = "http://localhost/bench";
const audience = "bench";
const credential = randomBytes(32).toString("base64url");
const secrets = [randomBytes(48).toString("base64")];

/**
 * From the moment at which one server is asked to end a session until verifiers, which listen to another server on the same
 * store, refuse its access token; all of them in one process, which shares the machine with the store.
 */
export async function benchRevocations(stores: readonly StartStore[]): Promise<void> {
  console.log(
    "From a revocation at one server to the refusal at verifiers that listen to another one, in ms",
  );
  console.log("                         list  verifiers      p50      p99      max   goal: p99 under 250");
  for (const start of stores) {
    const store = await start();
    try {
      for (const size of listSizes) await benchOn(store, size);
    } finally {
      await store.stop();
    }
  }
}

async function benchOn(bench: BenchStore, size: number): Promise<void> {
  const side = `feed${size}`;
  const nodes = [await openNode(bench, side), await openNode(bench, side)] as const;
  const [near, far] = nodes;
  await fill(near.store, size);
  try {
    for (const count of verifierCounts) {
      const verifiers = Array.from({ length: count }, () => openVerifier(far.url));
      try {
        await Promise.all(verifiers.map(({ ready }) => ready()));
        const waits: number[] = [];
        for (let round = 0; round < rounds; round++) waits.push(...(await revokeOnce(near.pawl, verifiers)));
        const name = `${bench.name.padEnd(16)} ${String(size).padStart(11)} ${String(count).padStart(10)}`;
        const [p50, p99, most] = [median(waits), percentile(waits, 0.99), Math.max(...waits)];
        console.log(`  ${name} ${[p50, p99, most].map((ms) => ms.toFixed(1).padStart(8)).join(" ")}`);
      } finally {
        for (const { verifier } of verifiers) verifier.close();
      }
    }
    if (size > 0) await reportCosts(near.pawl, far.url, size);
  } finally {
    for (const node of nodes) await node.close();
  }
}

interface Node {
  readonly pawl: Pawl;
  readonly store: ServerStore;
  readonly url: string;
  close(): Promise<void>;
}

async function openNode(bench: BenchStore, side: string): Promise<Node> {
  const store = await bench.open(side);
  const { signal, close } = openSignal(bench.location(side));
  const pawl = createPawl({
    ...{ issuer, audience, store, secrets, identity: { authenticate: async () => null } },
    ...{ verifierCredentials: [credential], revocationSignal: signal },
  });
  await pawl.ready();
  const server = createServer(toNodeListener(pawl.handler));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    ...{ pawl, store, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/bench` },
    async close() {
      pawl.close();
      server.closeAllConnections();
      server.close();
      await close();
      await store.close();
    },
  };
}

function openSignal(location: string): { signal: RevocationSignal; close(): Promise<void> } {
  if (location.startsWith("postgres:")) {
    const client = new Pool({ connectionString: location, max: 2 });
    return { signal: postgresSignal({ client }), close: () => client.end() };
  }
  if (location.startsWith("redis:")) {
    const [client, subscriber] = [new Redis(location), new Redis(location)];
    const close = async (): Promise<void> => {
      for (const one of [client, subscriber]) one.disconnect();
    };
    return { signal: redisSignal({ client, subscriber }), close };
  }
  const signal = sqliteSignal({ filename: location.replace("sqlite:", "") });
  return { signal, close: async () => {} };
}

/** Sessions that have ended lately, as the list holds them. */
async function fill({ sessions }: ServerStore, size: number): Promise<void> {
  const now = Date.now();
  const row = (): Session => ({
    ...{ sid: randomBytes(16).toString("base64url"), subject: randomBytes(6).toString("hex"), generation: 0 },
    ...{ currentHash: new Uint8Array(32), previousHash: null, nonce: null, keyId: "AAAAAA", received: false },
    ...{ createdAt: now - 60_000, rotatedAt: now, activeAt: now, expiresAt: now + 86_400_000 },
    ...{ ended: { at: now - 1000, reason: "logged_out" }, persistent: true, amr: [], claims: {} },
    userAgent: null,
  });
  const work = async (count: number): Promise<void> => {
    for (let i = 0; i < count; i++) await sessions.insert(row());
  };
  await Promise.all(Array.from({ length: 50 }, () => work(size / 50)));
}

interface Listening {
  readonly verifier: Verifier;
  readonly fetches: () => number;
  ready(): Promise<void>;
}

function openVerifier(url: string): Listening {
  let fetches = 0;
  const counted: typeof fetch = (...request) => {
    fetches++;
    return fetch(...request);
  };
  const revocations = revocationFeed({ url: `${url}/revocations`, credential, fetch: counted });
  const jwks = `${url}/.well-known/jwks.json`;
  const verifier = createVerifier({ issuer, audience, jwks, revocations, fetch: counted });
  return { verifier, fetches: () => fetches, ready: () => revocations.ready() };
}

/** How long each verifier took to hear of it. */
async function revokeOnce(pawl: Pawl, verifiers: readonly Listening[]): Promise<number[]> {
  const { accessToken, session } = await pawl.create("usr_bench");
  for (const { verifier } of verifiers) await verifier.verify(accessToken);
  const askedAt = performance.now();
  const revoked = pawl.revoke(session.sid);
  const waits: number[] = [];
  let waiting = [...verifiers];
  while (waiting.length > 0) {
    const left: Listening[] = [];
    for (const one of waiting) {
      const isAlive = await one.verifier.verify(accessToken).then(
        () => true,
        () => false,
      );
      if (isAlive) left.push(one);
      else waits.push(performance.now() - askedAt);
    }
    waiting = left;
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  await revoked;
  return waits;
}

/** What a verified request asks of anybody, and what the list takes in a process that serves and verifies. */
async function reportCosts(pawl: Pawl, url: string, size: number): Promise<void> {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const used = (): number => {
    collect();
    return process.memoryUsage().heapUsed;
  };
  // The verifiers of the rounds before let go of theirs first.
  await new Promise<void>((resolve) => setTimeout(resolve, 2000));
  used();
  const before = used();
  const { verifier, fetches, ready } = openVerifier(url);
  await ready();
  const { accessToken } = await pawl.create("usr_bench");
  await verifier.verify(accessToken);
  const bytes = used() - before;
  const asked = fetches();
  for (let i = 0; i < verifiedRequests; i++) await verifier.verify(accessToken);
  console.log(
    `  requests made by ${verifiedRequests} verified ones: ${fetches() - asked}   goal: 0; ` +
      `${(bytes / 1e6).toFixed(1)} MB for a list of ${size}, with what the server in this process keeps for it`,
  );
  verifier.close();
}

function percentile(figures: readonly number[], part: number): number {
  const sorted = [...figures].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}
