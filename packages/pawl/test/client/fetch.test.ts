/**
 * Goal: `client.fetch` is fetch with a good token: sent only where it belongs, each request at most twice.
 * Method: a signed-in client on a scripted server; what arrives there is looked at.
 */
import { expect, test } from "vitest";
import { SessionError } from "../../src/client/index.ts";
import { json, problem, unauthorized } from "./support/answers.ts";
import { makeClient, outcomeOf, signedInClient } from "./support/make-client.ts";
import { settled } from "./support/manual-time.ts";
import { held } from "./support/scripted-server.ts";

const notes = "https://app.test/api/notes";
const authorization = (request: { headers: Headers } | undefined): string | null =>
  request?.headers.get("authorization") ?? null;

test("the access token goes with a request to an API origin", async () => {
  const { client, server } = await signedInClient();
  const response = await client.fetch(notes, { method: "PUT", headers: { "x-note": "1" }, body: "text" });
  expect(response.status).toBe(200);
  const [request] = server.to("/api/notes");
  expect(authorization(request)).toBe("Bearer access-token-1");
  expect(request).toMatchObject({ method: "PUT", body: "text" });
  expect(request?.headers.get("x-note")).toBe("1");
});

test.each([
  ["a string", notes],
  ["a URL", new URL(notes)],
  ["a Request", new Request(notes)],
])("the request may be %s", async (_name, input) => {
  const { client, server } = await signedInClient();
  expect(await client.fetch(input)).toMatchObject({ status: 200 });
  expect(authorization(server.to("/api/notes")[0])).toBe("Bearer access-token-1");
});

test.each([
  "https://other.test/x",
  "http://app.test/x",
  "https://app.test:8443/x",
  "https://app.test.evil.test/x",
])("C69: another origin gets no token and no refresh: %s", async (url) => {
  const { client, server } = await signedInClient();
  server.always("/x", unauthorized);
  for (const input of [url, new Request(url)]) {
    expect(await client.fetch(input)).toMatchObject({ status: 401 });
  }
  expect(server.arrived.map(({ path }) => path)).toEqual(["/x", "/x"]);
  expect(server.arrived.map(authorization)).toEqual([null, null]);
});

test("configured API origins get the token, and then only those", async () => {
  const { client, server } = await signedInClient({ apiOrigins: ["https://api.test"] });
  server.always("/x", ({ headers }) => json(headers.get("authorization")));
  expect(await (await client.fetch("https://api.test/x")).json()).toBe("Bearer access-token-1");
  expect(await (await client.fetch("https://app.test/x")).json()).toBeNull();
});

test.each([
  ["init", notes, { headers: { Authorization: "Basic eA==" } }],
  ["a Request", new Request(notes, { headers: { authorization: "Basic eA==" } }), undefined],
])(
  "an Authorization header of the caller, in %s, is left alone, and so is its 401",
  async (_name, input, init) => {
    const { client, server } = await signedInClient();
    server.always("/api/notes", unauthorized);
    expect(await client.fetch(input, init)).toMatchObject({ status: 401 });
    expect(server.arrived.map(authorization)).toEqual(["Basic eA=="]);
  },
);

test("a second 401 is handed to the caller; there is no third attempt", async () => {
  const { client, server } = await signedInClient();
  server.always("/api/notes", unauthorized);
  expect(await client.fetch(notes)).toMatchObject({ status: 401 });
  expect(server.to("/api/notes")).toHaveLength(2);
  expect(server.to("/auth/refresh")).toHaveLength(1);
  expect(client.state.status).toBe("signedIn");
});

test.each([
  ["no challenge", () => new Response("no", { status: 401 })],
  [
    "another error of ours",
    () => problem("invalid_credentials", { headers: { "www-authenticate": "Bearer" } }),
  ],
  [
    "insufficient scope",
    () =>
      new Response("", { status: 401, headers: { "www-authenticate": 'Bearer error="insufficient_scope"' } }),
  ],
  [
    "a 403 that speaks of the token",
    () => new Response("", { status: 403, headers: { "www-authenticate": 'Bearer error="invalid_token"' } }),
  ],
])("complaint 44: an API's 401 for its own reason is its own business: %s", async (_name, answer) => {
  const { client, server } = await signedInClient();
  server.always("/api/notes", answer);
  const response = await client.fetch(notes);
  expect(response.ok).toBe(false);
  expect(server.to("/api/notes")).toHaveLength(1);
  expect(server.to("/auth/refresh")).toEqual([]);
});

test.each(["access_token_invalid", "access_token_missing"] as const)(
  "our own problem body is enough where WWW-Authenticate is hidden: %s",
  async (code) => {
    const { client, server } = await signedInClient();
    server.once("/api/notes", () => {
      const answer = problem(code);
      answer.headers.delete("www-authenticate");
      return answer;
    });
    expect(await client.fetch(notes)).toMatchObject({ status: 200 });
    expect(server.to("/auth/refresh")).toHaveLength(1);
  },
);

test("the body of a 401 that is handed over can still be read", async () => {
  const { client, server } = await signedInClient();
  server.always("/api/notes", () =>
    problem("invalid_credentials", { headers: { "www-authenticate": "Bearer" } }),
  );
  expect(await (await client.fetch(notes)).json()).toMatchObject({ code: "invalid_credentials" });
});

test("a 401 for an old token is retried with the newer one, without another refresh", async () => {
  const { client, server } = await signedInClient();
  const slow = held();
  server.once("/api/slow", slow.answer);
  const response = client.fetch("https://app.test/api/slow");
  await settled();
  await client.refresh();
  slow.release(unauthorized);
  expect(await response).toMatchObject({ status: 200 });
  expect(server.to("/auth/refresh")).toHaveLength(1);
  expect(server.to("/api/slow").map(authorization)).toEqual([
    "Bearer access-token-1",
    "Bearer access-token-2",
  ]);
});

test("a late 401 after the session has ended is told so, without another refresh", async () => {
  const { client, server } = await signedInClient();
  const slow = held();
  server.once("/api/slow", slow.answer);
  const response = outcomeOf(client.fetch("https://app.test/api/slow"));
  await settled();
  server.always("/auth/refresh", () => problem("session_expired", { reason: "inactivity" }));
  await outcomeOf(client.refresh());
  slow.release(unauthorized);
  expect(await response).toMatchObject({
    name: "SessionError",
    code: "session_expired",
    reason: "inactivity",
  });
  expect(server.to("/auth/refresh")).toHaveLength(1);
});

test("a late 401 after logout is handed over as it is", async () => {
  const { client, server } = await signedInClient();
  const slow = held();
  server.once("/api/slow", slow.answer);
  const response = client.fetch("https://app.test/api/slow");
  await settled();
  await client.logout();
  slow.release(unauthorized);
  expect(await response).toMatchObject({ status: 401 });
  expect(server.to("/api/slow")).toHaveLength(1);
  expect(server.to("/auth/refresh")).toEqual([]);
});

test("signed out, a request goes out without a token, and its 401 comes back without a refresh", async () => {
  const { client, server, events } = makeClient({ restore: false });
  expect(await client.fetch(notes)).toMatchObject({ status: 401 });
  expect(events).toEqual([]);
  expect(server.arrived.map(({ path }) => path)).toEqual(["/api/notes"]);
  expect(authorization(server.arrived[0])).toBeNull();
});

test("once the session has ended, a request is refused before it is sent", async () => {
  const { client, server } = await signedInClient();
  server.always("/auth/refresh", () => problem("session_revoked", { reason: "revoked_by_admin" }));
  await outcomeOf(client.refresh());
  const outcome = await outcomeOf(client.fetch(notes));
  expect(outcome).toBeInstanceOf(SessionError);
  expect(outcome).toMatchObject({ code: "session_revoked", reason: "revoked_by_admin" });
  expect(server.to("/api/notes")).toEqual([]);
});

test("a failure of the network reaches the caller as fetch tells it, and nothing is refreshed", async () => {
  const { client, server } = await signedInClient();
  server.always("/api/notes", () => {
    throw new TypeError("Failed to fetch");
  });
  expect(await outcomeOf(client.fetch(notes))).toBeInstanceOf(TypeError);
  expect(server.to("/auth/refresh")).toEqual([]);
});

test("complaint 50: what was started as one user is never sent as another", async () => {
  const { client, server } = await signedInClient();
  server.expireTokens();
  // Someone else has logged in in another tab: the cookie jar is theirs now.
  server.session = { subject: "grace", generation: 0 };
  const outcome = await outcomeOf(client.fetch(notes, { method: "DELETE" }));
  expect(outcome).toMatchObject({
    name: "SessionError",
    code: "session_revoked",
    reason: "replaced_by_login",
  });
  expect(server.to("/api/notes")).toHaveLength(1);
  // The page is still the former user's, and nothing goes out from it until somebody logs in in it.
  expect(client.state).toMatchObject({ status: "ended", reason: "replaced_by_login", subject: "ada" });
  expect(await outcomeOf(client.fetch(notes))).toMatchObject({ reason: "replaced_by_login" });
  expect(server.to("/api/notes")).toHaveLength(1);
  await client.login({ email: "grace", password: "right" });
  expect(await client.fetch(notes)).toMatchObject({ status: 200 });
});

test("complaint 50: a token known to be expired is not replaced by another user's either", async () => {
  const { client, server, time } = await signedInClient();
  await time.advance(1_800_000);
  server.session = { subject: "grace", generation: 0 };
  expect(await outcomeOf(client.fetch(notes))).toMatchObject({ reason: "replaced_by_login" });
  expect(server.to("/api/notes")).toEqual([]);
});

test("an API that always says invalid_token costs one refresh and one retry for each call, never a loop", async () => {
  const { client, server, time } = await signedInClient();
  server.always("/api/notes", unauthorized);
  for (let call = 0; call < 3; call++) await client.fetch(notes);
  await time.advance(60_000);
  expect(server.to("/api/notes")).toHaveLength(6);
  expect(server.to("/auth/refresh")).toHaveLength(3);
});
