// @vitest-environment happy-dom
/**
 * Goal: complaint 45: every open tab learns of the end of its session at once, by one stream for the whole browser;
 * and a server, a proxy or a browser without it costs nothing but that second.
 * Method: tabs with their live part in a document, with a fake LockManager; the streams are written and cut by hand.
 */
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { problem, tokens, unauthorized } from "./support/answers.ts";
import { type Browser, type BrowserOptions, browser, sessionOf, shared } from "./support/browser.ts";
import { type EventStreams, eventStreams } from "./support/event-streams.ts";
import { type FakeLocks, fakeLocks } from "./support/fake-locks.ts";
import { until } from "./support/live.ts";
import { settled } from "./support/manual-time.ts";
import { type Answer, offline } from "./support/scripted-server.ts";
import { show } from "./support/show.ts";

const minute = 60_000;
const lock = `${shared}:events`;
const ended = 'event: session_ended\ndata: {"reason":"revoked_by_admin"}\n\n';
const revoked = () => problem("session_revoked", { reason: "revoked_by_admin" });

let locks: FakeLocks;
beforeEach(() => {
  locks = fakeLocks();
  setLocks(locks.manager);
});

function setLocks(value: LockManager | undefined): void {
  Object.defineProperty(navigator, "locks", { value, configurable: true });
  onTestFinished(() => void Reflect.deleteProperty(navigator, "locks"));
}

/** Those for a stream of events, from the first tab on. */
const requests: Parameters<Answer>[0][] = [];

interface Open extends Browser {
  readonly streams: EventStreams;
  asked(): number;
}

/** Tabs that listen, or that were told that there is nothing to listen to. */
async function listening(options: BrowserOptions & { answer?: Answer } = {}): Promise<Open> {
  const streams = eventStreams();
  const { answer = streams.answer, ...more } = options;
  const one = await browser({
    tabs: 1,
    live: true,
    locks,
    apiOrigins: ["https://app.test"],
    prepare(server) {
      requests.length = 0;
      server.always("/auth/events", (request) => {
        requests.push(request);
        return answer(request);
      });
    },
    ...more,
  });
  const asked = (): number => requests.length;
  await until(() => asked() > 0);
  await settled();
  return { ...one, streams, asked };
}

test("one stream is opened for all tabs of a browser, with the token in a header and nothing in the address", async () => {
  const { asked, streams, time } = await listening({ tabs: 4 });
  expect(asked()).toBe(1);
  expect(streams.open()).toBe(1);
  await time.advance(10 * minute);
  expect(asked()).toBe(1);
  const [request] = requests;
  expect(request?.url).toBe("https://app.test/auth/events");
  expect(request?.method).toBe("GET");
  expect(request?.headers.get("authorization")).toMatch(/^Bearer access-token-/);
  expect(request?.headers.get("accept")).toBe("text/event-stream");
  expect(request?.init).toMatchObject({ credentials: "omit", cache: "no-store", redirect: "error" });
});

test("the tab that listens is closed: another one takes over", async () => {
  const { tabs, asked, streams } = await listening({ tabs: 3 });
  for (let closed = 0; closed < 2; closed++) {
    tabs[closed]?.client.close();
    await until(() => asked() === closed + 2);
    expect(streams.open()).toBe(1);
  }
  tabs[2]?.client.close();
  await settled();
  expect(streams.open()).toBe(0);
  expect(locks.held()).toEqual([]);
});

test("complaints 45, 52: the end is told to every tab within a second, with its reason", async () => {
  const { tabs, server, streams, time, refreshes } = await listening({ tabs: 4 });
  server.always("/auth/refresh", revoked);
  streams.send(ended);
  await time.advance(1000);
  for (const { client } of tabs) {
    expect(client.state).toMatchObject({ status: "ended", reason: "revoked_by_admin", subject: "ada" });
  }
  expect(refreshes()).toBe(4);
  expect(streams.open()).toBe(0);
  expect(locks.held()).toEqual([]);
});

test("what the stream says is not believed: a session that the server knows goes on", async () => {
  const { first, streams, time, refreshes } = await listening();
  streams.send(ended);
  await time.advance(minute);
  expect(first.client.state).toMatchObject({ status: "signedIn" });
  expect(refreshes()).toBe(1);
});

test("an end that cannot be asked about is found when the server is back", async () => {
  const { first, server, streams, time } = await listening();
  server.always("/auth/refresh", offline);
  streams.send(ended);
  await time.advance(5000);
  expect(first.client.state).toMatchObject({ status: "signedIn", offline: true });
  server.always("/auth/refresh", revoked);
  await time.advance(31_000);
  expect(first.client.state).toMatchObject({ status: "ended", reason: "revoked_by_admin" });
});

test("heartbeats, other events and parts of events are no end", async () => {
  const { streams, time, refreshes } = await listening();
  streams.send(":\n\n: heartbeat\n\nevent: other\ndata: session_ended\n\ndata: session_ended\n\n");
  streams.send("event: session_ended\ndata: cut in the mid");
  streams.cut();
  await time.advance(minute);
  expect(refreshes()).toBe(0);
});

test.each<[string, Answer]>([
  ["404", () => new Response("", { status: 404 })],
  ["a page of a proxy", () => new Response("<html>", { headers: { "content-type": "text/html" } })],
  ["403 of a proxy", () => new Response("<html>", { status: 403 })],
  ["204", () => new Response(null, { status: 204 })],
])("where the route answers %s, it is given up quietly", async (_name, answer) => {
  const { first, asked, time, refreshes } = await listening({ answer });
  await time.advance(60 * minute);
  expect(asked()).toBe(1);
  expect(refreshes()).toBe(0);
  expect(first.client.state).toMatchObject({ status: "signedIn", offline: false });
  expect(locks.held()).toEqual([]);
});

test.each<[string, Answer]>([
  ["502", () => new Response("", { status: 502 })],
  ["429", () => new Response("", { status: 429 })],
  ["no connection", offline],
])("after %s it is tried again, further and further apart", async (_name, answer) => {
  const { asked, time, first } = await listening({ answer });
  await time.advance(9 * minute);
  expect(asked()).toBeGreaterThan(15);
  expect(asked()).toBeLessThan(60);
  expect(first.client.state).toMatchObject({ status: "signedIn", offline: false });
});

test("complaint 54: a token that is refused is replaced once, and the stream opened with the new one", async () => {
  let refused = 0;
  const streams = eventStreams();
  const answer: Answer = (request) => (refused++ ? streams.answer(request) : unauthorized());
  const { first, asked, time } = await listening({ answer });
  await until(() => asked() === 2);
  await time.advance(minute);
  // The first generation was there when the page was loaded.
  expect(sessionOf(first).generation).toBe(2);
  expect(asked()).toBe(2);
  const [dead, fresh] = requests.map(({ headers }) => headers.get("authorization"));
  expect(fresh).not.toBe(dead);
});

test("complaint 54: one that is refused for ever is given up after one refresh", async () => {
  const { first, asked, time } = await listening({ answer: unauthorized });
  await time.advance(60 * minute);
  expect(asked()).toBe(2);
  expect(sessionOf(first).generation).toBe(2);
});

test("a stream that is cut after a while is opened again after a second or two", async () => {
  const { asked, streams, time } = await listening();
  for (let round = 1; round <= 5; round++) {
    await time.advance(minute);
    streams.cut();
    await time.advance(999);
    expect(asked()).toBe(round);
    await time.advance(1001);
    expect(asked()).toBe(round + 1);
  }
});

test("one that is cut at once each time is opened less and less often", async () => {
  const answer: Answer = () => new Response("", { headers: { "content-type": "text/event-stream" } });
  const { asked, time } = await listening({ answer });
  await time.advance(30 * minute);
  expect(asked()).toBeLessThan(200);
});

test("the network is back: it is opened at once, however long the pauses had become", async () => {
  const { asked, time } = await listening({ answer: offline });
  await time.advance(9 * minute);
  const before = asked();
  dispatchEvent(new Event("online"));
  await until(() => asked() > before);
});

test("logout, an end, close() and leaving the page close the stream and let the lock go", async () => {
  const endings: ((open: Open) => unknown)[] = [
    ({ first }) => first.client.logout(),
    ({ first, server }) => {
      server.always("/auth/refresh", revoked);
      return first.client.refresh().catch(() => undefined);
    },
    ({ first }) => first.client.close(),
    () => dispatchEvent(new Event("pagehide")),
  ];
  for (const ending of endings) {
    const open = await listening();
    expect(open.streams.open()).toBe(1);
    expect(locks.held()).toContain(lock);
    await ending(open);
    await settled();
    expect(open.streams.open()).toBe(0);
    expect(locks.held()).toEqual([]);
    const before = open.asked();
    await open.time.advance(60 * minute);
    expect(open.asked()).toBe(before);
    open.first.client.close();
    localStorage.clear();
  }
});

test("close() while it waits to open the stream again leaves no timer behind", async () => {
  const { first, streams, time } = await listening();
  streams.cut();
  await settled();
  first.client.close();
  await settled();
  expect(time.pending()).toEqual([]);
  expect(locks.held()).toEqual([]);
});

test("back from the back-forward cache, the stream is opened again", async () => {
  const { first, asked, streams, time } = await listening();
  dispatchEvent(new Event("pagehide"));
  await settled();
  expect(streams.open()).toBe(0);
  dispatchEvent(Object.assign(new Event("pageshow"), { persisted: true }));
  await time.advance(1000);
  expect(first.client.state.status).toBe("signedIn");
  expect(asked()).toBe(2);
  expect(streams.open()).toBe(1);
});

test("a new session gets a stream of its own, and the old one is closed", async () => {
  const { first, server, asked, streams } = await listening();
  server.once("/auth/login", () => tokens("other", undefined, { sid: "other" }));
  await first.client.login({ email: "ada", password: "right" });
  await settled();
  expect(asked()).toBe(2);
  expect(streams.open()).toBe(1);
  expect(requests.at(-1)?.headers.get("authorization")).toBe("Bearer other");
});

test("a new token for the same session leaves the stream as it is", async () => {
  const { first, asked, streams } = await listening();
  await first.client.refresh();
  await settled();
  expect(asked()).toBe(1);
  expect(streams.open()).toBe(1);
});

test("without locks each visible tab listens for itself, and a hidden one does not", async () => {
  setLocks(undefined);
  const { asked, streams, time } = await listening({ tabs: 2 });
  await until(() => asked() === 2);
  show("hidden");
  await settled();
  expect(streams.open()).toBe(0);
  await time.advance(10 * minute);
  expect(asked()).toBe(2);
  show("visible");
  await until(() => asked() === 4);
  expect(streams.open()).toBe(2);
});

test("with an expired token and no way to a new one it waits, and asks for nothing of its own", async () => {
  const { first, server, asked, streams, time } = await listening();
  await time.advance(30 * minute);
  server.always("/auth/refresh", offline);
  streams.cut();
  await time.advance(10 * minute);
  expect(asked()).toBe(1);
  expect(first.client.state).toMatchObject({ offline: true });
  server.normally("/auth/refresh");
  await time.advance(minute);
  expect(asked()).toBe(2);
});
