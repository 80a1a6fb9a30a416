/**
 * Goal: each route takes its methods and no other, and nothing that a browser does by itself changes anything
 * (C21, C54, A76).
 * Method: every route with every method over real HTTP, against a list written out a second time.
 */
import { describe, expect, test } from "vitest";
import { routes } from "../../src/protocol/names.ts";
import { memoryStore } from "../../src/stores/memory/index.ts";
import { countingStore } from "../support/counting-store.ts";
import { serviceOne, verifierOne, verifierTwo } from "../support/secrets.ts";
import { expectProblem } from "./support/problem.ts";
import { everyMethod, routeList } from "./support/route-list.ts";
import { fromOwnPage, openSite } from "./support/site.ts";
import { bearer, cookie, login } from "./support/visits.ts";

test("the list below names every route there is", () => {
  const named = new Set(routeList.map(({ path }) => path.replace(/\/B+$/, "")));
  expect(named).toEqual(new Set(Object.values(routes)));
});

/** With everything that a route may need to be there. */
const openWhole = () =>
  openSite({
    verifierCredentials: [verifierOne],
    serviceCredentials: [serviceOne],
    securityEventReceivers: [{ credential: verifierTwo, audience: "receiver" }],
  });

describe.each(routeList)("$path", ({ path, methods, allow }) => {
  test.each(everyMethod.filter((method) => !methods.includes(method)))(
    "C54: %s is 405 and Allow names exactly the methods that would do",
    async (method) => {
      const site = await openWhole();
      const answer = await site.send(method, path, { headers: fromOwnPage });
      expect(answer.status).toBe(405);
      expect(answer.headers.get("allow")).toBe(allow);
      expect(answer.setCookies).toEqual([]);
      if (method === "HEAD") expect(answer.text).toBe("");
      else expectProblem(answer, "method_not_allowed");
    },
  );

  test.each(methods)("%s is taken", async (method) => {
    const site = await openWhole();
    const answer = await site.send(method, path);
    expect([404, 405, 501]).not.toContain(answer.status);
    expect(answer.headers.has("allow")).toBe(false);
  });
});

test.each(routeList.filter(({ methods }) => methods.includes("HEAD")))(
  "HEAD $path says what GET says, without the body",
  async ({ path }) => {
    const site = await openSite();
    const { tokens } = await login(site);
    for (const headers of [{}, bearer(tokens.access_token)]) {
      const get = await site.send("GET", path, { headers });
      const head = await site.send("HEAD", path, { headers });
      expect(head.text).toBe("");
      expect(head.status).toBe(get.status);
      const said = (answer: typeof get) =>
        [...answer.headers].filter(
          ([name]) => !["content-length", "transfer-encoding", "date"].includes(name),
        );
      expect(said(head)).toEqual(said(get));
    }
  },
);

test("C21, A76: no GET, HEAD, OPTIONS or TRACE of any route creates, rotates or ends anything", async () => {
  const store = countingStore(memoryStore());
  const site = await openSite({ store });
  const { tokens, refreshToken } = await login(site);
  store.forget();
  for (const { path } of routeList) {
    for (const method of ["GET", "HEAD", "OPTIONS", "TRACE"]) {
      const headers = {
        ...fromOwnPage,
        ...cookie(refreshToken),
        ...bearer(tokens.access_token),
        Purpose: "prefetch",
      };
      const answer = await site.send(method, path, { headers });
      expect(answer.setCookies).toEqual([]);
    }
  }
  const writes = ["insert", "rotate", "revoke", "revokeAll"].map((verb) => store.count(`sessions.${verb}`));
  expect(writes).toEqual([0, 0, 0, 0]);
});
