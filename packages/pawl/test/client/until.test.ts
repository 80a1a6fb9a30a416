/**
 * Goal: one waiter can stop waiting without touching what is waited for.
 * Method: a promise that is settled by hand, and a signal.
 */
import { expect, test } from "vitest";
import { until } from "../../src/client/until.ts";

function deferred() {
  let resolve: (value: string) => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<string>((onValue, onError) => {
    resolve = onValue;
    reject = onError;
  });
  return { promise, resolve, reject };
}

test("without a signal, and with one that is never used, the promise's own outcome comes through", async () => {
  const { signal } = new AbortController();
  expect(await until(undefined, Promise.resolve(1))).toBe(1);
  expect(await until(signal, Promise.resolve(2))).toBe(2);
  await expect(until(signal, Promise.reject(new Error("no")))).rejects.toThrow("no");
});

test("the signal's reason comes at once, before or while waiting, and the promise goes on", async () => {
  const { promise, resolve } = deferred();
  const controller = new AbortController();
  const waiting = until(controller.signal, promise);
  const reason = new Error("enough");
  controller.abort(reason);
  await expect(waiting).rejects.toBe(reason);
  await expect(until(controller.signal, promise)).rejects.toBe(reason);
  resolve("late");
  expect(await promise).toBe("late");
});

test("a rejection that comes after the signal is nobody's unhandled rejection", async () => {
  const { promise, reject } = deferred();
  const waiting = until(AbortSignal.abort(new Error("enough")), promise);
  await expect(waiting).rejects.toThrow("enough");
  reject(new Error("late"));
  await new Promise((resume) => setImmediate(resume));
});
