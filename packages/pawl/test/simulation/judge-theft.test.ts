/**
 * Goal: the simulation knows a broken promise when it sees one.
 * Method: short histories of a thief and an owner, by hand.
 */
import { expect, test } from "vitest";
import { sessionRow } from "../support/session-row.ts";
import { judgeTheft } from "./judge-theft.ts";
import type { Use } from "./world.ts";

const bold = { name: "thief", kind: "bold" } as const;
const hiding = { name: "thief", kind: "hiding" } as const;
const live = sessionRow();
const ended = sessionRow({ ended: { at: 0, reason: "refresh_token_reused" } });
const apart = 10;

/** `thief@20`, answered with a token; or with the status that follows. */
function history(...words: string[]): Use[] {
  return words.map((word) => {
    const [who = "", at = "", status = "200"] = word.split(/[@:]/);
    return { who, beganAt: Number(at), endedAt: Number(at), status: Number(status), outcome: "" };
  });
}

const verdict = (theft: typeof bold | typeof hiding, uses: Use[], row = live) =>
  judgeTheft(theft, uses, row, apart).kind;

test("a session that ended as stolen was caught, whoever came last", () => {
  expect(verdict(bold, history("thief@20", "owner@40:401"), ended)).toBe("caught");
});

test("a thief who comes a second time, long after the owner, must be caught", () => {
  expect(verdict(bold, history("owner@0", "thief@20", "owner@40", "thief@60"))).toBe("broken");
  expect(verdict(bold, history("owner@0", "thief@20", "thief@25", "owner@40", "owner@45", "thief@60"))).toBe(
    "broken",
  );
});

test("nothing is promised of uses that are close to each other", () => {
  expect(verdict(bold, history("owner@15", "thief@20", "owner@40", "thief@60"))).toBe("unseen");
  expect(verdict(bold, history("owner@0", "thief@20", "owner@25", "thief@60"))).toBe("unseen");
  expect(verdict(bold, history("owner@0", "thief@20", "owner@40", "thief@45"))).toBe("unseen");
});

test("nor before the thief's second use, nor if the owner was given nothing in between", () => {
  expect(verdict(bold, history("owner@0", "thief@20", "owner@40"))).toBe("unseen");
  expect(verdict(bold, history("thief@20", "owner@40:409", "thief@60"))).toBe("unseen");
});

test("a thief who hides is given nothing the second time", () => {
  expect(verdict(hiding, history("thief@20", "owner@40", "thief@60:409"))).toBe("unseen");
  expect(verdict(hiding, history("thief@20", "owner@40", "thief@60:200"))).toBe("broken");
});

test("a thief who never came, and one whom the servers could not answer, has used nothing", () => {
  expect(verdict(bold, history("owner@0", "owner@20"))).toBe("unused");
  expect(verdict(bold, history("thief@0:503", "owner@20", "thief@40"))).toBe("unseen");
});

test("an end that was announced and did not come is a broken promise", () => {
  const [first, second] = history("thief@20", "owner@40:401");
  const announced = [first, { ...second, outcome: "refresh_token_reused" }] as Use[];
  expect(judgeTheft(bold, announced, live, apart).kind).toBe("broken");
});
