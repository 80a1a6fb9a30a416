/**
 * Goal: complaint 31: a wrong or moving wall clock makes no difference, because nobody looks at it.
 * Method: every way to read the wall clock throws, and the server's instants are far off; then a whole life of a token.
 */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { systemClock } from "../../src/client/clock.ts";
import { json, sessionPayload, tokenBody } from "./support/answers.ts";
import { makeClient, signedInClient } from "./support/make-client.ts";
import { settled } from "./support/manual-time.ts";

const notes = "https://app.test/api/notes";

beforeEach(() => {
  vi.spyOn(Date, "now").mockImplementation(() => {
    throw new Error("the wall clock was read");
  });
});
afterEach(() => vi.restoreAllMocks());

test.each([-365 * 86_400_000, -3_600_000, 3_600_000, 86_400_000])(
  "complaint 31: with the server's clock off by %i ms, the token is used for its whole life and no longer",
  async (offMs) => {
    const { client, server, time } = await signedInClient();
    const session = sessionPayload();
    server.always("/auth/refresh", () =>
      json({
        ...tokenBody("fresh", { rotation: "unchanged" }),
        session: { ...session, created_at: offMs, expires_at: session.expires_at + offMs },
      }),
    );
    await client.refresh();
    server.always("/api/notes", () => json("ok"));
    for (let minute = 0; minute < 29; minute++) {
      await client.fetch(notes);
      await time.advance(60_000);
    }
    expect(server.to("/auth/refresh")).toHaveLength(1);
    await time.advance(59_500);
    await client.fetch(notes);
    expect(server.to("/auth/refresh")).toHaveLength(2);
    await client.fetch(notes);
    expect(server.to("/auth/refresh")).toHaveLength(2);
  },
);

test("complaint 31: a clock that stood still while the machine slept costs one 401 and one refresh", async () => {
  const { client, server } = await signedInClient();
  server.expireTokens();
  expect(await client.fetch(notes)).toMatchObject({ status: 200 });
  expect(server.to("/auth/refresh")).toHaveLength(1);
});

test("complaint 31: login, refresh and logout never read the wall clock", async () => {
  const { client } = makeClient({ restore: false });
  await client.login({ email: "ada", password: "right" });
  await client.refresh();
  await client.logout();
  await settled();
  expect(client.state).toEqual({ status: "signedOut" });
});

test("the system's clock is the monotonic one", () => {
  const before = performance.now();
  expect(systemClock.monotonicMs()).toBeGreaterThanOrEqual(before);
  expect(systemClock.monotonicMs()).toBeLessThan(1e9);
});
