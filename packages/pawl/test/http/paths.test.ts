/**
 * Goal: a route is reached by its one path under the mount, and by no other spelling of it.
 * Method: paths as they come over a socket, with mounts of no, one and two segments.
 */
import { describe, expect, test } from "vitest";
import { toNodeListener } from "../../src/http/adapters/node.ts";
import { createTestPawl } from "../support/create-test-pawl.ts";
import { exchange, head } from "./support/connection.ts";
import { listen } from "./support/listen.ts";
import { expectProblem } from "./support/problem.ts";
import { received, send } from "./support/send.ts";

const openAt = (basePath?: string) =>
  listen(toNodeListener(createTestPawl({ ...(basePath === undefined ? {} : { basePath }) }).pawl.handler));

const statusOf = async (port: number, target: string) =>
  (await exchange(port, head(`GET ${target} HTTP/1.1`, "Host: app.example"))).statuses[0];

describe.each([
  { basePath: "", good: "/healthz", bad: ["/auth/healthz", "/", "//healthz"] },
  { basePath: "/", good: "/healthz", bad: ["/auth/healthz", "/", "//healthz"] },
  {
    basePath: "/auth",
    good: "/auth/healthz",
    bad: ["/healthz", "/auth", "/auth/", "/authhealthz", "/auth2/healthz"],
  },
  { basePath: "/auth/", good: "/auth/healthz", bad: ["/healthz", "/auth//healthz"] },
  { basePath: "/a/b", good: "/a/b/healthz", bad: ["/a/healthz", "/b/healthz", "/a/b", "/a/b/a/b/healthz"] },
])("mounted at $basePath", ({ basePath, good, bad }) => {
  test("the route is under the mount", async () => {
    expect(await statusOf(await openAt(basePath), good)).toBe(200);
  });

  test.each(bad)("%s is nowhere", async (path) => {
    expect(await statusOf(await openAt(basePath), path)).toBe(404);
  });
});

test("without a base path, the mount is the path of the issuer", async () => {
  const port = await openAt();
  expect(await statusOf(port, "/auth/healthz")).toBe(200);
  expect(await statusOf(port, "/healthz")).toBe(404);
});

test.each([
  ["a trailing slash", "/auth/healthz/"],
  ["another case", "/auth/Healthz"],
  ["another case of the mount", "/AUTH/healthz"],
  ["an encoded letter", "/auth/%68ealthz"],
  ["an encoded letter of the mount", "/%61uth/healthz"],
  ["an encoded slash", "/auth%2fhealthz"],
  ["an encoded dot segment that leaves the mount", "/auth/%2e%2e/healthz"],
  ["a dot segment that leaves the mount", "/auth/../healthz"],
  ["an empty segment", "/auth//healthz"],
  ["two slashes at the beginning", "//auth/healthz"],
  ["a host as path", "//app.example/auth/healthz"],
  ["two backslashes", "/auth\\\\healthz"],
  ["a path parameter", "/auth/healthz;jsessionid=1"],
  ["a NUL", "/auth/healthz%00"],
  ["a suffix", "/auth/healthz.json"],
  ["a name of every object", "/auth/constructor"],
  ["a name of every prototype", "/auth/__proto__"],
])("%s leads nowhere", async (_, target) => {
  expect(await statusOf(await openAt(), target)).toBe(404);
});

test.each(["/auth/x/../healthz", "/auth/./healthz", "/auth/%2e/healthz", "/auth\\healthz"])(
  "a path is read as the URL standard reads it, before it is looked up: %s",
  async (target) => {
    expect(await statusOf(await openAt(), target)).toBe(200);
  },
);

test("a query and a fragment change no route", async () => {
  const { pawl } = createTestPawl();
  const answer = await received(await pawl.handler(new Request("https://app.example/auth/healthz?a=1#b")));
  expect(answer.status).toBe(200);
});

test.each([
  ["too short", "B".repeat(21)],
  ["too long", "B".repeat(23)],
  ["outside the alphabet", `${"B".repeat(21)}.`],
  ["with an encoded slash", `${"B".repeat(19)}%2f`],
  ["of two segments", `${"B".repeat(11)}/${"B".repeat(10)}`],
  ["empty", ""],
])("a sid %s names no route, whatever the method", async (_, sid) => {
  const port = await openAt();
  expectProblem(await send(port, "DELETE", `/auth/sessions/${sid}`), "not_found");
  expectProblem(await send(port, "GET", `/auth/sessions/${sid}`), "not_found");
});

describe("the request target", () => {
  test.each(["http://app.example/auth/healthz", "https://evil.example:99/auth/healthz"])(
    "in absolute form is read by its path alone: %s",
    async (target) => {
      expect(await statusOf(await openAt(), target)).toBe(200);
    },
  );

  test.each(["*", "http://[bad/auth/healthz", "http://", "http://user:pass@app.example/auth/healthz"])(
    "%s is no target: 400 as a problem that no cache keeps",
    async (target) => {
      const port = await openAt();
      const { statuses, text } = await exchange(
        port,
        head(`OPTIONS ${target} HTTP/1.1`, "Host: app.example"),
      );
      expect(statuses).toEqual([400]);
      expect(text).toMatch(/^content-type: application\/problem\+json; charset=utf-8\r$/m);
      expect(text).toMatch(/^cache-control: no-store\r$/m);
      expect(text).toContain('"code":"invalid_request"');
    },
  );
});
