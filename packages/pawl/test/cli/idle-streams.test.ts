// Goal: open pages that nothing happens to are cheap, and none of them is lost.
// Method: `pawl serve` as a process of its own, and streams that are left alone for longer than the server takes to look
// around. `PAWL_STREAMS=1000` opens so many, and prints what each takes of the server's memory.
import { execFileSync } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { openEvents } from "../http/support/event-stream.ts";
import { accountsWithAda } from "./support/accounts.ts";
import { login } from "./support/requests.ts";
import { servePawl } from "./support/serve-pawl.ts";

const given = process.env["PAWL_STREAMS"];
const streamsPerSession = 10;
const count = Number(given ?? 50);

test("streams that are left alone stay open, and end when the server does", async () => {
  const { store } = await accountsWithAda();
  const served = await servePawl(store);
  const port = Number(new URL(served.url).port);
  const tokens: string[] = [];
  while (tokens.length * streamsPerSession < count) tokens.push((await login(served.url)).access_token);

  const before = residentKilobytes(served.pid);
  const opening = Array.from({ length: count }, (_, i) => tokens[Math.floor(i / streamsPerSession)] ?? "");
  const streams = await Promise.all(opening.map((token) => openEvents(port, token, "/events")));
  expect(streams.filter(({ status }) => status === 200)).toHaveLength(count);
  await sleep(2000);
  const each = (residentKilobytes(served.pid) - before) / count;
  if (given !== undefined) process.stdout.write(`${count} idle streams: ${each.toFixed(1)} kB each\n`);

  served.signal("SIGTERM");
  for (const { ended } of streams) await ended;
  expect(streams.map(({ text }) => text())).toEqual(streams.map(() => ":\n\n"));
  expect((await served.finished).exitCode).toBe(0);
}, 120_000);

function residentKilobytes(pid: number): number {
  return Number(execFileSync("ps", ["-o", "rss=", "-p", String(pid)], { encoding: "utf8" }));
}
