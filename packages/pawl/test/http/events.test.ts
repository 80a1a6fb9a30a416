/**
 * Goal: a log that is broken changes no answer, and the handler never rejects (C83, C95, C119).
 * Method: every kind of answer with a sink that throws, beside the same with one that does not.
 */
import { describe, expect, test } from "vitest";
import { StoreError } from "../../src/session/store.ts";
import { memoryStore } from "../../src/stores/memory/index.ts";
import { aroundStore } from "../support/around-store.ts";
import { ada } from "../support/people.ts";
import type { Answer } from "./support/send.ts";
import { fromOwnPage, openSite, type Site } from "./support/site.ts";
import { cookie, login, logout, refresh } from "./support/visits.ts";

const visits: [string, (site: Site) => Promise<Answer>][] = [
  ["a login", async (site) => (await login(site)).answer],
  [
    "a wrong login",
    (site) => site.send("POST", "/login", { headers: fromOwnPage, body: { email: "a@b.c", password: "x" } }),
  ],
  [
    "a login that breaks",
    (site) =>
      site.send("POST", "/login", { headers: fromOwnPage, body: { email: "broken@b.c", password: "x" } }),
  ],
  ["a refresh", async (site) => refresh(site, (await login(site)).refreshToken)],
  ["a refused refresh", (site) => refresh(site, "garbage")],
  ["a request from elsewhere", (site) => site.send("POST", "/refresh", { headers: cookie("x") })],
  ["a logout", async (site) => logout(site, (await login(site)).refreshToken)],
  ["a store that is out of reach", (site) => site.send("GET", "/readyz")],
];

/** The same Pawl each time, but for the sink. */
function openWith(onEvent?: () => unknown): Promise<Site> {
  const store = aroundStore(memoryStore(), ({ verb }, run) =>
    verb === "ready" ? Promise.reject(new StoreError("out of reach")) : run(),
  );
  const identity = {
    authenticate: ({ email }: { email: string }) => {
      if (email === "broken@b.c") return Promise.reject(new Error("broken"));
      return Promise.resolve(email === ada.email ? { subject: ada.subject, amr: ["pwd"] } : null);
    },
  };
  return openSite({ store, identity, ...(onEvent === undefined ? {} : { onEvent }) });
}

const full = new Error("the disk of the log is full");

describe.each<[string, () => unknown]>([
  [
    "throws",
    () => {
      throw full;
    },
  ],
  ["rejects", () => Promise.reject(full)],
])("with a log that %s", (_, fail) => {
  test.each(visits)("%s is answered as with one that works", async (_name, visit) => {
    let told = 0;
    const works = await openWith();
    const broken = await openWith(() => {
      told++;
      return fail();
    });
    expect((await visit(broken)).status).toBe((await visit(works)).status);
    expect(told).toBe(works.events.all.length);
    expect(told).toBeGreaterThan(0);
  });
});
