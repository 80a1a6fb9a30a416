/**
 * Goal: one refresh at a time; everyone who waits for it settles; only the server's own refusal ends a session.
 * Method: a signed-in client on a scripted server and manual time.
 */
import { expect, test } from "vitest";
import { type Lock, SessionError, UnavailableError } from "../../src/client/index.ts";
import { json, problem, tokens } from "./support/answers.ts";
import { outcomeOf, signedInClient } from "./support/make-client.ts";
import { settled } from "./support/manual-time.ts";
import { held, offline } from "./support/scripted-server.ts";

const notes = "https://app.test/api/notes";
const five = <T>(call: () => Promise<T>): Promise<(T | Error)[]> =>
  Promise.all(Array.from({ length: 5 }, () => outcomeOf(call())));

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

test("a refused refresh settles every waiter with the reason, and the state is ended", async () => {
  const { client, server, states, ofType } = await signedInClient();
  server.expireTokens();
  server.always("/auth/refresh", () => problem("session_revoked", { reason: "logged_out_elsewhere" }));
  const outcomes = await five(() => client.fetch(notes));
  for (const outcome of outcomes) {
    expect(outcome).toBeInstanceOf(SessionError);
    expect(outcome).toMatchObject({ code: "session_revoked", reason: "logged_out_elsewhere" });
  }
  expect(server.to("/auth/refresh")).toHaveLength(1);
  expect(server.to("/api/notes")).toHaveLength(5);
  expect(client.state).toEqual({ status: "ended", code: "session_revoked", reason: "logged_out_elsewhere" });
  expect(states.map(({ status }) => status)).toEqual(["signedIn", "ended"]);
  expect(ofType("session_ended")).toHaveLength(1);
});

test.each([
  "refresh_token_missing",
  "refresh_token_unknown",
  "refresh_token_reused",
  "session_expired",
  "session_revoked",
] as const)("%s ends a session that was there", async (code) => {
  const { client, server } = await signedInClient();
  server.always("/auth/refresh", () => problem(code));
  expect(await outcomeOf(client.refresh())).toMatchObject({ name: "SessionError", code });
  expect(client.state).toEqual({ status: "ended", code, reason: undefined });
});

test("complaint 23: every queued request settles when refresh throws", async () => {
  const { client, server } = await signedInClient();
  const before = client.state;
  server.expireTokens();
  server.always("/auth/refresh", offline);
  for (const outcome of await five(() => client.fetch(notes)))
    expect(outcome).toBeInstanceOf(UnavailableError);
  expect(client.state).toBe(before);
});

test("complaint 23: every queued request settles when the lock rejects or throws", async () => {
  const broken: Lock = () => Promise.reject(new DOMException("no locks here", "SecurityError"));
  let lock: Lock = (run) => run();
  const { client, server } = await signedInClient({ lock: (run) => lock(run) });
  server.expireTokens();
  lock = broken;
  for (const outcome of await five(() => client.fetch(notes)))
    expect(outcome).toBeInstanceOf(UnavailableError);
  lock = () => {
    throw new Error("at once");
  };
  expect(await outcomeOf(client.refresh())).toBeInstanceOf(UnavailableError);
  lock = (run) => run();
  expect(await client.fetch(notes)).toMatchObject({ status: 200 });
});

test("complaint 23: every queued request settles when the server never answers, after 8 seconds", async () => {
  const { client, server, time } = await signedInClient();
  server.expireTokens();
  server.once("/auth/refresh", held().answer);
  const outcomes = five(() => client.fetch(notes));
  await time.advance(7999);
  expect(server.to("/auth/refresh")).toHaveLength(1);
  expect(time.pending()).toEqual([1]);
  await time.advance(1);
  for (const outcome of await outcomes) {
    expect(outcome).toBeInstanceOf(UnavailableError);
    expect(outcome).toMatchObject({ message: "no answer in time" });
  }
  expect(await client.fetch(notes)).toMatchObject({ status: 200 });
});

test("a fetch that ignores its signal does not keep anyone waiting", async () => {
  const { client, server, time } = await signedInClient({ refreshTimeoutMs: 3000 });
  server.once("/auth/refresh", () => new Promise(() => undefined));
  const refreshed = outcomeOf(client.refresh());
  await time.advance(3000);
  expect(await refreshed).toBeInstanceOf(UnavailableError);
});

test("an answer whose body never ends is given up in time", async () => {
  const { client, server, time } = await signedInClient();
  const body = new ReadableStream({ start: (out) => out.enqueue(new TextEncoder().encode('{"access_')) });
  server.once("/auth/refresh", () => new Response(body, { headers: { "content-type": "application/json" } }));
  const refreshed = outcomeOf(client.refresh());
  await time.advance(8000);
  expect(await refreshed).toBeInstanceOf(UnavailableError);
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

test.each([
  ["503", () => problem("store_unavailable", { headers: { "retry-after": "3" } }), 503, 3000],
  ["500", () => problem("internal_error"), 500, undefined],
  ["429", () => new Response(null, { status: 429, headers: { "retry-after": "60" } }), 429, 60_000],
  ["a proxy's 403", () => new Response("<h1>Forbidden</h1>", { status: 403 }), 403, undefined],
  ["a captive portal's 200", () => json({ portal: true }), 200, undefined],
])(
  "complaint 18: %s is no reason to log out: the state stays and the server is sent nothing more",
  async (_name, answer, status, retryAfterMs) => {
    const { client, server, time } = await signedInClient();
    const before = client.state;
    server.always("/auth/refresh", answer);
    const outcome = await outcomeOf(client.refresh());
    expect(outcome).toBeInstanceOf(UnavailableError);
    expect(outcome).toMatchObject({ status, retryAfterMs });
    await time.advance(600_000);
    expect(client.state).toBe(before);
    expect(server.arrived.map(({ path }) => path)).toEqual(["/auth/refresh"]);
  },
);

test("superseded is tried again after short, jittered, growing waits", async () => {
  const { client, server, time } = await signedInClient();
  for (let turn = 0; turn < 3; turn++)
    server.once("/auth/refresh", () => problem("refresh_token_superseded"));
  const refreshed = client.refresh();
  const delays: number[] = [];
  for (let turn = 0; turn < 3; turn++) {
    await settled();
    const [delay = Number.NaN] = time.pending();
    delays.push(delay);
    await time.advance(delay);
  }
  expect(delays).toEqual([100, 200, 400]);
  expect(await refreshed).toMatchObject({ generation: 2 });
});

test("superseded four times in a row is unavailable, not the end", async () => {
  const { client, server, time } = await signedInClient();
  server.always("/auth/refresh", () => problem("refresh_token_superseded"));
  const refreshed = outcomeOf(client.refresh());
  await time.advance(60_000);
  expect(await refreshed).toMatchObject({
    name: "UnavailableError",
    code: "refresh_token_superseded",
    status: 409,
  });
  expect(server.to("/auth/refresh")).toHaveLength(4);
  expect(client.state.status).toBe("signedIn");
});

test("a refresh is a POST with the CSRF header, never cached, never redirected, and without a body", async () => {
  const { client, server } = await signedInClient();
  await client.refresh();
  const [request] = server.to("/auth/refresh");
  expect(request).toMatchObject({ method: "POST", body: "" });
  expect(request?.init).toMatchObject({ cache: "no-store", redirect: "error", credentials: "same-origin" });
  expect(request?.headers.get("pawl-csrf")).toBe("1");
  expect(request?.headers.get("content-type")).toBe("application/json");
  expect(request?.headers.has("authorization")).toBe(false);
});

test.each([
  ["rotated", 1],
  ["replayed", 1],
  ["recovered", 1],
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

test("the end of a session wipes the token: a logout after it has none to send", async () => {
  const { client, server } = await signedInClient();
  server.once("/auth/refresh", () => problem("session_expired"));
  await outcomeOf(client.refresh());
  await client.logout();
  expect(server.to("/auth/logout").map(({ headers }) => headers.has("authorization"))).toEqual([false]);
});

test("close() while signed in makes waiters unavailable: nobody has ended anything", async () => {
  const { client, server } = await signedInClient();
  server.once("/auth/refresh", held().answer);
  const refreshed = outcomeOf(client.refresh());
  await settled();
  client.close();
  expect(await refreshed).toBeInstanceOf(UnavailableError);
  expect(await outcomeOf(client.fetch(notes))).toBeInstanceOf(UnavailableError);
  expect(server.to("/api/notes")).toEqual([]);
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
