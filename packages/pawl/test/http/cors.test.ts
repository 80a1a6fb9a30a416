/**
 * Goal: other origins read answers only if they are on the exact list, and what is public is open to all without
 * credentials (C59, A39).
 * Method: every route and error path with good and look-alike origins; preflights as a browser sends them.
 */
import { describe, expect, test } from "vitest";
import { publicPaths, routeList } from "./support/route-list.ts";
import type { Answer } from "./support/send.ts";
import { fromOwnPage, openSite } from "./support/site.ts";
import { bearer, login } from "./support/visits.ts";

const own = "https://app.example";
const frontEnd = "https://front.example";
const open = () => openSite({ allowedOrigins: [own, frontEnd] });

const foreign = [
  "https://app.example.evil.test",
  "https://evil-app.example",
  "https://evil.test/https://app.example",
  "https://app.example:8443",
  "https://app.example:443",
  "https://sub.app.example",
  "https://example",
  "http://app.example",
  "https://app.example/",
  "https://APP.example",
  "https://app.example.",
  "https://app.example, https://evil.test",
  "https://app_example",
  "null",
  "*",
  "",
];

const withoutPublic = routeList.filter(({ path }) => !publicPaths.includes(path));

const corsFieldsOf = ({ headers }: Answer) =>
  Object.fromEntries([...headers].filter(([name]) => name.startsWith("access-control-")));

test.each(foreign)("%s reads nothing: no route grants it anything", async (origin) => {
  const site = await open();
  for (const { path, methods } of withoutPublic) {
    for (const method of methods) {
      const answer = await site.send(method, path, { headers: { Origin: origin } });
      expect(corsFieldsOf(answer)).toEqual({});
    }
  }
});

test.each([own, frontEnd])("%s may read every answer, refusals included", async (origin) => {
  const site = await open();
  for (const { path, methods } of [...withoutPublic, { path: "/nowhere", methods: ["GET"] }]) {
    for (const method of [...methods, "PUT"]) {
      const answer = await site.send(method, path, { headers: { Origin: origin } });
      expect(corsFieldsOf(answer)).toEqual({
        "access-control-allow-origin": origin,
        "access-control-allow-credentials": "true",
        "access-control-expose-headers": "WWW-Authenticate, Retry-After",
      });
    }
  }
});

test("by default the list holds the origin of the issuer alone", async () => {
  const site = await openSite();
  const may = async (origin: string) => {
    const answer = await site.send("GET", "/session", { headers: { Origin: origin } });
    return answer.headers.has("access-control-allow-origin");
  };
  expect([await may(own), await may(frontEnd)]).toEqual([true, false]);
});

test("every answer says that it depends on Origin, whether or not one was sent", async () => {
  const site = await open();
  for (const { path, methods } of withoutPublic) {
    for (const headers of [{}, { Origin: own }, { Origin: "https://evil.test" }]) {
      const answer = await site.send(methods[0] ?? "", path, { headers });
      expect(answer.headers.get("vary")).toBe("Origin");
    }
  }
});

describe("a preflight", () => {
  const preflight = (origin: string, method: string, headers: string) => ({
    Origin: origin,
    "Access-Control-Request-Method": method,
    "Access-Control-Request-Headers": headers,
  });

  test.each(withoutPublic)(
    "of $path from an origin on the list is answered with what the route takes",
    async ({ path, allow, methods }) => {
      const site = await open();
      const answer = await site.send("OPTIONS", path, {
        headers: preflight(frontEnd, methods[0] ?? "", "content-type, pawl-csrf"),
      });
      expect(answer.status).toBe(204);
      expect(answer.text).toBe("");
      expect(corsFieldsOf(answer)).toEqual({
        "access-control-allow-origin": frontEnd,
        "access-control-allow-credentials": "true",
        "access-control-expose-headers": "WWW-Authenticate, Retry-After",
        "access-control-allow-methods": allow,
        "access-control-allow-headers": "Authorization, Content-Type, Pawl-Csrf",
        "access-control-max-age": "600",
      });
      expect(answer.headers.get("cache-control")).toBe("no-store");
    },
  );

  test.each(foreign)("from %s is 405 and grants nothing", async (origin) => {
    const site = await open();
    for (const { path } of withoutPublic) {
      const answer = await site.send("OPTIONS", path, { headers: preflight(origin, "POST", "pawl-csrf") });
      expect(answer.status).toBe(405);
      expect(corsFieldsOf(answer)).toEqual({});
    }
  });

  test("without the method that it asks about is no preflight", async () => {
    const site = await open();
    expect((await site.send("OPTIONS", "/refresh", { headers: { Origin: own } })).status).toBe(405);
  });

  test("of a path that leads nowhere is 404", async () => {
    const site = await open();
    const answer = await site.send("OPTIONS", "/nowhere", { headers: preflight(own, "GET", "") });
    expect(answer.status).toBe(404);
    expect(answer.headers.has("access-control-allow-methods")).toBe(false);
  });

  test("changes nothing, whatever credentials come with it", async () => {
    const site = await open();
    const { tokens } = await login(site);
    const headers = {
      ...fromOwnPage,
      ...bearer(tokens.access_token),
      ...preflight(own, "DELETE", "authorization"),
    };
    await site.send("OPTIONS", `/sessions/${tokens.session.sid}`, { headers });
    expect((await site.store.sessions.find(tokens.session.sid))?.ended).toBeNull();
  });
});

test.each([undefined, own, "https://evil.test", "null"])(
  "what is public is for any origin, and never with credentials: %s",
  async (origin) => {
    const site = await open();
    for (const path of publicPaths) {
      const answer = await site.send("GET", path, {
        headers: origin === undefined ? {} : { Origin: origin },
      });
      expect(corsFieldsOf(answer)).toEqual({ "access-control-allow-origin": "*" });
      expect(answer.headers.has("vary")).toBe(false);
    }
  },
);

test("no answer of any route pairs * with credentials, and none sends two origins", async () => {
  const site = await open();
  for (const { path, methods } of routeList) {
    for (const method of [...methods, "OPTIONS", "PUT"]) {
      const { headers } = await site.send(method, path, { headers: { Origin: own } });
      const allowed = headers.get("access-control-allow-origin");
      expect([own, "*"]).toContain(allowed);
      if (allowed === "*") expect(headers.has("access-control-allow-credentials")).toBe(false);
    }
  }
});
