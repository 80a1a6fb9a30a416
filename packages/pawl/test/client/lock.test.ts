/**
 * Goal: complaint 19: one call at a time across tabs where the browser's locks work, and the same call, once, within a
 * bounded time, where they do not.
 * Method: the lock on a fake LockManager whose holders can be killed, on manual time; on managers that fail in each
 * way; on random mixtures of these; and on the platform's own where it has one.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { createLock, type Lock, noLock, webLocks } from "../../src/client/lock.ts";
import { fakeLocks } from "./support/fake-locks.ts";
import { outcomeOf } from "./support/make-client.ts";
import { manualTime, settled } from "./support/manual-time.ts";

const name = "pawl:https://app.test/auth";

/** A call that lasts until it is told to end, and that notes whether another tab had held the lock. */
function slowCall() {
  const runs: boolean[] = [];
  let end: (value: string) => void = () => undefined;
  const done = new Promise<string>((resolve) => {
    end = resolve;
  });
  const run = (contended: boolean): Promise<string> => {
    runs.push(contended);
    return done;
  };
  return { run, runs, end: () => end("done") };
}

function tabs(count: number) {
  const locks = fakeLocks();
  const time = manualTime();
  const all = Array.from({ length: count }, () => createLock(name, time.timers, locks.manager));
  const [first = noLock, second = noLock] = all;
  return { locks, time, all, first, second };
}

test("one call at a time, in the order in which they came, and who waited is told so", async () => {
  const { all, locks, time } = tabs(4);
  const calls = all.map(() => slowCall());
  const outcomes = Promise.all(all.map((lock, tab) => lock(calls[tab]?.run ?? (async () => ""))));
  for (let tab = 0; tab < 4; tab++) {
    await settled();
    const begun = calls.map(({ runs }) => runs.length);
    expect(begun).toEqual([0, 1, 2, 3].map((other) => (other <= tab ? 1 : 0)));
    calls[tab]?.end();
  }
  expect(await outcomes).toEqual(["done", "done", "done", "done"]);
  expect(calls.map(({ runs }) => runs)).toEqual([[false], [true], [true], [true]]);
  expect(locks.held()).toEqual([]);
  expect(time.pending()).toEqual([]);
});

test("complaint 19: a tab that never lets go is waited for, for five seconds and no longer", async () => {
  const { first, second, time, locks } = tabs(2);
  void first(() => new Promise(() => undefined));
  const call = slowCall();
  const outcome = second(call.run);
  await time.advance(4999);
  expect(call.runs).toEqual([]);
  await time.advance(1);
  expect(call.runs).toEqual([true]);
  expect(locks.waiting(name)).toBe(0);
  call.end();
  expect(await outcome).toBe("done");
  expect(call.runs).toEqual([true]);
});

test("complaint 19: a tab that was killed while it held the lock passes it on", async () => {
  const { first, second, locks } = tabs(2);
  void first(() => new Promise(() => undefined));
  const call = slowCall();
  const outcome = second(call.run);
  await settled();
  expect(call.runs).toEqual([]);
  locks.kill(name);
  await settled();
  expect(call.runs).toEqual([true]);
  call.end();
  expect(await outcome).toBe("done");
});

test("the wait for the lock does not limit the call itself", async () => {
  const { first, time } = tabs(1);
  const call = slowCall();
  const outcome = first(call.run);
  await time.advance(60_000);
  call.end();
  expect(await outcome).toBe("done");
  expect(call.runs).toEqual([false]);
});

test("what the call throws passes through, and the lock is free again", async () => {
  const { first, second, locks } = tabs(2);
  const error = new Error("no answer");
  const fail = (): Promise<never> => Promise.reject(error);
  const both = [outcomeOf(first(fail)), outcomeOf(second(fail))];
  expect(await Promise.all(both)).toEqual([error, error]);
  expect(locks.held()).toEqual([]);
  expect(await first(async (contended) => contended)).toBe(false);
});

const refused = new DOMException("denied", "SecurityError");
const broken: [string, () => Promise<unknown>][] = [
  ["rejects (an opaque origin)", () => Promise.reject(refused)],
  [
    "throws",
    () => {
      throw refused;
    },
  ],
  ["never answers", () => new Promise(() => undefined)],
  ["answers without having called", () => Promise.resolve()],
];

test.each(broken)("complaint 19: a browser whose lock %s does not stop the call", async (_name, request) => {
  const time = manualTime();
  const lock = createLock(name, time.timers, { request } as unknown as LockManager);
  const call = slowCall();
  const outcome = lock(call.run);
  await time.advance(5000);
  expect(call.runs).toHaveLength(1);
  call.end();
  expect(await outcome).toBe("done");
  expect(time.pending()).toEqual([]);
});

test("outside a page there are none: Node's own would join the users of one process", () => {
  expect(webLocks()).toBeUndefined();
  expect(createLock(name, manualTime().timers)).toBe(noLock);
});

test("without locks the call is made at once, and nobody was waited for", async () => {
  expect(createLock(name, manualTime().timers, undefined)).toBe(noLock);
  expect(await noLock(async (contended) => contended)).toBe(false);
});

test("whatever becomes of locks, tabs and time, each call is made once and settles as it does", async () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant("call" as const), fails: fc.boolean(), lastsMs: fc.nat({ max: 9000 }) }),
    fc.record({ kind: fc.constant("kill" as const) }),
    fc.record({ kind: fc.constant("pass" as const), ms: fc.nat({ max: 6000 }) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      const { first, locks, time } = tabs(1);
      const outcomes: Promise<unknown>[] = [];
      const runs: number[] = [];
      for (const one of steps) {
        if (one.kind === "kill") locks.kill(name);
        if (one.kind === "pass") await time.advance(one.ms);
        if (one.kind !== "call") continue;
        const call = runs.push(0) - 1;
        const lasting = async (): Promise<number> => {
          runs[call] = (runs[call] ?? 0) + 1;
          await new Promise<void>((done) => void time.timers.set(done, one.lastsMs));
          if (one.fails) throw new Error(`call ${call}`);
          return call;
        };
        const expected = one.fails ? new Error(`call ${call}`) : call;
        outcomes.push(outcomeOf(first(lasting)).then((outcome) => expect(outcome).toEqual(expected)));
      }
      await time.advance(9000 * 13);
      await Promise.all(outcomes);
      expect(runs).toEqual(runs.map(() => 1));
      expect(time.pending()).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

test("the platform's own locks keep calls apart, too", async () => {
  const { locks } = globalThis.navigator as { locks?: LockManager };
  const { timers } = manualTime();
  const apart: Lock = createLock(`${name}-own`, timers, locks);
  let inside = 0;
  let most = 0;
  const call = async (): Promise<void> => {
    most = Math.max(most, ++inside);
    await settled();
    inside--;
  };
  await Promise.all([apart(call), apart(call), apart(call)]);
  expect(inside).toBe(0);
  expect(most).toBe(locks ? 1 : 3);
});
