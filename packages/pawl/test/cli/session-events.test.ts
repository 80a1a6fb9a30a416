// Goal: what an operator ends at the command line reaches the pages that are open, through a server that is another
// process; and a server with open pages stops as promptly as one without.
// Method: `pawl serve` as a process of its own; streams are opened over HTTP; `pawl sessions revoke` runs beside it.
import { expect, test, vi } from "vitest";
import { openEvents } from "../http/support/event-stream.ts";
import { accountsWithAda } from "./support/accounts.ts";
import { login } from "./support/requests.ts";
import { runPawl } from "./support/run-pawl.ts";
import { servePawl } from "./support/serve-pawl.ts";

vi.setConfig({ testTimeout: 30_000 });

async function servedWithPages(pages: number) {
  const { store } = await accountsWithAda();
  const served = await servePawl(store);
  const { access_token, session } = await login(served.url);
  const port = Number(new URL(served.url).port);
  const open = () => openEvents(port, access_token, "/events");
  return { store, served, session, streams: await Promise.all(Array.from({ length: pages }, open)) };
}

test("complaint 52: pawl sessions revoke from another process is heard by every open tab, with the reason", async () => {
  const { store, session, streams } = await servedWithPages(3);
  expect((await runPawl(["sessions", "revoke", session.sid, ...store])).exitCode).toBe(0);
  for (const stream of streams) {
    await stream.ended;
    expect(stream.events()).toEqual([{ event: "session_ended", data: { reason: "revoked_by_admin" } }]);
  }
});

test("SIGTERM ends the streams of open pages, without an event and without cutting anyone off", async () => {
  const { served, streams } = await servedWithPages(5);
  served.signal("SIGTERM");
  await Promise.all(streams.map(({ ended }) => ended));
  expect((await served.finished).exitCode).toBe(0);
  expect(streams.flatMap((stream) => stream.events())).toEqual([]);
  expect(served.log().map(({ event }) => event)).not.toContain("requests_cut");
  expect(served.log().at(-1)?.event).toBe("stopped");
});
