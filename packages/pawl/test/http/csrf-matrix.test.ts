/**
 * Goal: a route that uses or sets the cookie works for the site's own pages and for exactly the origins on the
 * list, and for nobody else; a refusal leaves no trace but its event (C55, C57, A25 to A28).
 * Method: login, refresh and logout with every combination of the three headers that a browser tells its sender
 * by, against the rule written out a second time, with a store that counts.
 */
import { describe, expect, test } from "vitest";
import { memoryStore } from "../../src/stores/memory/index.ts";
import { type CountingStore, countingStore } from "../support/counting-store.ts";
import { ada } from "../support/people.ts";
import { expectProblem } from "./support/problem.ts";
import type { Answer, Sent } from "./support/send.ts";
import { openSite, type Site } from "./support/site.ts";
import { cookie, type Held, login } from "./support/visits.ts";

const own = "https://app.example";
const frontEnd = "https://front.example";

const csrfValues = ["1", "0", "true", "1, 1", "", undefined];
const fetchSites = ["same-origin", "same-site", "cross-site", "none", "Same-Origin", undefined];
const origins = [
  own,
  frontEnd,
  "https://sibling.app.example",
  "https://example",
  "http://app.example",
  "https://app.example:8443",
  "https://app.example.evil.test",
  "https://APP.example",
  "null",
  undefined,
];

/** The rule of C55, once more. */
function mayPass(
  csrf: string | undefined,
  fetchSite: string | undefined,
  origin: string | undefined,
): boolean {
  if (csrf !== "1") return false;
  return fetchSite === "same-origin" || origin === own || origin === frontEnd;
}

const cells = csrfValues.flatMap((csrf) =>
  fetchSites.flatMap((fetchSite) => origins.map((origin) => ({ csrf, fetchSite, origin }))),
);

const actions: [string, (held: Held) => Sent][] = [
  ["/login", () => ({ body: { email: ada.email, password: ada.password } })],
  ["/refresh", ({ refreshToken }) => ({ headers: cookie(refreshToken) })],
  ["/logout", ({ refreshToken }) => ({ headers: cookie(refreshToken) })],
];

async function open(): Promise<{ site: Site; store: CountingStore; mine: Held }> {
  const store = countingStore(memoryStore());
  const site = await openSite({ store, allowedOrigins: [own, frontEnd] });
  return { site, store, mine: await login(site) };
}

function ask(site: Site, path: string, sent: Sent, cell: (typeof cells)[number]): Promise<Answer> {
  const named = [
    ["Pawl-Csrf", cell.csrf],
    ["Sec-Fetch-Site", cell.fetchSite],
    ["Origin", cell.origin],
  ] as const;
  const told = Object.fromEntries(
    named.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  return site.send("POST", path, {
    ...sent,
    headers: { ...(sent.headers as Record<string, string>), ...told },
  });
}

test("the matrix has every cell, and some of them may pass", () => {
  expect(cells).toHaveLength(6 * 6 * 10);
  const passing = cells.filter(({ csrf, fetchSite, origin }) => mayPass(csrf, fetchSite, origin));
  // Same-origin with any origin, and the two good origins with any of the five other sites.
  expect(passing).toHaveLength(10 + 5 * 2);
});

describe.each(actions)("POST %s", (path, sentBy) => {
  test("passes in exactly the cells that the rule allows", async () => {
    const { site, mine } = await open();
    const sent = sentBy(mine);
    const passed: unknown[] = [];
    for (const cell of cells) {
      const answer = await ask(site, path, sent, cell);
      if (answer.status === 200 || answer.status === 204) passed.push(cell);
      else expectProblem(answer, "csrf_rejected");
    }
    expect(passed).toEqual(cells.filter(({ csrf, fetchSite, origin }) => mayPass(csrf, fetchSite, origin)));
  });

  test("a refusal reads and writes nothing, sets no cookie, and is told in an event", async () => {
    const { site, store, mine } = await open();
    const before = await store.sessions.find(mine.sid);
    const refused = cells.filter(({ csrf, fetchSite, origin }) => !mayPass(csrf, fetchSite, origin));
    store.forget();
    site.events.all.splice(0);
    for (const cell of refused) {
      const answer = await ask(site, path, sentBy(mine), cell);
      expect(answer.status).toBe(403);
      expect(answer.setCookies).toEqual([]);
    }
    expect(store.calls).toEqual([]);
    expect(await store.sessions.find(mine.sid)).toEqual(before);
    const told = { type: "csrf_rejected", at: site.clock.now, route: path };
    expect(site.events.all).toEqual(refused.map(() => told));
  });
});

test("the identity is not asked for a login that a foreign page caused (C57)", async () => {
  let asked = 0;
  const identity = {
    authenticate: () => {
      asked++;
      return Promise.resolve(null);
    },
  };
  const site = await openSite({ identity });
  const answer = await site.send("POST", "/login", {
    headers: { "Pawl-Csrf": "1", "Sec-Fetch-Site": "same-site", Origin: "https://sibling.app.example" },
    body: { email: ada.email, password: ada.password },
  });
  expectProblem(answer, "csrf_rejected");
  expect(asked).toBe(0);
});

test("with an access token and a cookie, logout asks for the header: the cookie is ambient", async () => {
  const { site, mine } = await open();
  const headers = { ...cookie(mine.refreshToken), Authorization: "Bearer x" };
  expectProblem(await site.send("POST", "/logout", { headers }), "csrf_rejected");
});

test("the headers doubled pass for none: neither of two values is believed", async () => {
  const { site, mine } = await open();
  const good: [string, string][] = [
    ["Pawl-Csrf", "1"],
    ["Origin", own],
    ["Cookie", cookie(mine.refreshToken).Cookie],
  ];
  const more: [string, string][][] = [
    [["Pawl-Csrf", "1"]],
    [["Origin", "https://evil.example"]],
    [["Origin", own]],
  ];
  for (const doubled of more) {
    const answer = await site.send("POST", "/refresh", { headers: [...good, ...doubled] });
    expectProblem(answer, "csrf_rejected");
  }
});

test("A57: what is refused is refused alike, whatever the cookie holds", async () => {
  const { site, mine } = await open();
  const bodies = await Promise.all(
    [mine.refreshToken, "garbage", ""].map(async (token) => {
      const headers = { "Pawl-Csrf": "1", "Sec-Fetch-Site": "cross-site", ...cookie(token) };
      return (await site.send("POST", "/refresh", { headers })).text;
    }),
  );
  expect(new Set(bodies).size).toBe(1);
});
