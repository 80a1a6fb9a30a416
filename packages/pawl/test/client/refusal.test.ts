/**
 * Goal: whatever comes of a refresh, everyone who waits for it settles; only the server's own refusal ends a session.
 * Method: a signed-in client whose refreshes are refused, fail, hang, or are answered by somebody else.
 */
import { expect, test } from "vitest";
import { type Lock, SessionError, UnavailableError } from "../../src/client/index.ts";
import { json, problem } from "./support/answers.ts";
import { five, outcomeOf, signedInClient } from "./support/make-client.ts";
import { settled } from "./support/manual-time.ts";
import { held, offline } from "./support/scripted-server.ts";

const notes = "https://app.test/api/notes";

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
  expect(client.state).toEqual({
    status: "ended",
    code: "session_revoked",
    reason: "logged_out_elsewhere",
    subject: "ada",
  });
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
  const { client, server, time } = await signedInClient();
  server.always("/auth/refresh", () => problem(code));
  const asking = outcomeOf(client.refresh());
  // Another tab may know the reason.
  await time.advance(100);
  expect(await asking).toMatchObject({ name: "SessionError", code });
  expect(client.state).toEqual({ status: "ended", code, reason: undefined, subject: "ada" });
});

test("complaint 23: every queued request settles when refresh throws", async () => {
  const { client, server } = await signedInClient();
  const before = client.state;
  server.expireTokens();
  server.always("/auth/refresh", offline);
  for (const outcome of await five(() => client.fetch(notes)))
    expect(outcome).toBeInstanceOf(UnavailableError);
  expect(client.state).toEqual({ ...before, offline: true });
});

test("complaint 23: every queued request settles when the lock rejects or throws", async () => {
  const broken: Lock = () => Promise.reject(new DOMException("no locks here", "SecurityError"));
  let lock: Lock = (run) => run(false);
  const { client, server, time } = await signedInClient({ lock: (run) => lock(run) });
  server.expireTokens();
  lock = broken;
  for (const outcome of await five(() => client.fetch(notes)))
    expect(outcome).toBeInstanceOf(UnavailableError);
  lock = () => {
    throw new Error("at once");
  };
  expect(await outcomeOf(client.refresh())).toBeInstanceOf(UnavailableError);
  lock = (run) => run(false);
  await time.advance(3000);
  expect(await client.fetch(notes)).toMatchObject({ status: 200 });
});

test("complaint 23: every queued request settles when the server never answers, after 8 seconds", async () => {
  const { client, server, time } = await signedInClient();
  server.expireTokens();
  server.once("/auth/refresh", held().answer);
  const outcomes = five(() => client.fetch(notes));
  await time.advance(7999);
  expect(server.to("/auth/refresh")).toHaveLength(1);
  await time.advance(1);
  for (const outcome of await outcomes) {
    expect(outcome).toBeInstanceOf(UnavailableError);
    expect(outcome).toMatchObject({ message: "no answer in time" });
  }
  await time.advance(3000);
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

test.each([
  ["503", () => problem("store_unavailable", { headers: { "retry-after": "3" } }), 503, 3000],
  ["500", () => problem("internal_error"), 500, undefined],
  ["429", () => new Response(null, { status: 429, headers: { "retry-after": "60" } }), 429, 60_000],
  ["a proxy's 403", () => new Response("<h1>Forbidden</h1>", { status: 403 }), 403, undefined],
  ["a captive portal's 200", () => json({ portal: true }), 200, undefined],
])(
  "complaint 18: %s is no reason to log out: the state says offline, and the server is sent no logout",
  async (_name, answer, status, retryAfterMs) => {
    const { client, server, time } = await signedInClient();
    const before = client.state;
    server.always("/auth/refresh", answer);
    const outcome = await outcomeOf(client.refresh());
    expect(outcome).toBeInstanceOf(UnavailableError);
    expect(outcome).toMatchObject({ status, retryAfterMs });
    await time.advance(600_000);
    expect(client.state).toEqual({ ...before, offline: true });
    expect(new Set(server.arrived.map(({ path }) => path))).toEqual(new Set(["/auth/refresh"]));
    server.normally("/auth/refresh");
    await time.advance(120_000);
    expect(client.state).toMatchObject({ status: "signedIn", offline: false });
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
  await time.advance(700);
  expect(await refreshed).toMatchObject({
    name: "UnavailableError",
    code: "refresh_token_superseded",
    status: 409,
  });
  expect(server.to("/auth/refresh")).toHaveLength(4);
  expect(client.state.status).toBe("signedIn");
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
