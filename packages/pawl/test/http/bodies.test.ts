/**
 * Goal: a body is small, is JSON that means one thing, and is exactly what the route asks for (C79, C81, C82).
 * Method: malformed, oversized and hostile bodies over real HTTP; the answer names members and never values.
 */
import { describe, expect, test } from "vitest";
import { ada } from "../support/people.ts";
import { exchange, head } from "./support/connection.ts";
import { expectProblem } from "./support/problem.ts";
import { fromOwnPage, openSite, type Site } from "./support/site.ts";

const good = { email: ada.email, password: ada.password };
const json = { ...fromOwnPage, "Content-Type": "application/json" };

const logIn = (site: Site, body: string | Uint8Array | object, chunked = false) =>
  site.send("POST", "/login", { headers: json, body, chunked });

test.each([
  ["no body", ""],
  ["white space", "  "],
  ["no JSON", "{email"],
  ["two values", "{}{}"],
  ["a comment", '{"email":"a"/**/}'],
  ["a trailing comma", '{"email":"a",}'],
  ["NaN", '{"email":NaN}'],
  ["a byte order mark", "\ufeff{}"],
  ["UTF-16", Buffer.from(JSON.stringify(good), "utf16le")],
  ["broken UTF-8", Buffer.from([0x22, 0xc3, 0x28, 0x22])],
  ["an overlong encoding", Buffer.from([0x22, 0xc0, 0xaf, 0x22])],
  ["a NUL behind", `${JSON.stringify(good)}\0`],
  ["gzip", Buffer.from([0x1f, 0x8b, 0x08, 0, 0, 0, 0, 0])],
  ["null", "null"],
  ["a list", JSON.stringify([good])],
  ["a text", JSON.stringify(JSON.stringify(good))],
  ["a number", "1"],
  ["true", "true"],
])("%s is 400", async (_, body) => {
  expectProblem(await logIn(await openSite(), body), "invalid_request");
});

describe("members that come twice", () => {
  test.each([
    ["the same name", '{"email":"a@b.c","password":"x","password":"y"}'],
    ["a spelling with an escape", '{"email":"a@b.c","password":"x","p\\u0061ssword":"y"}'],
    ["in an inner object", '{"email":"a@b.c","password":{"a":1,"a":2}}'],
  ])("%s: 400, and nobody is asked", async (_, body) => {
    const site = await openSite({ identity: { authenticate: () => Promise.reject(new Error("asked")) } });
    expectProblem(await logIn(site, body), "invalid_request", {
      detail: "The body is not JSON with unique member names.",
    });
  });
});

describe("A49, A51: exactly the members, of exactly the types", () => {
  test.each([
    ["a list as password", { ...good, password: ["x"] }, "password"],
    ["an operator as password", { ...good, password: { $ne: 1 } }, "password"],
    ["a number as password", { ...good, password: 1 }, "password"],
    ["null as password", { ...good, password: null }, "password"],
    ["an empty password", { ...good, password: "" }, "password"],
    ["no password", { email: good.email }, "password"],
    ["a list as e-mail", { ...good, email: [good.email] }, "email"],
    ["an operator as e-mail", { ...good, email: { $gt: "" } }, "email"],
    ["an e-mail of 255 characters", { ...good, email: "a".repeat(255) }, "email"],
    ["a password of 1025 characters", { ...good, password: "a".repeat(1025) }, "password"],
    ["another transport", { ...good, transport: "query" }, "transport"],
    ["a transport of null", { ...good, transport: null }, "transport"],
    ["a text as remember", { ...good, remember: "false" }, "remember"],
    ["a number as remember", { ...good, remember: 0 }, "remember"],
    ["a role", { ...good, role: "admin" }, "the body"],
    ["a subject", { ...good, sub: "usr_grace" }, "the body"],
    ["a sid", { ...good, sid: "BBBBBBBBBBBBBBBBBBBBBB" }, "the body"],
    ["claims", { ...good, claims: { admin: true } }, "the body"],
    ["another case", { ...good, Email: "x@y.z" }, "the body"],
    ["both of them", { email: 1, password: 2 }, "email, password"],
    ["the grant of OAuth", { grant_type: "password", username: "a", password: "b" }, "email, the body"],
  ])("%s is 400 and names the member, not its value", async (_, body, members) => {
    const site = await openSite();
    const answer = await logIn(site, body);
    expectProblem(answer, "invalid_request", { detail: `Not as expected: ${members}.` });
    expect(site.events.all).toEqual([]);
  });
});

describe("C82: a name of a prototype stays a name", () => {
  test.each([
    ["__proto__", `{"email":"${good.email}","password":"${good.password}","__proto__":{"polluted":1}}`],
    ["__proto__ with an escape", '{"\\u005f_proto__":{"polluted":1}}'],
    ["constructor.prototype", JSON.stringify({ ...good, constructor: { prototype: { polluted: 1 } } })],
    ["toString", JSON.stringify({ ...good, toString: 1 })],
  ])("%s is 400 and changes no object", async (_, body) => {
    expectProblem(await logIn(await openSite(), body), "invalid_request");
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });
});

describe("A53: how much", () => {
  const padded = (size: number) => {
    const text = JSON.stringify(good);
    return text + " ".repeat(size - text.length);
  };

  test.each([false, true])("16 KiB to the byte are taken; chunked: %s", async (chunked) => {
    expect((await logIn(await openSite(), padded(16_384), chunked)).status).toBe(200);
  });

  test.each([false, true])("one byte more is 413; chunked: %s", async (chunked) => {
    expectProblem(await logIn(await openSite(), padded(16_385), chunked), "content_too_large");
  });

  test.each([false, true])("ten megabytes are 413, and the server goes on; chunked: %s", async (chunked) => {
    const site = await openSite();
    const answer = await logIn(site, Buffer.alloc(10_000_000, " "), chunked);
    expectProblem(answer, "content_too_large");
    expect(answer.headers.get("connection")).toBe("close");
    expect((await logIn(site, good)).status).toBe(200);
  });

  test("a stated length is only a promise: what comes is counted", async () => {
    const { pawl } = await openSite();
    const request = new Request("https://app.example/auth/login", {
      method: "POST",
      headers: { ...json, "Content-Length": "10" },
      body: padded(20_000),
    });
    expect((await pawl.handler(request)).status).toBe(413);
  });

  test("a stated length that is too much is refused before a byte of it comes", async () => {
    const site = await openSite();
    const lines = ["POST /auth/login HTTP/1.1", "Host: app.example", "Content-Type: application/json"];
    const { statuses, closedByServer } = await exchange(
      site.port,
      head(...lines, "Content-Length: 99999999"),
    );
    expect(statuses).toEqual([413]);
    expect(closedByServer).toBe(true);
  });

  test.each([
    ["lists", "[".repeat(8000) + "]".repeat(8000)],
    ["objects", `${'{"a":'.repeat(2500)}1${"}".repeat(2500)}`],
  ])("nested %s are 400", async (_, body) => {
    expectProblem(await logIn(await openSite(), body), "invalid_request");
  });
});

test("a body at a route that takes none is not read, and decides nothing", async () => {
  const site = await openSite();
  expectProblem(await site.send("POST", "/receipt", { body: "{broken" }), "access_token_missing");
  expectProblem(await site.send("DELETE", "/sessions", { body: { ended: 1 } }), "access_token_missing");
});

test("a body that was read before it came to Pawl is this server's mistake: 500, and the event says which", async () => {
  const { pawl, events } = await openSite();
  const request = new Request("https://app.example/auth/login", {
    method: "POST",
    headers: json,
    body: JSON.stringify(good),
  });
  await request.text();
  expect((await pawl.handler(request)).status).toBe(500);
  expect(events.of("internal_error").map(({ error }) => String(error))).toEqual([
    "TypeError: the request body was read before it came to Pawl",
  ]);
});
