/**
 * Goal: a server that holds connections of its own, such as WebSockets, can close them when their session ends.
 * Method: two Pawls on one store, and listeners in place of sockets.
 */
import { execFile } from "node:child_process";
import { expect, test, vi } from "vitest";
import type { EndReason } from "../../src/protocol/reasons.ts";
import { days } from "../../src/session/policy.ts";
import { memoryStore } from "../../src/stores/memory/index.ts";
import { fakeClock } from "../support/clock.ts";
import { createTestPawl } from "../support/create-test-pawl.ts";
import { ada } from "../support/people.ts";

function twoProcesses() {
  const shared = { store: memoryStore(), clock: fakeClock() };
  return { ...shared, here: createTestPawl(shared).pawl, there: createTestPawl({ ...shared, seed: 2 }).pawl };
}

test("complaint 54: a socket hears at once of an end in its own process", async () => {
  const { here } = twoProcesses();
  const { session } = await here.create(ada.subject);
  const told: EndReason[] = [];
  here.watchSession(session.sid, (reason) => void told.push(reason));
  await here.revokeAll(ada.subject, { reason: "password_changed" });
  expect(told).toEqual(["password_changed"]);
});

test("complaint 54: and within about a second of an end in another one, or of one by time", async () => {
  const { here, there, clock } = twoProcesses();
  const [revoked, idle] = [await here.create(ada.subject), await here.create(ada.subject)];
  const told = vi.fn<(reason: EndReason) => void>();
  for (const { session } of [revoked, idle]) here.watchSession(session.sid, told);
  await there.revoke(revoked.session.sid, "user_disabled");
  await expect.poll(() => told.mock.calls, { timeout: 5000 }).toEqual([["user_disabled"]]);
  clock.advance(days(7));
  await expect.poll(() => told.mock.calls, { timeout: 5000 }).toEqual([["user_disabled"], ["inactivity"]]);
});

test("who has stopped watching, or whose Pawl is closed, is not told; closing twice is no mistake", async () => {
  const { here } = twoProcesses();
  const { session } = await here.create(ada.subject);
  const told = vi.fn<(reason: EndReason) => void>();
  here.watchSession(session.sid, told)();
  here.watchSession(session.sid, told);
  here.close();
  here.close();
  await here.revoke(session.sid);
  expect(told).not.toHaveBeenCalled();
  await expect(here.create(ada.subject)).resolves.toMatchObject({ session: { subject: ada.subject } });
});

test("a process that only watches ends by itself", async () => {
  const pawl = new URL("../support/create-test-pawl.ts", import.meta.url);
  const script = `
    import { createTestPawl } from ${JSON.stringify(pawl.href)};
    const { pawl } = createTestPawl();
    const { session, accessToken } = await pawl.create("usr_ada");
    pawl.watchSession(session.sid, () => {});
    const headers = { authorization: "Bearer " + accessToken };
    const { status } = await pawl.handler(new Request("https://app.example/auth/events", { headers }));
    process.stdout.write(String(status));`;
  const args = ["--input-type=module", "--eval", script];
  const output = await new Promise<string>((resolve, reject) => {
    execFile(process.execPath, args, { timeout: 20_000 }, (error, stdout) =>
      error === null ? resolve(stdout) : reject(error),
    );
  });
  expect(output).toBe("200");
});
