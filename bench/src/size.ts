import { randomBytes } from "node:crypto";
import { createPawl } from "pawl/server";
import type { BenchStore, StartStore } from "./stores/bench-store.ts";

const sessions = 1000;
const refreshes = 100;

/** Bytes a session, after a hundred refreshes each. */
export async function benchSize(stores: readonly StartStore[]): Promise<void> {
  console.log(`Bytes a session, indexes included (${sessions} sessions, ${refreshes} refreshes each)`);
  for (const start of stores) {
    const store = await start();
    try {
      const { rows, bytes } = await sizeOn(store);
      const name = store.name.padEnd(24);
      console.log(`  ${name} ${(bytes / sessions).toFixed(0).padStart(8)}   ${rows} rows   goal: under 1024`);
    } finally {
      await store.stop();
    }
  }
}

async function sizeOn(bench: BenchStore): Promise<{ rows: number; bytes: number }> {
  const store = await bench.open("size");
  const pawl = createPawl({
    ...{ issuer: "https://app.example", audience: "https://app.example", store },
    ...{ secrets: [randomBytes(32).toString("base64")], identity: { authenticate: async () => null } },
    policy: { gracePeriodMs: 0, recoveryPeriodMs: 0 },
  });
  const userAgent =
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
  const subject = (i: number): string => `usr_${String(i).padStart(8, "0")}`;
  const useUp = async (first: number): Promise<void> => {
    for (let i = first; i < sessions; i += 32) {
      let { refreshToken } = await pawl.create(subject(i), { userAgent });
      for (let n = 0; n < refreshes; n++) ({ refreshToken } = await pawl.refresh(refreshToken));
    }
  };
  await Promise.all(Array.from({ length: 32 }, (_, first) => useUp(first)));
  let rows = 0;
  for (let i = 0; i < sessions; i++) rows += (await store.sessions.list(subject(i))).length;
  const bytes = await bench.bytes("size");
  await store.close();
  return { rows, bytes };
}
