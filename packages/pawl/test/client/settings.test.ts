/**
 * Goal: mistakes are told at construction, by the option's name; and without a document nothing is assumed.
 * Method: `createClient` in Node, where there is no document, no location and no page.
 */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { openChannel } from "../../src/client/channel.ts";
import { createClient } from "../../src/client/index.ts";
import { makeClient } from "./support/make-client.ts";

test.each([
  [{ authUrl: "https://" }, /`authUrl` must be absolute/],
  [{ authUrl: "https://app.test/auth", apiOrigins: ["api.test"] }, /`apiOrigins` must be absolute/],
  [{ authUrl: "https://app.test/auth", apiOrigins: ["*"] }, /`apiOrigins` must be absolute/],
])("%j is a TypeError", (options, message) => {
  expect(() => createClient({ restore: false, ...options })).toThrow(TypeError);
  expect(() => createClient({ restore: false, ...options })).toThrow(message);
});

test("on a server, where a relative authUrl leads nowhere, nobody is known and nothing is asked", async () => {
  const { client, server, time } = makeClient({ authUrl: "/auth", subject: "ada" });
  await time.advance(600_000);
  expect(client.state).toEqual({ status: "restoring", offline: false, subject: "ada" });
  expect(server.arrived).toEqual([]);
  expect(time.pending()).toEqual([]);
});

test("a page that was rendered for somebody is fenced when the browser is another user's", async () => {
  const { client, time } = makeClient({ subject: "grace" });
  await time.advance(1000);
  expect(client.state).toMatchObject({ status: "ended", reason: "replaced_by_login", subject: "grace" });
});

test.each([
  ["https://app.test/auth", "https://app.test/auth/login"],
  ["https://app.test/auth/", "https://app.test/auth/login"],
  ["https://app.test", "https://app.test/login"],
  ["https://app.test/a/b?x#y", "https://app.test/a/b/login"],
])("authUrl %s: the login is at %s", async (authUrl, expected) => {
  const { client, server } = makeClient({ restore: false, authUrl });
  server.always(new URL(expected).pathname, () => new Response(null, { status: 503 }));
  await client.login({ email: "ada", password: "right" }).catch(() => undefined);
  expect(server.arrived.map(({ url }) => url)).toEqual([expected]);
});

test("where there is no page there is no channel, although Node has a BroadcastChannel", () => {
  expect(globalThis.BroadcastChannel).toBeDefined();
  expect(openChannel("https://app.test/auth")).toBeUndefined();
});

test("the functions of a client need no this", async () => {
  const { client } = makeClient();
  const { login, fetch, refresh, subscribe, logout, close } = client;
  const unsubscribe = subscribe(() => undefined);
  await login({ email: "ada", password: "right" });
  expect(await fetch("https://app.test/api/notes")).toMatchObject({ status: 200 });
  await refresh();
  await logout();
  unsubscribe();
  close();
});

test("on a server: importing does nothing, and a client without restore lets the process end", () => {
  const index = fileURLToPath(new URL("../../src/client/index.ts", import.meta.url));
  const script = `
    const before = Reflect.ownKeys(globalThis).length;
    globalThis.fetch = () => { throw new Error("a request was made"); };
    const { createClient } = await import(${JSON.stringify(index)});
    const client = createClient({ authUrl: "https://app.test/auth", restore: false });
    const after = Reflect.ownKeys(globalThis).length;
    console.log(JSON.stringify([client.state, after - before]));
  `;
  const output = execFileSync(process.execPath, ["--input-type=module", "-e", script], {
    encoding: "utf8",
    timeout: 20_000,
  });
  expect(JSON.parse(output)).toEqual([{ status: "signedOut" }, 0]);
});
