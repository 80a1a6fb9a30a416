/**
 * Goal: the notes API is open to nobody without a session, shows each user their own notes only, and refuses what it
 * cannot use. Method: real HTTP against the demo's listener, two users, everything in memory.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Note } from "../server/notes.ts";
import { maxNotes } from "../server/notes.ts";
import { type RunningApp, runApp } from "./running-app.ts";

let app: RunningApp;
let ann: string;
let bob: string;

beforeAll(async () => {
  app = await runApp();
  await app.addUser("ann@example.com");
  await app.addUser("bob@example.com");
  ann = (await app.login("ann@example.com")).access_token;
  bob = (await app.login("bob@example.com")).access_token;
});

afterAll(() => app.close());

async function add(token: string, text: string): Promise<Note> {
  const response = await app.request("POST", "/api/notes", { token, body: { text } });
  expect(response.status).toBe(201);
  return ((await response.json()) as { note: Note }).note;
}

async function list(token: string): Promise<Note[]> {
  const response = await app.request("GET", "/api/notes", { token });
  expect(response.status).toBe(200);
  return ((await response.json()) as { notes: Note[] }).notes;
}

describe("the guard", () => {
  test.each([
    ["GET", "/api/notes"],
    ["POST", "/api/notes"],
    ["DELETE", "/api/notes/1"],
    ["GET", "/api/me"],
    ["POST", "/api/demo/expire-access-token"],
    ["POST", "/api/demo/revoke-session"],
    ["GET", "/api/whatever"],
  ])("%s %s without a token is 401 with a bare challenge", async (method, path) => {
    const response = await app.request(method, path);
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toBe('Bearer realm="pawl"');
  });

  test("a forged token is 401 with error invalid_token", async () => {
    const response = await app.request("GET", "/api/notes", { token: `${ann.slice(0, -4)}AAAA` });
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toContain('error="invalid_token"');
  });

  test("a token in the query is not a token", async () => {
    expect((await app.request("GET", `/api/notes?access_token=${ann}`)).status).toBe(401);
  });
});

describe("notes", () => {
  test("what was added is listed, newest first, until it is deleted", async () => {
    const first = await add(ann, "first");
    const second = await add(ann, "  second  ");
    expect((await list(ann)).map((note) => note.text).slice(0, 2)).toEqual(["second", "first"]);

    for (const { id } of [first, second]) {
      expect((await app.request("DELETE", `/api/notes/${id}`, { token: ann })).status).toBe(204);
    }
    expect(await list(ann)).toEqual([]);
    expect((await app.request("DELETE", `/api/notes/${first.id}`, { token: ann })).status).toBe(404);
  });

  test("nobody sees or deletes another's, whose id looks like one that does not exist", async () => {
    const note = await add(ann, "Ann's");
    expect(await list(bob)).toEqual([]);
    const foreign = await app.request("DELETE", `/api/notes/${note.id}`, { token: bob });
    const missing = await app.request("DELETE", "/api/notes/none", { token: bob });
    expect(foreign.status).toBe(404);
    expect(await foreign.text()).toBe(await missing.text());
    expect(await list(ann)).toEqual([note]);
  });

  test("markup comes back as the text that it is, in an answer that no browser renders", async () => {
    const text = "<img src=x onerror=alert(1)>";
    await add(bob, text);
    const response = await app.request("GET", "/api/notes", { token: bob });
    expect(response.headers.get("content-type")).toBe("application/json; charset=utf-8");
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(((await response.json()) as { notes: Note[] }).notes[0]?.text).toBe(text);
  });

  test("there is an end to them", async () => {
    await app.addUser("carl@example.com");
    const carl = (await app.login("carl@example.com")).access_token;
    for (let count = 0; count < maxNotes; count++) await add(carl, "one more");
    const response = await app.request("POST", "/api/notes", { token: carl, body: { text: "too many" } });
    expect(response.status).toBe(409);
    expect(await list(carl)).toHaveLength(maxNotes);
  });
});

describe("bodies", () => {
  test.each([
    ["no body", {}, 415],
    ["another content type", { body: '{"text":"a"}', contentType: "text/plain" }, 415],
    ["broken JSON", { body: '{"text":' }, 400],
    ["a list", { body: ["a"] }, 400],
    ["null", { body: "null" }, 400],
    ["no text", { body: {} }, 400],
    ["empty text", { body: { text: "  " } }, 400],
    ["text that is no string", { body: { text: { $ne: 1 } } }, 400],
    ["a field too many", { body: { text: "a", subject: "usr_other" } }, 400],
    ["a text too long", { body: { text: "a".repeat(1001) } }, 400],
    ["a body too long", { body: { text: "a".repeat(9000) } }, 413],
    ["a much longer body", { body: { text: "a".repeat(5_000_000) } }, 413],
  ])("%s is refused with a problem, and nothing is added", async (_name, options, status) => {
    const before = await list(ann);
    const response = await app.request("POST", "/api/notes", { token: ann, ...options });
    expect(response.status).toBe(status);
    expect(response.headers.get("content-type")).toBe("application/problem+json; charset=utf-8");
    expect(await response.json()).toMatchObject({ type: "about:blank", status });
    expect(await list(ann)).toEqual(before);
  });

  test("another method is 405 and says which ones there are", async () => {
    const response = await app.request("PUT", "/api/notes", { token: ann, body: { text: "a" } });
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("GET, POST");
  });
});

test("the profile names the caller", async () => {
  const response = await app.request("GET", "/api/me", { token: bob });
  expect(await response.json()).toEqual({ email: "bob@example.com" });
});
