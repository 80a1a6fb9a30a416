/**
 * Goal: a login tells nobody which e-mail addresses have an account (C90, A44).
 * Method: the built-in identity over real HTTP: every way to be refused, compared to the byte, and the same questions
 * asked of the store.
 */
import { expect, test } from "vitest";
import { passwordIdentity } from "../../src/identity/password.ts";
import { memoryStore } from "../../src/stores/memory/index.ts";
import { expectProblem } from "../http/support/problem.ts";
import { fromOwnPage, openSite } from "../http/support/site.ts";
import { cookie, login } from "../http/support/visits.ts";
import { countingStore } from "../support/counting-store.ts";
import { ada } from "../support/people.ts";

async function openWithPasswords() {
  const store = countingStore(memoryStore());
  const identity = passwordIdentity({ users: store.users });
  await identity.addUser({ email: ada.email, password: ada.password });
  const site = await openSite({ store, identity });
  const attempt = (email: string, password: string, headers: Record<string, string> = {}) =>
    site.send("POST", "/login", { headers: { ...fromOwnPage, ...headers }, body: { email, password } });
  return { site, store, attempt };
}

const refusals: [string, string, string][] = [
  ["a wrong password", ada.email, "a wrong password of some length"],
  ["a password that is nearly right", ada.email, `${ada.password} `],
  ["the password in another case", ada.email, ada.password.toUpperCase()],
  ["a very long password", ada.email, "x".repeat(1024)],
  ["a password of more bytes than allowed", ada.email, "\u20ac".repeat(1024)],
  ["an unknown user", "nobody@example.com", "a wrong password of some length"],
  ["an unknown user with a known password", "nobody@example.com", ada.password],
  ["what is no e-mail", "ada", ada.password],
  ["an e-mail with a control character", "ada\u0000@example.com", ada.password],
  ["an e-mail of 254 characters", `${"a".repeat(242)}@example.com`, ada.password],
];

test("every refusal is the same: status, headers and body", async () => {
  const { site, attempt } = await openWithPasswords();
  const seen = new Map<string, string[]>();
  for (const [name, email, password] of refusals) {
    const answer = await attempt(email, password);
    expectProblem(answer, "invalid_credentials");
    const bytes = JSON.stringify([[...answer.headers].filter(([field]) => field !== "date"), answer.text]);
    seen.set(bytes, [...(seen.get(bytes) ?? []), name]);
  }
  expect([...seen.values()]).toEqual([refusals.map(([name]) => name)]);
  const told = site.events.of("login_failed");
  expect(told).toHaveLength(refusals.length);
  // Only the account that was tried differs, and it is told by a keyed hash.
  expect(new Set(told.map(({ account: _, ...rest }) => JSON.stringify(rest))).size).toBe(1);
  expect(JSON.stringify(told)).not.toContain("@");
});

test("known and unknown users cost the store the same", async () => {
  const { store, attempt } = await openWithPasswords();
  const asked = async (email: string) => {
    store.forget();
    await attempt(email, "a wrong password of some length");
    return store.calls.map(({ verb }) => verb);
  };
  expect(await asked("nobody@example.com")).toEqual(await asked(ada.email));
});

test("a session that comes along makes no difference, to its owner or to another", async () => {
  const { site, attempt } = await openWithPasswords();
  const { refreshToken } = await login(site);
  const texts = await Promise.all(
    [ada.email, "nobody@example.com"].map(async (email) => {
      const answer = await attempt(email, "a wrong password of some length", cookie(refreshToken));
      expect(answer.setCookies).toEqual([]);
      return answer.text;
    }),
  );
  expect(texts[0]).toBe(texts[1]);
});

test("A47: more logins than may wait are 503, and never wrong credentials", async () => {
  const store = memoryStore();
  const identity = passwordIdentity({ users: store.users, hashesAtOnce: 1, hashesWaiting: 2 });
  const site = await openSite({ store, identity });
  const answers = await Promise.all(
    Array.from({ length: 12 }, () =>
      site.send("POST", "/login", {
        headers: fromOwnPage,
        body: { email: ada.email, password: ada.password },
      }),
    ),
  );
  const busy = answers.filter(({ status }) => status === 503);
  expect(busy.length).toBeGreaterThan(0);
  for (const answer of busy) expectProblem(answer, "overloaded");
  for (const answer of answers.filter((one) => !busy.includes(one)))
    expectProblem(answer, "invalid_credentials");
});
