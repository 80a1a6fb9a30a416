/**
 * Goal: a route handler runs for a verified access token and for nothing else, and is told what Next tells it.
 * Method: the guarded function, called as Next calls it.
 */
import { describe, expect, test } from "vitest";
import { requireSession } from "../../src/next/require-session.ts";
import { expectProblem } from "../http/support/problem.ts";
import { received } from "../http/support/send.ts";
import { bearer, cookie } from "../http/support/visits.ts";
import { createTestPawl } from "../support/create-test-pawl.ts";
import { SessionError, StoreError } from "./support/other-copy.ts";

const context = { params: Promise.resolve({ id: "7" }) };

const asking = (headers: Record<string, string> = {}) =>
  new Request("https://app.example/api/notes/7", { headers });

test("the handler gets the request, the claims and the parameters", async () => {
  const { pawl } = createTestPawl();
  const { accessToken, session } = await pawl.create("usr_ada");
  const GET = requireSession(pawl, async (request: Request, { sub, sid }, { params }: typeof context) =>
    Response.json([request.url, sub, sid, (await params).id]),
  );
  const answer = await GET(asking(bearer(accessToken)), context);
  expect(await answer.json()).toEqual(["https://app.example/api/notes/7", "usr_ada", session.sid, "7"]);
});

test("no token, a wrong one, and a good cookie alone are our typed 401, and the handler does not run", async () => {
  const { pawl } = createTestPawl();
  const { refreshToken } = await pawl.create("usr_ada");
  let runs = 0;
  const GET = requireSession(
    () => pawl,
    () => {
      runs++;
      return new Response();
    },
  );
  expectProblem(await received(await GET(asking(), context)), "access_token_missing");
  expectProblem(await received(await GET(asking(bearer("x")), context)), "access_token_invalid");
  expectProblem(await received(await GET(asking(cookie(refreshToken)), context)), "access_token_missing");
  expect(runs).toBe(0);
});

describe("where a bundle holds a copy of Pawl of its own", () => {
  test.each([
    ["a refusal is still our 401", new SessionError("access_token_invalid"), "access_token_invalid"],
    ["a store without an answer is still 503", new StoreError("out of reach"), "store_unavailable"],
    [
      "a stranger of the same name is an internal error",
      new SessionError("of_another_library"),
      "internal_error",
    ],
    ["a name of an object's own members is no code", new SessionError("toString"), "internal_error"],
  ] as const)("%s", async (_, thrown, code) => {
    const GET = requireSession({ verify: () => Promise.reject(thrown) }, () => new Response());
    expectProblem(await received(await GET(asking(bearer("x")), context)), code);
  });
});
