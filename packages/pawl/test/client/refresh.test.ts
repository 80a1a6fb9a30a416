/**
 * Goal: one refresh at a time; what it is and what comes after it.
 * Method: a signed-in client on a scripted server and manual time.
 */
import { expect, test } from "vitest";
import { SessionError, UnavailableError } from "../../src/client/index.ts";
import { json, problem, tokens } from "./support/answers.ts";
import { five, outcomeOf, signedInClient } from "./support/make-client.ts";
import { settled } from "./support/manual-time.ts";
import { held, offline } from "./support/scripted-server.ts";

const notes = "https://app.test/api/notes";

test("five calls with an expired token make one refresh, are each sent twice, and all succeed", async () => {
  const { client, server, ofType } = await signedInClient();
  server.expireTokens();
  const outcomes = await five(() => client.fetch(notes));
  expect(outcomes.map((outcome) => outcome instanceof Response && outcome.status)).toEqual([
    200, 200, 200, 200, 200,
  ]);
  expect(server.to("/auth/refresh")).toHaveLength(1);
  expect(server.to("/api/notes")).toHaveLength(10);
  expect(ofType("refresh_succeeded")).toMatchObject([
    { cause: "unauthorized", rotation: "rotated", generation: 2, waiters: 5 },
  ]);
});

test("five calls with a token known to be expired make one refresh, and are each sent once", async () => {
  const { client, server, time, ofType } = await signedInClient();
  await time.advance(1_800_000);
  await five(() => client.fetch(notes));
  expect(server.to("/auth/refresh")).toHaveLength(1);
  expect(server.to("/api/notes")).toHaveLength(5);
  expect(ofType("refresh_started")).toMatchObject([{ cause: "expired" }]);
});

test("complaint 22: a second round of 401s refreshes again, and the refresh is never queued behind itself", async () => {
  const { client, server } = await signedInClient();
  for (const round of [1, 2, 3]) {
    server.expireTokens();
    const outcomes = await five(() => client.fetch(notes));
    expect(outcomes.every((outcome) => outcome instanceof Response && outcome.ok)).toBe(true);
    expect(server.to("/auth/refresh")).toHaveLength(round);
  }
});

test("complaint 26: a refresh that succeeded is not reused for the next one", async () => {
  const { client, server } = await signedInClient();
  expect(await client.refresh()).toMatchObject({ generation: 2 });
  expect(await client.refresh()).toMatchObject({ generation: 3 });
  expect(server.to("/auth/refresh")).toHaveLength(2);
});

test("complaint 26: a network error forgets nothing, and the next call may succeed", async () => {
  const { client, server } = await signedInClient();
  server.once("/auth/refresh", offline);
  expect(await outcomeOf(client.refresh())).toBeInstanceOf(UnavailableError);
  expect(client.state.status).toBe("signedIn");
  // The access token is still good, and still used.
  expect(await client.fetch(notes)).toMatchObject({ status: 200 });
  expect(server.to("/auth/refresh")).toHaveLength(1);
});

test("a refresh is a POST with the CSRF header, never cached, never redirected, and without a token in its body", async () => {
  const { client, server } = await signedInClient();
  await client.refresh();
  const [request] = server.to("/auth/refresh");
  expect(request).toMatchObject({ method: "POST", body: '{"known_revision":"revision-1"}' });
  expect(request?.init).toMatchObject({ cache: "no-store", redirect: "error", credentials: "same-origin" });
  expect(request?.headers.get("pawl-csrf")).toBe("1");
  expect(request?.headers.get("content-type")).toBe("application/json");
  expect(request?.headers.has("authorization")).toBe(false);
});

test.each([
  ["rotated", 1],
  ["replayed", 1],
  ["recovered", 1],
  ["adopted", 1],
  ["unchanged", 0],
] as const)(
  "an answer that says %s is followed by %i receipt with the new token",
  async (rotation, receipts) => {
    const { client, server } = await signedInClient();
    server.rotation = rotation;
    await client.refresh();
    await settled();
    const sent = server.to("/auth/receipt");
    expect(sent.map(({ headers }) => headers.get("authorization"))).toEqual(
      Array.from({ length: receipts }, () => "Bearer access-token-2"),
    );
  },
);

test("nobody waits for a receipt, and its failure is nobody's concern", async () => {
  const { client, server, time } = await signedInClient();
  const before = client.state;
  server.once("/auth/receipt", held().answer);
  await client.refresh();
  await time.advance(8000);
  server.always("/auth/receipt", () => problem("session_revoked"));
  expect(await client.refresh()).toMatchObject({ generation: 3 });
  await settled();
  expect(client.state.status).toBe(before.status);
});

test("a wait of the server's is over once a refresh succeeds", async () => {
  const { client, server } = await signedInClient();
  server.once("/auth/refresh", () => problem("overloaded", { headers: { "retry-after": "60" } }));
  expect(await outcomeOf(client.refresh())).toMatchObject({ retryAfterMs: 60_000 });
  server.expireTokens();
  expect(await outcomeOf(client.fetch(notes))).toMatchObject({ retryAfterMs: 60_000 });
  // Somebody insisted.
  await client.refresh();
  server.expireTokens();
  expect(await client.fetch(notes)).toMatchObject({ status: 200 });
});

test("refresh() joins the one in flight", async () => {
  const { client, server, ofType } = await signedInClient();
  await Promise.all([client.refresh(), client.refresh(), client.refresh()]);
  expect(server.to("/auth/refresh")).toHaveLength(1);
  expect(ofType("refresh_succeeded")).toMatchObject([{ cause: "manual", waiters: 3 }]);
});

test("refresh() from inside a listener, or from inside an event, works", async () => {
  const { client, server } = await signedInClient();
  const generations: number[] = [];
  const unsubscribe = client.subscribe((state) => {
    if (state.status !== "signedIn" || state.session.generation >= 4) return;
    void client.refresh().then(({ generation }) => generations.push(generation));
  });
  await client.refresh();
  await settled();
  unsubscribe();
  expect(generations).toEqual([3, 4]);
  expect(server.to("/auth/refresh")).toHaveLength(3);
});

test("refresh() when signed out and refused stays signed out", async () => {
  const { client, server } = await signedInClient();
  await client.logout();
  server.always("/auth/refresh", () => problem("refresh_token_missing"));
  expect(await outcomeOf(client.refresh())).toBeInstanceOf(SessionError);
  expect(client.state).toEqual({ status: "signedOut" });
});

test("a token that lives two seconds is used for most of them", async () => {
  const { client, server, time } = await signedInClient();
  server.always("/auth/refresh", () =>
    json({
      ...JSON.parse(JSON.stringify(short)),
      access_token: `short-${server.to("/auth/refresh").length}`,
    }),
  );
  const short = await tokens("x", "unchanged").json();
  short.expires_in = 2;
  await client.refresh();
  server.always("/api/notes", ({ headers }) => json(headers.get("authorization")));
  await time.advance(1700);
  expect(await (await client.fetch(notes)).json()).toBe("Bearer short-1");
  await time.advance(200);
  expect(await (await client.fetch(notes)).json()).toBe("Bearer short-2");
});
