/**
 * Goal: a log that is broken changes no answer, and the handler never rejects (C83, C95, C119).
 * Method: every kind of answer with a sink that throws, beside the same with one that does not.
 */
import { expect, test } from "vitest";
import { StoreError } from "../../src/session/store.ts";
import { memoryStore } from "../../src/stores/memory/index.ts";
import { aroundStore } from "../support/around-store.ts";
import type { TestPawlOptions } from "../support/create-test-pawl.ts";
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

/** The same Pawl for both, but for the sink. */
function optionsWith(onEvent: (() => void) | undefined): TestPawlOptions {
  const store = aroundStore(memoryStore(), ({ verb }, run) =>
    verb === "ready" ? Promise.reject(new StoreError("out of reach")) : run(),
  );
  const identity = {
    authenticate: ({ email }: { email: string }) => {
      if (email === "broken@b.c") return Promise.reject(new Error("broken"));
      return Promise.resolve(email === ada.email ? { subject: ada.subject, amr: ["pwd"] } : null);
    },
  };
  return { store, identity, ...(onEvent === undefined ? {} : { onEvent }) };
}

test.each(visits)("%s is answered the same, whether or not the log works", async (_, visit) => {
  let told = 0;
  const quiet = await openSite(optionsWith(undefined));
  const broken = await openSite(
    optionsWith(() => {
      told++;
      throw new Error("the disk of the log is full");
    }),
  );
  const expected = (await visit(quiet)).status;
  expect((await visit(broken)).status).toBe(expected);
  expect(told).toBeGreaterThan(0);
  expect(quiet.events.all.length).toBe(told);
});
