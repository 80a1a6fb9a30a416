/**
 * Goal: no answer can be cached, framed, sniffed, rendered, or embedded elsewhere (C60, C61, C62, A37, A42, A43), and
 * none names what it runs on (C117). But for the page of /docs: what keeps it harmless is in openapi/served.test.ts.
 * Method: one answer of every kind, successes and every code in the table, against the list of headers written out.
 */
import { describe, expect, test } from "vitest";
import { type Code, codes } from "../../src/protocol/codes.ts";
import { failures, openAnySite, successes } from "./support/every-answer.ts";
import { publicPaths } from "./support/route-list.ts";
import type { Answer } from "./support/send.ts";
import { openSite } from "./support/site.ts";

const always = {
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; sandbox",
  "cross-origin-opener-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};
const priv = {
  "cache-control": "no-store",
  pragma: "no-cache",
  "cross-origin-resource-policy": "same-origin",
};
const hsts = "max-age=31536000; includeSubDomains";

function expectFixedHeaders({ headers, text, status }: Answer, isHttps: boolean): void {
  // Whatever compresses or collects on the way would hold back the one event.
  const isStream = headers.get("content-type") === "text/event-stream";
  const cached = isStream ? { "cache-control": "no-store, no-transform" } : {};
  for (const [name, value] of Object.entries({ ...always, ...priv, ...cached })) {
    expect([name, headers.get(name)]).toEqual([name, value]);
  }
  expect(headers.get("strict-transport-security")).toBe(isHttps ? hsts : null);
  // A revocation is answered with 200 and nothing (RFC 7009 §2.2).
  if (text === "") expect([200, 204]).toContain(status);
  else if (!isStream)
    expect(headers.get("content-type")).toMatch(/^application\/(problem\+)?json; charset=utf-8$/);
  for (const name of ["server", "x-powered-by", "location", "etag", "last-modified"]) {
    expect([name, headers.get(name)]).toEqual([name, null]);
  }
}

describe.each([
  { issuer: "https://app.example/auth", isHttps: true },
  { issuer: "http://localhost:3000/auth", isHttps: false },
])("at $issuer", ({ issuer, isHttps }) => {
  test.each(successes)("%s has every header", async (_, visit) => {
    const answer = await visit(await openAnySite({ issuer }));
    expect(answer.status).toBeLessThan(300);
    expectFixedHeaders(answer, isHttps);
  });

  test.each(Object.keys(codes) as Code[])("%s has every header", async (code) => {
    const answer = await failures[code](await openAnySite({ issuer }));
    expect(answer.json).toMatchObject({ code });
    expect(answer.status).toBe(codes[code].status);
    expectFixedHeaders(answer, isHttps);
  });

  test.each(publicPaths)(
    "%s has all but those that would keep it from caches and other origins",
    async (path) => {
      const { headers } = await (await openAnySite({ issuer })).send("GET", path);
      // A page needs its style, which its policy names; see served.test.ts.
      const { "content-security-policy": policy, ...others } = always;
      for (const [name, value] of Object.entries(others)) expect(headers.get(name)).toBe(value);
      if (path !== "/docs") expect(headers.get("content-security-policy")).toBe(policy);
      expect(headers.get("strict-transport-security")).toBe(isHttps ? hsts : null);
    },
  );
});

test("C62: a navigation to a route is answered with JSON in a sandbox, never with a page", async () => {
  const site = await openSite();
  for (const destination of ["document", "iframe", "object"]) {
    const headers = { "Sec-Fetch-Dest": destination, "Sec-Fetch-Mode": "navigate", Accept: "text/html" };
    const answer = await site.send("GET", "/session", { headers });
    expect(answer.headers.get("content-type")).toBe("application/problem+json; charset=utf-8");
    expect(answer.headers.get("content-security-policy")).toContain("sandbox");
    expect(answer.text).not.toContain("<");
  }
});
