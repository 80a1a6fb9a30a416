/**
 * Goal: what waits for a receiver is bounded by the list: what is over is not kept, and is told of in an event. Without a receiver
 * nothing is done.
 * Method: the delivery on a feed of a store in memory, with timers turned by hand and receivers that are functions.
 */
import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, test } from "vitest";
import { createPushDelivery } from "../../../src/engine/push/push-delivery.ts";
import { createRevocationFeed } from "../../../src/engine/revocation-feed.ts";
import { createRevocationList } from "../../../src/engine/revocation-list.ts";
import { hours, seconds } from "../../../src/session/policy.ts";
import { noSignal } from "../../../src/session/revocation-signal.ts";
import { memoryStore } from "../../../src/stores/memory/index.ts";
import { fakeClock } from "../../support/clock.ts";
import { recordEvents } from "../../support/events.ts";
import { handTimer } from "../../support/hand-timer.ts";
import { seededRandom } from "../../support/random.ts";

function openDelivery(audiences: readonly string[], status: () => number) {
  const [clock, timer, events, random] = [fakeClock(), handTimer(), recordEvents(), seededRandom(1)];
  const revocations = createRevocationList(memoryStore().sessions, clock.read, events.sink);
  const feed = createRevocationFeed({ revocations, signal: noSignal, every: timer.every, random });
  const sent: string[] = [];
  const delivery = createPushDelivery({
    receivers: audiences.map((audience) => ({ endpoint: "https://receiver.example/", audience })),
    sign: async (end) => ("sid" in end ? end.sid : end.subject),
    send: async (_, request) => {
      sent.push(String(request?.body));
      return new Response(null, { status: status() });
    },
    ...{ feed, random, every: timer.every, clock: clock.read, emit: events.sink, pseudonym: (text) => text },
  });
  const end = async (sid: string) => {
    revocations.addSession(sid, clock.now);
    await nextTurn();
  };
  return { delivery, end, sent, clock, timer, events };
}

test("what a receiver was not told of until it is over is dropped, and the event says how much, for each receiver", async () => {
  let status = 503;
  const { delivery, end, sent, clock, timer, events } = openDelivery(["one", "two"], () => status);
  delivery.start();
  await nextTurn();
  await end("a");
  await end("b");
  clock.advance(hours(1) + seconds(62));
  await timer.turn();
  expect(events.of("security_events_dropped")).toEqual([]);
  clock.advance(1);
  await timer.turn();
  expect(events.of("security_events_dropped").map(({ audience, count }) => [audience, count])).toEqual([
    ["one", 2],
    ["two", 2],
  ]);
  sent.length = 0;
  status = 202;
  await end("c");
  for (let turn = 0; turn < 5; turn++) await timer.turn();
  expect(sent).toEqual(["c", "c"]);
});

test("starting twice tells nothing twice, and closing leaves no timer", async () => {
  const { delivery, end, sent, timer } = openDelivery(["one"], () => 202);
  delivery.start();
  delivery.start();
  await nextTurn();
  delivery.start();
  await end("a");
  for (let turn = 0; turn < 3; turn++) await timer.turn();
  expect(sent).toEqual(["a"]);
  delivery.close();
  expect(timer.running()).toEqual([]);
});

test.each([
  ["without a receiver", []],
  ["after it was closed", ["one"]],
])("%s nothing is started", async (_, audiences) => {
  const { delivery, end, sent, timer } = openDelivery(audiences, () => 202);
  if (audiences.length > 0) delivery.close();
  delivery.start();
  await end("a");
  expect([sent, timer.running()]).toEqual([[], []]);
});
