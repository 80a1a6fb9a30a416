/**
 * Goal: every failure is one row of the table of codes on the wire, and nothing more (C74, C72).
 * Method: each code is provoked over real HTTP and its answer compared with the table, strictly.
 */
import { expect, test } from "vitest";
import { type Code, codes } from "../../src/protocol/codes.ts";
import { endReasons } from "../../src/protocol/reasons.ts";
import type { Problem } from "../../src/protocol/wire.ts";
import { failures, guesses, openAnySite } from "./support/every-answer.ts";
import { expectOAuthFailure } from "./support/oauth-failure.ts";
import { expectProblem } from "./support/problem.ts";

const everyCode = Object.keys(codes) as Code[];

test.each(everyCode)("%s is answered as its row says", async (code) => {
  const answer = await failures[code](await openAnySite());
  const { reason } = answer.json as Problem;
  if (codes[code].wire === "oauth") expectOAuthFailure(answer, code);
  else expectProblem(answer, code, reason === undefined ? {} : { reason });
  if (reason !== undefined) expect(endReasons).toContain(reason);
  expect(answer.status).toBeGreaterThanOrEqual(400);
});

test("only the end of a session has a reason", async () => {
  const withReason: Code[] = [];
  for (const code of everyCode) {
    const { reason } = (await failures[code](await openAnySite())).json as Problem;
    if (reason !== undefined) withReason.push(code);
  }
  expect(withReason.sort()).toEqual(["refresh_token_reused", "session_expired", "session_revoked"]);
});

test("no detail repeats what was sent", async () => {
  for (const code of everyCode) {
    const { text } = await failures[code](await openAnySite());
    for (const guess of Object.values(guesses)) expect(text).not.toContain(guess);
    expect(text).not.toContain("example.com");
  }
});

test("only the end of a try, not of a session, says what to state at the next one", async () => {
  const withRevision: Code[] = [];
  for (const code of everyCode) {
    const { revision } = (await failures[code](await openAnySite())).json as Problem;
    if (revision !== undefined) withRevision.push(code);
  }
  expect(withRevision).toEqual(["refresh_token_superseded"]);
});

test("only a 503 says when to come back, and only a 405 what would do", async () => {
  for (const code of everyCode) {
    const { headers, status } = await failures[code](await openAnySite());
    expect([code, headers.has("retry-after")]).toEqual([code, status === 503]);
    expect([code, headers.has("allow")]).toEqual([code, status === 405]);
  }
});
