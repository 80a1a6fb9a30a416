/**
 * Goal: the panel's buttons do on the server what they say, to the caller's own session only, and the answer to a
 * token that was made to expire is the answer to an expired one, byte for byte. Method: real HTTP.
 */
import { afterEach, beforeEach, expect, test } from "vitest";
import { type RunningApp, runApp } from "./running-app.ts";

let app: RunningApp;

beforeEach(async () => {
  app = await runApp();
  await app.addUser("ann@example.com");
});

afterEach(() => app.close());

const status = async (path: string, token: string) => (await app.request("GET", path, { token })).status;

test("an access token made to expire is refused exactly as one that Pawl refuses", async () => {
  const { access_token: token } = await app.login("ann@example.com");
  expect(await status("/api/notes", token)).toBe(200);
  expect((await app.request("POST", "/api/demo/expire-access-token", { token })).status).toBe(204);

  const refused = await app.request("GET", "/api/notes", { token });
  const forged = await app.request("GET", "/api/notes", { token: `${token.slice(0, -4)}AAAA` });
  expect(refused.status).toBe(401);
  const comparable = async (response: Response) => {
    const headers = [...response.headers].filter(([name]) => name !== "date");
    return { headers, body: await response.text() };
  };
  expect(await comparable(refused)).toEqual(await comparable(forged));
});

test("it is refused on Pawl's own session routes, too", async () => {
  const { access_token: token } = await app.login("ann@example.com");
  await app.request("POST", "/api/demo/expire-access-token", { token });
  expect(await status("/auth/session", token)).toBe(401);
  expect(await status("/auth/sessions", token)).toBe(401);
});

test("a refresh brings a token that is accepted, and other sessions notice nothing", async () => {
  const { access_token: token, refresh_token: refreshToken } = await app.login("ann@example.com");
  const other = await app.login("ann@example.com");
  await app.request("POST", "/api/demo/expire-access-token", { token });

  const refreshed = await app.request("POST", "/auth/refresh", { body: { refresh_token: refreshToken } });
  const { access_token: next } = (await refreshed.json()) as { access_token: string };
  expect(await status("/api/notes", next)).toBe(200);
  expect(await status("/api/notes", other.access_token)).toBe(200);
});

test.each(["revoked_by_admin", "password_changed", "logged_out_elsewhere"] as const)(
  "ending the session as %s ends it with that reason, and no other session",
  async (reason) => {
    const { access_token: token, refresh_token: refreshToken } = await app.login("ann@example.com");
    const other = await app.login("ann@example.com");
    const ended = await app.request("POST", "/api/demo/end-session", { token, body: { reason } });
    expect(ended.status).toBe(204);

    expect(await status("/api/notes", token)).toBe(401);
    const refused = await app.request("POST", "/auth/refresh", { body: { refresh_token: refreshToken } });
    expect(await refused.json()).toMatchObject({ code: "session_revoked", reason });
    expect(await status("/api/notes", other.access_token)).toBe(200);
  },
);

test.each([{}, { reason: "boredom" }, { reason: ["inactivity"] }, { reason: "inactivity", sid: "another" }])(
  "a session is not ended for %j",
  async (body) => {
    const { access_token: token } = await app.login("ann@example.com");
    expect((await app.request("POST", "/api/demo/end-session", { token, body })).status).toBe(400);
    expect(await status("/api/notes", token)).toBe(200);
  },
);

test("controls take POST only, want a session, and there are no others", async () => {
  const { access_token: token } = await app.login("ann@example.com");
  for (const control of ["expire-access-token", "cut-network", "shorten-inactivity", "end-session"]) {
    expect(await status(`/api/demo/${control}`, token)).toBe(405);
    expect((await app.request("POST", `/api/demo/${control}`)).status).toBe(401);
  }
  expect(await status("/api/demo/whatever", token)).toBe(404);
  expect(await status("/api/notes", token)).toBe(200);
});
