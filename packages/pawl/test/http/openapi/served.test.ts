/**
 * Goal: anyone may read and keep the document and the page, both are complete in themselves, nothing that is configured
 * becomes markup, and both can be turned off.
 * Method: real HTTP; the page is taken apart as text, with hostile configuration.
 */
import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { describeApi } from "../../../src/http/openapi/describe-api.ts";
import type { OpenApiDocument } from "../../../src/http/openapi/document.ts";
import { renderPage } from "../../../src/http/openapi/page/render-page.ts";
import { codes } from "../../../src/protocol/codes.ts";
import { serviceOne, verifierOne, verifierTwo } from "../../support/secrets.ts";
import { expectProblem } from "../support/problem.ts";
import { cookieName, openSite } from "../support/site.ts";

const features = { verifiers: true, services: true, receivers: true };

describe.each([
  ["/openapi.json", "application/json; charset=utf-8"],
  ["/docs", "text/html; charset=utf-8"],
])("%s", (path, type) => {
  test("may be read and kept for five minutes by anyone; nothing contradicts that", async () => {
    const { status, headers } = await (await openSite()).send("GET", path);
    expect(status).toBe(200);
    expect(headers.get("content-type")).toBe(type);
    expect(headers.get("cache-control")).toBe("public, max-age=300");
    expect(headers.get("access-control-allow-origin")).toBe("*");
    expect(headers.get("cross-origin-resource-policy")).toBe("cross-origin");
    expect(headers.has("pragma")).toBe(false);
    expect(headers.has("vary")).toBe(false);
  });

  test("who has it already is told so", async () => {
    const site = await openSite();
    const first = await site.send("GET", path);
    const etag = first.headers.get("etag") ?? "";
    expect(etag).toMatch(/^"[\w-]{22}"$/);
    const again = await site.send("GET", path, { headers: { "If-None-Match": `W/${etag}` } });
    expect([again.status, again.text, again.headers.get("etag")]).toEqual([304, "", etag]);
    expect((await site.send("GET", path, { headers: { "If-None-Match": '"other"' } })).status).toBe(200);
  });

  test("is made once, and differs with what is configured", async () => {
    const [site, other] = [await openSite(), await openSite({ verifierCredentials: [verifierOne] })];
    const [one, two] = [await site.send("GET", path), await site.send("GET", path)];
    expect(one.text).toBe(two.text);
    expect((await other.send("GET", path)).headers.get("etag")).not.toBe(one.headers.get("etag"));
  });

  test("is not there with apiDocs: false", async () => {
    const site = await openSite({ apiDocs: false });
    expectProblem(await site.send("GET", path), "not_found");
    expect((await site.send("POST", path)).status).toBe(405);
  });

  test("holds no credential and no secret", async () => {
    const site = await openSite({
      verifierCredentials: [verifierOne],
      serviceCredentials: [serviceOne],
      securityEventReceivers: [{ credential: verifierTwo, audience: "receiver.example" }],
    });
    const { text } = await site.send("GET", path);
    for (const secret of [verifierOne, serviceOne, verifierTwo, "receiver.example"]) {
      expect(text).not.toContain(secret);
    }
  });
});

test("the document that is served is the one of this Pawl", async () => {
  const site = await openSite({ serviceCredentials: [serviceOne] });
  const served = (await site.send("GET", "/openapi.json")).json as OpenApiDocument;
  const facts = { issuer: "https://app.example/auth", cookieName };
  expect(served).toEqual(
    describeApi({ ...facts, features: { verifiers: false, services: true, receivers: false } }),
  );
});

describe("the page", () => {
  const open = async () => (await openSite({ verifierCredentials: [verifierOne] })).send("GET", "/docs");

  test("has one style, which the policy names by its digest, and the rest of the policy is as everywhere", async () => {
    const { text, headers } = await open();
    const styles = [...text.matchAll(/<style>([^<]*)<\/style>/g)].map(([, style = ""]) => style);
    const digests = styles.map((style) => createHash("sha256").update(style).digest("base64"));
    expect(headers.get("content-security-policy")).toBe(
      `default-src 'none'; style-src 'sha256-${digests[0]}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox`,
    );
    expect(styles).toHaveLength(1);
  });

  test("loads nothing, runs nothing and leads nowhere else", async () => {
    const { text } = await open();
    expect(text).not.toMatch(/<(script|img|link|iframe|object|form|base)\b|\sstyle=|\son\w+=|@import|url\(/i);
    const links = [...text.matchAll(/href="([^"]*)"/g)].map(([, href = ""]) => href);
    expect(links.filter((href) => !href.startsWith("#"))).toEqual(["openapi.json"]);
  });

  test("every link leads to something, and no id is there twice", async () => {
    const { text } = await open();
    const ids = [...text.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const links = [...text.matchAll(/href="#([^"]*)"/g)].map(([, href]) => href);
    expect(links.filter((href) => !ids.includes(href))).toEqual([]);
  });

  test("shows every operation, every member, every code and what to do about it", () => {
    const document = describeApi({ issuer: "https://app.example", cookieName: "__Host-x", features });
    const text = renderPage(document);
    const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods));
    for (const { operationId, summary } of operations) {
      expect(text).toContain(`<article id="${operationId}"`);
      expect(text).toContain(`>${summary}</a></h3>`);
    }
    for (const schema of Object.values(document.components.schemas)) {
      for (const name of Object.keys(schema["properties"] as object))
        expect(text).toContain(`<code>${name}</code>`);
    }
    const declared = new Set(JSON.stringify(document.paths).match(/(?<=")[a-z_]+(?=")/g));
    const answered = Object.keys(codes).filter((code) => declared.has(code));
    expect(answered.length).toBeGreaterThan(15);
    for (const code of answered) expect(text).toContain(`id="problem-${code}"`);
    expect(text.match(/What to do:/g)).toHaveLength(answered.length);
  });

  test("nothing that is configured becomes markup, or leaves its quotes in a shell", () => {
    const issuer = `https://app.example/"><script>alert(1)</script>&lt;'$(id)'`;
    const text = renderPage(describeApi({ issuer, cookieName: `__Host-"><b>`, features }));
    expect(text).not.toContain("<script");
    expect(text).not.toContain("<b>");
    expect(text).toContain(
      "https://app.example/&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;lt;&#39;$(id)&#39;",
    );
    expect(text).toContain("&#39;\\&#39;&#39;$(id)");
  });
});
