/**
 * Goal: a cut network is one for the browser that asked for it, whatever it sends; nobody else notices, and it ends by
 * itself or when told to. Method: real HTTP for the demo; the cut alone, with a clock of our own, for its end.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createNetworkCut, cutMs } from "../server/network-cut.ts";
import { type RunningApp, runApp } from "./running-app.ts";

let app: RunningApp;

beforeEach(async () => {
  app = await runApp();
  await app.addUser("ann@example.com");
});

afterEach(() => app.close());

/** What became of a request with these headers: its status, or that there was no answer. */
async function outcome(path: string, headers: Record<string, string> = {}, method = "GET") {
  try {
    return (await fetch(app.origin + path, { method, headers })).status;
  } catch {
    return "no answer";
  }
}

async function cutOff() {
  const { access_token: token } = await app.login("ann@example.com");
  const authorization = `Bearer ${token}`;
  const response = await app.request("POST", "/api/demo/cut-network", { token });
  expect(response.status).toBe(204);
  const setCookie = response.headers.get("set-cookie") ?? "";
  return { authorization, setCookie, cookie: setCookie.split(";", 1)[0] as string };
}

test("the browser that is cut off reaches neither the API nor a login, and still gets the page", async () => {
  const { authorization, cookie, setCookie } = await cutOff();
  expect(setCookie).toMatch(/; Max-Age=20; Path=\/; HttpOnly; SameSite=Strict$/);
  expect(await outcome("/api/notes", { authorization, cookie })).toBe("no answer");
  expect(await outcome("/auth/login", { cookie }, "POST")).toBe("no answer");
  expect(await outcome("/auth/refresh", { cookie }, "POST")).toBe("no answer");
  // As at a page load: what is missing is the network to the server's API, not the page that shows it.
  expect(await outcome("/", { cookie })).toBe(404);
});

test("what its session sends without a cookie is cut off, too, and what it listened to is broken off", async () => {
  const { access_token: token } = await app.login("ann@example.com");
  const authorization = `Bearer ${token}`;
  const stream = await app.request("GET", "/auth/events", { token });
  expect(stream.status).toBe(200);
  const broken = stream.text().then(
    () => "ended",
    () => "broken off",
  );
  await app.request("POST", "/api/demo/cut-network", { token });
  expect(await broken).toBe("broken off");
  expect(await outcome("/auth/events", { authorization })).toBe("no answer");
});

test("other browsers notice nothing, be they the same user's or with a cookie of their own making", async () => {
  await cutOff();
  const other = await app.login("ann@example.com");
  const authorization = `Bearer ${other.access_token}`;
  for (const cookie of ["", "pawl-demo-network-cut=", "pawl-demo-network-cut=x"]) {
    expect(await outcome("/api/notes", { authorization, cookie })).toBe(200);
  }
});

test("it ends when told to, without a session, and by DELETE only", async () => {
  const { authorization, cookie } = await cutOff();
  expect(await outcome("/api/demo/network-cut", { cookie }, "POST")).toBe(405);
  expect(await outcome("/api/demo/network-cut", { cookie }, "DELETE")).toBe(204);
  expect(await outcome("/api/notes", { authorization, cookie })).toBe(200);
});

test("it ends by itself", async () => {
  let now = 1_000_000;
  const cut = createNetworkCut(() => now);
  const server = createServer((req, res) => {
    if (req.url === "/cut") cut.begin("a session", res);
    else res.end(String(cut.isCut(req)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const [cookie = ""] = ((await fetch(`${origin}/cut`)).headers.get("set-cookie") ?? "").split(";", 1);
  const isCut = async () => (await fetch(origin, { headers: { cookie } })).text();

  now += cutMs - 1;
  expect([await isCut(), cut.isCutFor("a session")]).toEqual(["true", true]);
  now += 1;
  expect([await isCut(), cut.isCutFor("a session")]).toEqual(["false", false]);
  await new Promise((resolve) => server.close(resolve));
});
