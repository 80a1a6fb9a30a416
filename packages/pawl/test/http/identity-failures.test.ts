/**
 * Goal: whatever an identity does, the answer is typed and tells nothing of the inside, and no session comes of it.
 * Method: identities that fail in every way, over real HTTP.
 */
import { describe, expect, test } from "vitest";
import type { Authenticated, Identity } from "../../src/identity/identity.ts";
import { SessionError } from "../../src/protocol/errors.ts";
import { StoreError } from "../../src/session/store.ts";
import { memoryStore } from "../../src/stores/memory/index.ts";
import { countingStore } from "../support/counting-store.ts";
import { ada } from "../support/people.ts";
import { expectProblem } from "./support/problem.ts";
import { fromOwnPage, openSite } from "./support/site.ts";

async function logInTo(authenticate: Identity["authenticate"]) {
  const store = countingStore(memoryStore());
  const site = await openSite({ store, identity: { authenticate } });
  const body = { email: ada.email, password: ada.password };
  const answer = await site.send("POST", "/login", { headers: fromOwnPage, body });
  return { site, store, answer };
}

test("no answer from the identity's store is 503, never wrong credentials", async () => {
  const { answer, store, site } = await logInTo(() =>
    Promise.reject(new StoreError("users are out of reach")),
  );
  expectProblem(answer, "store_unavailable");
  expect(site.events.of("login_failed")).toEqual([]);
  expect(store.count("sessions.insert")).toBe(0);
});

test("too many waiting is 503 with Retry-After", async () => {
  const { answer, site } = await logInTo(() => Promise.reject(new SessionError("overloaded")));
  expectProblem(answer, "overloaded");
  expect(site.events.all).toEqual([]);
});

describe("C74: anything else is 500 without a word of what it was", () => {
  const inside = "SELECT secret FROM users at /srv/app/users.ts:7";

  test.each([
    ["an error", () => Promise.reject(new Error(inside))],
    [
      "an error thrown before a promise was made",
      () => {
        throw new TypeError(inside);
      },
    ],
    ["an error with a cause", () => Promise.reject(new Error("outer", { cause: new Error(inside) }))],
    [
      "an error with a status",
      () => Promise.reject(Object.assign(new Error(inside), { status: 200, code: inside })),
    ],
    // biome-ignore lint/suspicious/useErrorMessage: nothing that can be thrown may break the answer.
    ["an error without words", () => Promise.reject(new Error())],
    ["a text", () => Promise.reject(inside)],
    ["nothing", () => Promise.reject(undefined)],
    ["null", () => Promise.reject(null)],
    ["a response", () => Promise.reject(new Response(inside, { status: 200 }))],
  ] satisfies [string, Identity["authenticate"]][])("%s", async (_, authenticate) => {
    const { answer, site, store } = await logInTo(authenticate);
    expectProblem(answer, "internal_error");
    expect(answer.text).not.toContain("users");
    expect(site.events.of("internal_error").map(({ route }) => route)).toEqual(["/login"]);
    expect(store.count("sessions.insert")).toBe(0);
  });
});

describe("what the identity says of a user is checked before it becomes a session", () => {
  const oddities: [string, unknown][] = [
    ["an empty subject", { subject: "", amr: [] }],
    ["a subject of 256 characters", { subject: "x".repeat(256), amr: [] }],
    ["no subject", { amr: [] }],
    ["a claim of ours", { subject: "usr_ada", amr: [], claims: { sid: "x" } }],
    [
      "a claim that sets the prototype",
      { subject: "usr_ada", amr: [], claims: JSON.parse('{"__proto__":{"a":1}}') },
    ],
    ["true", true],
    ["undefined", undefined],
  ];

  test.each(oddities)("%s is 500, and no session", async (_, said) => {
    const { answer, store } = await logInTo(() => Promise.resolve(said as Authenticated));
    expectProblem(answer, "internal_error");
    expect(store.count("sessions.insert")).toBe(0);
  });
});

test("the identity sees the request, and credentials as they were typed", async () => {
  const seen: unknown[] = [];
  await logInTo((credentials, request) => {
    seen.push(credentials, request.method, new URL(request.url).pathname);
    return Promise.resolve(null);
  });
  expect(seen).toEqual([{ email: ada.email, password: ada.password }, "POST", "/auth/login"]);
});
