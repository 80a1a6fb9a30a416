/**
 * Goal: the page travels under a policy that allows nothing inline and nothing from elsewhere, is never stored, and no
 * request reaches a file that was not built. Method: a folder like a build's, over real HTTP and raw request lines.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadPages } from "../server/pages.ts";
import { type RunningApp, runApp } from "./running-app.ts";

const folder = mkdtempSync(join(tmpdir(), "pawl-demo-"));
let app: RunningApp;

beforeAll(async () => {
  const dist = join(folder, "dist");
  mkdirSync(join(dist, "assets"), { recursive: true });
  writeFileSync(join(dist, "index.html"), "<!doctype html><title>page</title>");
  writeFileSync(join(dist, "favicon.svg"), "<svg xmlns='http://www.w3.org/2000/svg'/>");
  writeFileSync(join(dist, "assets", "index-abc.js"), "export {};");
  writeFileSync(join(folder, "private.js"), "outside");
  app = await runApp(loadPages(dist));
});

afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true });
});

const get = (path: string) => app.request("GET", path);

test.each(["/", "/login", "/devices", "/login?return_to=/devices", "/no/such/page"])(
  "%s is the page, under strict headers",
  async (path) => {
    const response = await get(path);
    expect(response.status).toBe(200);
    expect(await response.text()).toContain("<title>page</title>");
    expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect(response.headers.get("referrer-policy")).toBe("no-referrer");
    expect(response.headers.get("cross-origin-opener-policy")).toBe("same-origin");
    expect(response.headers.get("cross-origin-resource-policy")).toBe("same-origin");
  },
);

test("the page's policy allows nothing inline, nothing from elsewhere, no frame and no markup from strings", async () => {
  const policy = (await get("/")).headers.get("content-security-policy") ?? "";
  const directives = new Map(
    policy.split("; ").map((directive) => directive.split(/ (.*)/, 2) as [string, string]),
  );
  expect(Object.fromEntries(directives)).toEqual({
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "connect-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
    "require-trusted-types-for": "'script'",
    "trusted-types": "'none'",
  });
});

test("a file with its content in its name is kept for good, and one without is asked for again", async () => {
  const asset = await get("/assets/index-abc.js");
  expect(asset.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
  expect(asset.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
  expect((await get("/favicon.svg")).headers.get("cache-control")).toBe("no-cache");
});

test("a file that is not there is 404, not the page", async () => {
  const response = await get("/assets/index-old.js");
  expect(response.status).toBe(404);
  expect(response.headers.get("content-type")).toBe("text/plain; charset=utf-8");
});

test("HEAD has the headers of GET and no body, and other methods are refused", async () => {
  const head = await app.request("HEAD", "/");
  expect(head.status).toBe(200);
  expect(head.headers.get("content-length")).toBe("34");
  expect(await head.text()).toBe("");
  const post = await app.request("POST", "/");
  expect(post.status).toBe(405);
  expect(post.headers.get("allow")).toBe("GET, HEAD");
});

test.each([
  "/../private.js",
  "/assets/../../private.js",
  "/%2e%2e/private.js",
  "//private.js",
  "/..%5cprivate.js",
  "*",
])("the request line GET %s reaches nothing outside the build", async (target) => {
  // fetch would tidy the path up before it is sent.
  const socket = connect(Number(new URL(app.origin).port), "127.0.0.1");
  socket.end(`GET ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
  const answer = await text(socket);
  expect(answer).toMatch(/^HTTP\/1\.1 (200|400|404) /);
  expect(answer).not.toContain("outside");
});

test("a page that was not built is an error that names the command", () => {
  expect(() => loadPages(join(folder, "nothing"))).toThrow("npm run build -w @pawl/demo");
});
