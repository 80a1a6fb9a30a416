/**
 * Goal: the button that shortens a session's patience does so for that session alone, and everything else about the
 * session stays as it was. Method: real HTTP; what the server says of the session's end before and after.
 */
import type { TokenResponse } from "pawl/server";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type RunningApp, runApp } from "./running-app.ts";

let app: RunningApp;

beforeEach(async () => {
  app = await runApp();
  await app.addUser("ann@example.com");
});

afterEach(() => app.close());

const patienceMs = ({ session }: TokenResponse) => session.inactivity_expires_at - session.last_active_at;

/** Logs in as a page does, with a cookie; and refreshes with it. */
async function openPage() {
  const headers = { origin: app.origin, "pawl-csrf": "1", "sec-fetch-site": "same-origin" };
  let cookie = "";
  const post = async (path: string, body: object) => {
    const response = await fetch(app.origin + path, {
      method: "POST",
      headers: { ...headers, cookie, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    expect(response.status).toBe(200);
    [cookie = ""] = (response.headers.get("set-cookie") ?? "").split(";", 1);
    return (await response.json()) as TokenResponse;
  };
  const login = { email: "ann@example.com", password: app.password, transport: "cookie" };
  return { first: await post("/auth/login", login), refresh: () => post("/auth/refresh", {}) };
}

test("the shortened session ends after a minute without use, and the other one as late as before", async () => {
  const page = await openPage();
  const other = await openPage();
  const { access_token: token } = page.first;
  expect((await app.request("POST", "/api/demo/shorten-inactivity", { token })).status).toBe(204);

  expect(patienceMs(await page.refresh())).toBe(60_000);
  expect(patienceMs(await other.refresh())).toBe(patienceMs(other.first));
});

test("it is the same session, its tokens are accepted everywhere, and it can still be ended", async () => {
  const page = await openPage();
  await app.request("POST", "/api/demo/shorten-inactivity", { token: page.first.access_token });
  const { access_token: token, session } = await page.refresh();

  expect(session.sid).toBe(page.first.session.sid);
  for (const path of ["/api/notes", "/auth/session", "/auth/sessions"]) {
    expect((await app.request("GET", path, { token })).status).toBe(200);
  }
  const stream = await app.request("GET", "/auth/events", { token });
  await app.request("POST", "/api/demo/end-session", { token, body: { reason: "revoked_by_admin" } });
  expect(await stream.text()).toContain('event: session_ended\ndata: {"reason":"revoked_by_admin"}');
});
