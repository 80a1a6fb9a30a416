/**
 * Goal: a receiver is told everything, a few at once, however it behaves; what it stumbles over holds up nothing else; what is
 * over is dropped, and told of.
 * Method: one queue with timers turned by hand, and a receiver that answers when and as the test says.
 */
import { setImmediate as nextTurn } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { asideMs, createPushQueue, maxInFlight } from "../../../src/engine/push/push-queue.ts";
import type { Attempt, Refusal } from "../../../src/engine/push/step-after.ts";
import { seconds } from "../../../src/session/policy.ts";
import { StoreError } from "../../../src/session/store.ts";
import { fakeClock } from "../../support/clock.ts";
import { recordEvents } from "../../support/events.ts";
import { handTimer } from "../../support/hand-timer.ts";

const answered = (status: number, err: Refusal = null, retryAfterMs = 0): Attempt => ({
  ...{ kind: "answered", status, err, retryAfterMs },
});

/** Answers by the name of the session; a queue of tokens of which each says only that name. */
function openQueue(answer: (sid: string) => Attempt | Promise<Attempt> = () => answered(202)) {
  const [clock, timer, events] = [fakeClock(), handTimer(), recordEvents()];
  const sent: string[] = [];
  const state = { answer, canSign: true, underWay: 0, mostUnderWay: 0 };
  const queue = createPushQueue({
    receiver: { endpoint: "https://receiver.example/", audience: "one" },
    sign: async (end) => {
      if (!state.canSign) throw new StoreError("no signing key");
      return "sid" in end ? end.sid : end.subject;
    },
    post: async (_, token) => {
      sent.push(token);
      state.mostUnderWay = Math.max(state.mostUnderWay, ++state.underWay);
      const attempt = await state.answer(token);
      state.underWay--;
      return attempt;
    },
    ...{ every: timer.every, clock: clock.read, emit: events.sink },
    random: (n) => new Uint8Array(n).fill(255),
    pseudonym: (text) => `pseudonym of ${text}`,
  });
  const add = async (...sids: string[]) => {
    queue.add(sids.map((sid) => ({ sid, endedAt: clock.now })));
    await nextTurn();
  };
  return { queue, add, sent, state, clock, timer, events };
}

const many = (count: number) => Array.from({ length: count }, (_, index) => `s${index}`);

describe("a receiver that answers", () => {
  test("is told everything once, and there is nothing left to do", async () => {
    const { add, sent, timer } = openQueue();
    await add(...many(100));
    expect(sent).toEqual(many(100));
    expect(timer.running()).toEqual([]);
  });

  test("slowly has so many requests under way and no more", async () => {
    const open: (() => void)[] = [];
    const { add, sent, state } = openQueue(
      () => new Promise((resolve) => void open.push(() => resolve(answered(202)))),
    );
    await add(...many(30));
    expect(sent).toHaveLength(maxInFlight);
    for (let answers = 0; answers < 30; answers++) {
      open.shift()?.();
      await nextTurn();
    }
    expect(sent).toEqual(many(30));
    expect(state.mostUnderWay).toBe(maxInFlight);
  });
});

describe("a receiver that gives no answer", () => {
  test("is left alone for a while, longer each time, and asked with one request whether it is back", async () => {
    const { add, sent, state, timer, events } = openQueue(() => answered(503));
    await add(...many(30));
    expect(sent).toHaveLength(maxInFlight);
    expect(timer.running()).toEqual([seconds(1)]);
    await timer.turn();
    expect(sent).toHaveLength(maxInFlight + 1);
    expect(timer.running()).toEqual([seconds(2)]);
    expect(events.of("unavailable").map(({ what, error }) => [what, (error as Error).message])).toEqual(
      Array(2).fill(["security event receiver one", "the receiver answered with status 503 instead of 202"]),
    );
    state.answer = () => answered(202);
    sent.length = 0;
    await timer.turn();
    expect([...sent].sort()).toEqual(many(30).sort());
    expect(timer.running()).toEqual([]);
  });

  test("is not told in between of what ends meanwhile", async () => {
    const { add, sent, timer } = openQueue(() => answered(429, null, seconds(60)));
    await add("a");
    expect(timer.running()).toEqual([seconds(61)]);
    await add("b");
    expect(sent).toEqual(["a"]);
  });

  test("begins with short rests again once it has answered", async () => {
    const { add, state, timer } = openQueue(() => answered(500));
    await add("a");
    await timer.turn();
    state.answer = () => answered(202);
    await timer.turn();
    state.answer = () => answered(500);
    await add("b");
    expect(timer.running()).toEqual([seconds(1)]);
  });

  test("to one token alone is told the others: it goes behind them", async () => {
    const { add, sent, timer } = openQueue((sid) => answered(sid === "s0" ? 500 : 202));
    await add(...many(30));
    await timer.turn();
    expect(new Set(sent)).toEqual(new Set(many(30)));
  });

  test("because nothing can be signed is told once it can be", async () => {
    const { add, sent, state, timer, events } = openQueue();
    state.canSign = false;
    await add("a");
    expect(sent).toEqual([]);
    expect(events.of("unavailable")).toHaveLength(1);
    state.canSign = true;
    await timer.turn();
    expect(sent).toEqual(["a"]);
  });
});

describe("a token that is refused", () => {
  test("is tried three times, holds up none, and is then told in an event, without its sid", async () => {
    const { queue, add, sent, clock, timer, events } = openQueue((token) =>
      answered(token.startsWith("bad") ? 400 : 202, "invalid_audience"),
    );
    await add("bad", "good");
    queue.add([{ subject: "bad user", endedAt: clock.now, exceptSid: null }]);
    await nextTurn();
    expect(sent).toEqual(["bad", "good", "bad user"]);
    expect(timer.running()).toEqual([asideMs]);
    await timer.turn();
    await add("another");
    await timer.turn();
    expect(sent.slice(3)).toEqual(["bad", "bad user", "another", "bad", "bad user"]);
    expect(timer.running()).toEqual([]);
    expect(events.all).toEqual(
      [
        { session: "pseudonym of bad", subject: null },
        { session: null, subject: "bad user" },
      ].map((about) => ({
        ...{ type: "security_event_refused", at: clock.now, audience: "one", err: "invalid_audience" },
        ...about,
      })),
    );
  });
});

test("what is over is dropped wherever it waits, and told of in one event", async () => {
  const { queue, add, sent, clock, timer, events } = openQueue((sid) =>
    sid === "refused" ? answered(400) : answered(503),
  );
  await add("refused");
  await add("a", "b");
  clock.advance(seconds(1));
  await add("c");
  queue.dropBefore(clock.now);
  queue.dropBefore(clock.now);
  expect(events.of("security_events_dropped")).toEqual([
    { type: "security_events_dropped", at: clock.now, audience: "one", count: 3 },
  ]);
  sent.length = 0;
  for (let turn = 0; turn < 3; turn++) await timer.turn();
  expect(new Set(sent)).toEqual(new Set(["c"]));
});

test("once it is closed nothing is sent, told or waited for, whatever comes of what was under way", async () => {
  const open: (() => void)[] = [];
  const { queue, add, sent, timer, events } = openQueue(
    () => new Promise((resolve) => void open.push(() => resolve(answered(503)))),
  );
  await add(...many(10));
  queue.close();
  for (const answer of open) answer();
  await add("late");
  expect(sent).toHaveLength(maxInFlight);
  expect(timer.running()).toEqual([]);
  expect(events.all).toEqual([]);
});
