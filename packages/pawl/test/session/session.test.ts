/**
 * Goal: what may be shown of a session is all that its row says, but for what helps to make or check a token.
 * Method: a row in which nothing is as at login, against its facts.
 */
import { expect, test } from "vitest";
import { factsOf, type Session } from "../../src/session/session.ts";
import { startOfTime } from "../support/clock.ts";
import { sessionRow } from "../support/session-row.ts";

const kept: readonly (keyof Session)[] = ["currentHash", "previousHash", "nonce", "keyId", "received"];

test("the facts of a session are its row without digests, nonce, key id and receipt", () => {
  const row = sessionRow({
    activeAt: startOfTime + 1,
    ended: { reason: "logged_out", at: startOfTime + 2 },
    claims: { role: "editor" },
    userAgent: "Firefox",
  });
  const shown = Object.entries(row).filter(([name]) => !kept.includes(name as keyof Session));
  expect(factsOf(row)).toEqual(Object.fromEntries(shown));
});
