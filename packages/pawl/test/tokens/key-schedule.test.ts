/**
 * Goal: from the keys and the time alone follows which key signs, which are shown, whether one is due and which may go.
 * Method: one row of keys, looked at from one instant after the other; and the edges of each rule.
 */
import { describe, expect, test } from "vitest";
import {
  isKeyDue,
  jwksMaxAgeMs,
  keySchedule,
  type PlannedKey,
  signerAt,
  signsAtOnce,
  standingsAt,
} from "../../src/tokens/key-schedule.ts";

const minutes = (n: number) => n * 60_000;
const days = (n: number) => n * 86_400_000;

const key = (kid: string, createdAt: number, signsAt = createdAt): PlannedKey => ({
  ...{ kid, alg: "ES256", createdAt, signsAt },
});

const schedule = { rotateEveryMs: 1000, announceMs: 100, keepMs: 300, rereadMs: 10 };
const [first, second, third] = [key("first", 0), key("second", 900, 1000), key("third", 1900, 2000)] as const;
const all = [first, second, third];

const lives = (now: number, keys: readonly PlannedKey[] = all) =>
  standingsAt(keys, schedule, now).map(({ state, beganAt, endsAt }) => `${state} ${beganAt}–${endsAt}`);

describe("the life of keys", () => {
  test.each([
    [0, ["signing 0–1000", "announced 900–1000", "announced 1900–2000"]],
    [999, ["signing 0–1000", "announced 900–1000", "announced 1900–2000"]],
    [1000, ["retired 1000–1300", "signing 1000–2000", "announced 1900–2000"]],
    [1999, ["retired 1000–1300", "signing 1000–2000", "announced 1900–2000"]],
    [2000, ["retired 1000–1300", "retired 2000–2300", "signing 2000–3000"]],
    [9000, ["retired 1000–1300", "retired 2000–2300", "signing 2000–3000"]],
  ])("at %i", (now, expected) => {
    expect(lives(now)).toEqual(expected);
    expect(signerAt(all, now)).toBe(all[expected.findIndex((life) => life.startsWith("signing"))]);
  });

  test("goes by when they sign, not by the order in which they came", () => {
    expect(lives(1500, [third, first, second])).toEqual(lives(1500));
    expect(signerAt([third, first, second], 1500)).toBe(second);
  });

  test("of two with one instant, the one that came later signs, for everybody", () => {
    const twin = key("twin", 900, 1000);
    expect(signerAt([first, second, twin], 1000)).toBe(twin);
    expect(lives(1000, [first, second, twin])).toEqual([
      "retired 1000–1300",
      "retired 1000–1300",
      "signing 1000–2000",
    ]);
  });

  test("before anybody's time the first signs: a node whose clock is behind is not without one", () => {
    expect(signerAt([second, third], 0)).toBe(second);
    expect(lives(0, [second, third])).toEqual(["signing 1000–2000", "announced 1900–2000"]);
  });

  test("without keys nobody signs", () => {
    expect(signerAt([], 0)).toBeUndefined();
    expect(lives(0, [])).toEqual([]);
  });
});

describe("a key is due", () => {
  const due = (keys: readonly PlannedKey[], now: number, alg: PlannedKey["alg"] = "ES256") =>
    isKeyDue(keys, alg, schedule, now);

  test("where there is none", () => {
    expect(due([], 0)).toBe(true);
  });

  test("so long before the end of the last one's time as it is announced, and not a moment earlier", () => {
    expect(due([first], 899)).toBe(false);
    expect(due([first], 900)).toBe(true);
    expect(due([first], 90_000)).toBe(true);
  });

  test("once: not while one is announced, whatever its order", () => {
    expect(due([first, second], 999)).toBe(false);
    expect(due([second, first], 999)).toBe(false);
    expect(due([first, second], 1000)).toBe(false);
    expect(due([first, second], 1900)).toBe(true);
  });

  test("when another algorithm is wanted, as soon as no key is announced", () => {
    expect(due([first], 1, "Ed25519")).toBe(true);
    expect(due([first, second], 999, "RS256")).toBe(false);
    expect(due([first, second], 1000, "RS256")).toBe(true);
  });
});

describe("a key that signs at once", () => {
  test("does so from now on", () => {
    expect(signsAtOnce([], 5)).toBe(5);
    expect(signsAtOnce(all, 1500)).toBe(1500);
  });

  test("comes after the one that signs also where the clock of this node is behind", () => {
    const at = signsAtOnce([second], 400);
    expect(at).toBe(1000);
    expect(signerAt([second, key("now", 400, at)], 1000)).toMatchObject({ kid: "now" });
  });
});

describe("the schedule of a running system", () => {
  const running = keySchedule(days(90));

  test("announces for one life of a copy of the JWKS and five minutes more", () => {
    expect(jwksMaxAgeMs).toBe(minutes(5));
    expect(running.announceMs).toBe(minutes(10));
  });

  test("keeps a key for the longest token life, its rounding, the largest tolerance and five minutes more", () => {
    expect(running.keepMs).toBe(minutes(60) + 2000 + minutes(1) + minutes(5));
  });

  test("rereads every minute, and rotates as often as it is told", () => {
    expect(running).toMatchObject({ rereadMs: minutes(1), rotateEveryMs: days(90) });
  });
});
