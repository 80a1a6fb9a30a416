// @vitest-environment happy-dom
/**
 * Goal: what keeps a connection waits with jitter, less when the network is back, and stops when it is told to.
 * Method: connections that the test ends, time moved by hand, and the page's own `online` event.
 */
import { expect, onTestFinished, test, vi } from "vitest";
import { keepConnected, type Line } from "../../src/client/adapters/keep-connected.ts";
import { type Client, SessionError, UnavailableError } from "../../src/client/index.ts";
import { outcomeOf, signedInClient } from "../client/support/make-client.ts";
import { type ManualTime, manualTime, settled } from "../client/support/manual-time.ts";
import { offline, type ScriptedServer } from "../client/support/scripted-server.ts";
import { countSubscriptions } from "../support/count-subscriptions.ts";

interface Scene {
  readonly client: Client;
  readonly server: ScriptedServer;
  readonly time: ManualTime;
  readonly attempts: Line[];
  readonly errors: unknown[];
  close(): void;
  /** How many listen to the client. */
  listening(): number;
}

/** Each connection does what `connect` says, and then waits for its turn again. */
async function keep(connect: (line: Line) => Promise<void>): Promise<Scene> {
  const { client, server } = await signedInClient({ live: false });
  const listening = countSubscriptions(client);
  const time = manualTime();
  const attempts: Line[] = [];
  const errors: unknown[] = [];
  const options = {
    timers: time.timers,
    random: () => 0.5,
    onError: (error: unknown) => void errors.push(error),
  };
  const { close } = keepConnected(client, options, (line) => {
    attempts.push(line);
    return connect(line);
  });
  onTestFinished(close);
  await settled();
  return { client, server, time, attempts, errors, close, listening };
}

/** The waits before the next attempts. */
async function waits({ time }: Scene, count: number): Promise<number[]> {
  const seen: number[] = [];
  while (seen.length < count) {
    const [next = 0] = time.pending();
    seen.push(next);
    await time.advance(next);
  }
  return seen;
}

const broken = (): Promise<void> => Promise.reject(new TypeError("the connection broke"));

test("complaint 32: each attempt waits longer, with full jitter, up to half a minute", async () => {
  const scene = await keep(broken);
  expect(await waits(scene, 7)).toEqual([500, 1000, 2000, 4000, 8000, 15_000, 15_000]);
  expect(scene.errors.length).toBe(8);
});

test("a connection that worked makes the next attempt the first again", async () => {
  let count = 0;
  const scene = await keep((line) => {
    count++;
    if (count === 3) line.worked = true;
    return broken();
  });
  expect(await waits(scene, 5)).toEqual([500, 1000, 500, 1000, 2000]);
});

test("what the other side asks to wait comes on top", async () => {
  let count = 0;
  const scene = await keep((line) => {
    count++;
    line.retryMs = 250;
    if (count === 1) throw new UnavailableError("busy", { retryAfterMs: 7000 });
    return Promise.resolve();
  });
  expect(await waits(scene, 2)).toEqual([7500, 1250]);
});

test("it tries at once when the network is back, but not before the server wants to be asked", async () => {
  let retryAfterMs = 0;
  const scene = await keep(() => Promise.reject(new UnavailableError("no answer", { retryAfterMs })));
  await waits(scene, 5);
  expect(scene.time.pending()).toEqual([15_000]);
  dispatchEvent(new Event("online"));
  expect(scene.time.pending()).toEqual([500]);
  retryAfterMs = 60_000;
  await waits(scene, 1);
  dispatchEvent(new Event("online"));
  expect(scene.time.pending()).toEqual([60_500]);
});

test("it tries at once when the client reaches the auth server again", async () => {
  const scene = await keep(broken);
  await waits(scene, 5);
  scene.server.once("/auth/refresh", offline);
  await outcomeOf(scene.client.refresh());
  expect(scene.time.pending()).toEqual([15_000]);
  await scene.client.refresh();
  expect(scene.time.pending()).toEqual([500]);
});

test("a network that is back disturbs no connection that is there", async () => {
  const scene = await keep(() => new Promise(() => undefined));
  dispatchEvent(new Event("online"));
  expect(scene.time.pending()).toEqual([]);
  expect(scene.attempts.length).toBe(1);
});

test("a refusal in the middle of an attempt is the end, and is told once", async () => {
  const { client } = await signedInClient({ live: false });
  const time = manualTime();
  const [onEnd, onError] = [vi.fn(), vi.fn()];
  const refusal = new SessionError("session_expired", { reason: "inactivity" });
  keepConnected(client, { timers: time.timers, onEnd, onError }, () => Promise.reject(refusal));
  await settled();
  await client.logout();
  expect(onEnd.mock.calls).toEqual([[refusal]]);
  expect(onError).not.toHaveBeenCalled();
  expect(time.pending()).toEqual([]);
});

test("closed, it waits for nothing and listens to nothing", async () => {
  const scene = await keep(broken);
  scene.close();
  expect(scene.time.pending()).toEqual([]);
  dispatchEvent(new Event("online"));
  expect(scene.time.pending()).toEqual([]);
  expect(scene.attempts[0]?.signal.aborted).toBe(true);
  expect(scene.listening()).toBe(0);
});

test("closed by its own `onError`, it makes no further attempt", async () => {
  const { client } = await signedInClient({ live: false });
  const time = manualTime();
  const onEnd = vi.fn();
  const kept = keepConnected(client, { timers: time.timers, onError: () => kept.close(), onEnd }, broken);
  await settled();
  expect(time.pending()).toEqual([]);
  expect(onEnd).not.toHaveBeenCalled();
});

test("with a signal that is aborted already, it never begins", async () => {
  const { client } = await signedInClient({ live: false });
  const connect = vi.fn(() => Promise.resolve());
  const onEnd = vi.fn();
  keepConnected(client, { signal: AbortSignal.abort(), onEnd }, connect);
  await client.logout();
  keepConnected(client, { signal: AbortSignal.abort(), onEnd }, connect);
  await settled();
  expect(connect).not.toHaveBeenCalled();
  expect(onEnd).not.toHaveBeenCalled();
});
