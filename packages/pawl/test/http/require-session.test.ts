/**
 * Goal: the guard of a Fetch handler lets exactly the verified through, with their claims, and meddles with nothing
 * else.
 * Method: the guard alone, around handlers that tell what they were given.
 */
import { describe, expect, test } from "vitest";
import { requireSession } from "../../src/http/require-session.ts";
import { SessionError } from "../../src/protocol/errors.ts";
import { StoreError } from "../../src/session/store.ts";
import { createTestPawl } from "../support/create-test-pawl.ts";
import { expectProblem } from "./support/problem.ts";
import { received } from "./support/send.ts";
import { bearer } from "./support/visits.ts";

const asking = (headers: Record<string, string> = {}) =>
  new Request("https://api.example/notes", { headers });

test("the handler gets the request itself and the claims of its token", async () => {
  const { pawl } = createTestPawl();
  const { accessToken, session } = await pawl.create("usr_ada", { claims: { role: "editor" } });
  const seen: unknown[] = [];
  const guarded = requireSession(pawl, (request, claims) => {
    seen.push(request, claims.sub, claims.sid, claims["role"]);
    return new Response("hers");
  });
  const request = asking(bearer(accessToken));
  expect(await (await guarded(request)).text()).toBe("hers");
  expect(seen).toEqual([request, "usr_ada", session.sid, "editor"]);
});

test("without a good token the handler is not called", async () => {
  let called = 0;
  const guarded = requireSession(createTestPawl().pawl, () => {
    called++;
    return new Response();
  });
  expectProblem(await received(await guarded(asking())), "access_token_missing");
  expectProblem(await received(await guarded(asking(bearer("x")))), "access_token_invalid");
  expectProblem(await received(await guarded(asking({ Authorization: "Bearer x y" }))), "invalid_request");
  expect(called).toBe(0);
});

describe("a verifier that has no answer", () => {
  test.each([
    ["StoreError", new StoreError("out of reach"), "store_unavailable"],
    ["SessionError", new SessionError("overloaded"), "overloaded"],
    ["another error", new Error("inside"), "internal_error"],
  ] as const)("%s is told as what it is, and never as 401", async (_, thrown, code) => {
    const guarded = requireSession({ verify: () => Promise.reject(thrown) }, () => new Response());
    expectProblem(await received(await guarded(asking(bearer("x")))), code);
  });
});

test("what the handler throws is the caller's to catch", async () => {
  const { pawl } = createTestPawl();
  const { accessToken } = await pawl.create("usr_ada");
  const guarded = requireSession(pawl, () => {
    throw new Error("of the application");
  });
  await expect(guarded(asking(bearer(accessToken)))).rejects.toThrow("of the application");
});
