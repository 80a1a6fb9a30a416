/**
 * Goal: server-sent events come with the user's token, go on where they broke off, and end with the session.
 * Method: an API behind a real server that streams when the test says so, checks tokens, and breaks off.
 */
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { type EventSourceOptions, openEventSource } from "../../src/client/adapters/event-source.ts";
import type { SessionError, UnavailableError } from "../../src/client/index.ts";
import type { ServerSentEvent } from "../../src/event-stream/read-events.ts";
import { requireSession } from "../../src/http/index.ts";
import { outcomeOf } from "../client/support/make-client.ts";
import { manualTime } from "../client/support/manual-time.ts";
import { ada, grace } from "../support/people.ts";
import { eventually } from "./support/eventually.ts";
import { openSite, type Site } from "./support/site.ts";

/** One open answer of the API. */
interface Stream {
  /** Sends text as it is. */
  say(text: string): void;
  /** Ends it as it should be, and as it should not. */
  end(): void;
  breakOff(): void;
  isCancelled: boolean;
}

interface Scene extends Site {
  readonly streams: Stream[];
  readonly events: ServerSentEvent[];
  readonly ends: SessionError[];
  readonly errors: unknown[];
  readonly kept: { close(): void };
  /** Waits until the API has so many streams open, or had. */
  opened(this: void, count: number): Promise<Stream>;
}

function stream(streams: Stream[]): Response {
  const one = { isCancelled: false } as Stream;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      one.say = (text) => controller.enqueue(new TextEncoder().encode(text));
      one.end = () => controller.close();
      one.breakOff = () => controller.error(new Error("cut"));
    },
    cancel() {
      one.isCancelled = true;
    },
  });
  streams.push(one);
  return new Response(body, { headers: { "content-type": "text/event-stream; charset=utf-8" } });
}

/** Ada's page, listening to an API of hers. Without jitter: it reconnects at once. */
async function open(
  options: Partial<EventSourceOptions> = {},
  before: (site: Site) => void = () => undefined,
): Promise<Scene> {
  const site = await openSite();
  const streams: Stream[] = [];
  const events: ServerSentEvent[] = [];
  const ends: SessionError[] = [];
  const errors: unknown[] = [];
  site.routes.set(
    "/api/news",
    requireSession(site.pawl, () => stream(streams)),
  );
  before(site);
  const kept = openEventSource(site.client, `${site.origin}/api/news`, {
    random: () => 0,
    onMessage: (event) => void events.push(event),
    onEnd: (error) => void ends.push(error),
    onError: (error) => void errors.push(error),
    ...options,
  });
  onTestFinished(kept.close);
  const opened = async (count: number): Promise<Stream> => {
    await eventually(() => streams.length >= count);
    return streams[count - 1] as Stream;
  };
  return Object.assign(site, { streams, events, ends, errors, kept, opened });
}

const headersSent = (site: Site, name: string): (string | null)[] =>
  site.arrived.map(({ headers }) => headers.get(name));

describe("openEventSource", () => {
  test("sends the access token in a header, and gives each event as it comes", async () => {
    const onOpen = vi.fn();
    const scene = await open({ onOpen });
    const first = await scene.opened(1);
    expect(headersSent(scene, "authorization")).toEqual([`Bearer ${await scene.client.accessToken()}`]);
    expect(headersSent(scene, "accept")).toEqual(["text/event-stream"]);
    first.say(": hello\n\nevent: note\nid: 1\ndata: G\n\n");
    await eventually(() => scene.events.length === 1);
    expect(scene.events).toMatchObject([{ type: "note", data: "G", id: "1" }]);
    expect(onOpen).toHaveBeenCalledOnce();
  });

  test("complaint 54: comes back with a new token when the old one has expired", async () => {
    const scene = await open();
    const first = await scene.opened(1);
    scene.expireTokens();
    first.end();
    const second = await scene.opened(2);
    second.say("data: after\n\n");
    await eventually(() => scene.events.length === 1);
    expect(scene.refreshes()).toBe(1);
    expect(scene.errors).toEqual([]);
  });

  test("goes on where it broke off, and drops the event that was cut", async () => {
    const scene = await open({ lastEventId: "earlier" });
    const first = await scene.opened(1);
    first.say("id: 7\ndata: whole\n\nid: 8\ndata: cu");
    await eventually(() => scene.events.length === 1);
    first.breakOff();
    const second = await scene.opened(2);
    second.say("id: 8\ndata: cut\n\n");
    await eventually(() => scene.events.length === 2);
    expect(scene.events.map(({ data }) => data)).toEqual(["whole", "cut"]);
    expect(headersSent(scene, "last-event-id")).toEqual(["earlier", "7"]);
    expect(scene.errors.length).toBe(1);
  });

  test("sends back an id in any script, as UTF-8", async () => {
    const scene = await open();
    const first = await scene.opened(1);
    first.say("id: Ωδή\ndata:\n\n");
    first.end();
    await scene.opened(2);
    const [, sent] = headersSent(scene, "last-event-id");
    expect(Buffer.from(sent ?? "", "latin1").toString()).toBe("Ωδή");
  });

  test("waits as long as the server asks, and longer after each failure", async () => {
    const time = manualTime();
    const gone = async (): Promise<Response> => new Response("busy", { status: 503 });
    const later = async (): Promise<Response> =>
      new Response("busy", { status: 503, headers: { "retry-after": "60" } });
    const scene = await open({ timers: time.timers, random: () => 0.5 }, ({ answers }) =>
      answers.set("/api/news", [gone, gone, later]),
    );
    const waits: number[] = [];
    for (let attempt = 1; attempt <= 3; attempt++) {
      await eventually(() => time.pending().length === 1);
      waits.push(...time.pending());
      await time.advance(time.pending()[0] ?? 0);
    }
    const stream = await scene.opened(1);
    stream.say("retry: 250\n\n");
    stream.end();
    await eventually(() => time.pending().length === 1);
    expect([...waits, ...time.pending()]).toEqual([500, 1000, 60_000 + 2000, 250 + 500]);
  });

  test("complaint 33: takes no portal's page, proxy's refusal or failure for an end", async () => {
    const html = { "content-type": "text/html" };
    const answers = [
      new Response("<p>Please log in to this Wi-Fi</p>", { headers: html }),
      new Response("<p>Forbidden</p>", { status: 403, headers: html }),
      new Response("wrong PIN", { status: 401 }),
      new Response("Not found", { status: 404 }),
      new Response("bad gateway", { status: 502 }),
    ].map((answer) => async () => answer);
    const scene = await open({}, (site) => site.answers.set("/api/news", answers));
    await scene.opened(1);
    expect(scene.errors.map((error) => (error as UnavailableError).status)).toEqual([
      200, 403, 401, 404, 502,
    ]);
    expect(scene.refreshes()).toBe(0);
    expect(scene.ends).toEqual([]);
  });

  test("stops at a 204, as the standard says, and where `onError` closes it", async () => {
    const noContent = async (): Promise<Response> => new Response(null, { status: 204 });
    const first = await open({}, ({ answers }) => answers.set("/api/news", [noContent]));
    const forbidden = async (): Promise<Response> => new Response("no", { status: 403 });
    const second: Scene = await open({ onError: () => second.kept.close() }, ({ answers }) =>
      answers.set("/api/news", [forbidden]),
    );
    for (const scene of [first, second]) {
      await eventually(() => scene.arrived.length === 1);
      // Whatever would come at once has come by the time of another answer.
      await scene.client.fetch(`${scene.origin}/api/other`);
      await scene.client.fetch(`${scene.origin}/api/other`);
      expect(scene.streams).toEqual([]);
    }
  });

  test("is silent while the auth server cannot be reached, and comes back with it", async () => {
    const scene = await open();
    const first = await scene.opened(1);
    scene.expireTokens();
    scene.breakAuth();
    first.end();
    await scene.refreshArrives();
    scene.mendAuth();
    await eventually(() => scene.client.state.status === "signedIn" && scene.client.state.offline);
    await scene.client.refresh();
    await scene.opened(2);
    expect(scene.errors).toEqual([]);
  });

  test("gives nothing more once it is closed, even of what has arrived", async () => {
    const seen: string[] = [];
    const onMessage = ({ data }: ServerSentEvent): void => {
      seen.push(data);
      scene.kept.close();
    };
    const scene: Scene = await open({ onMessage });
    const first = await scene.opened(1);
    first.say("data: a\n\ndata: b\n\n");
    await eventually(() => first.isCancelled);
    expect(seen).toEqual(["a"]);
  });

  test("goes on when its listener throws", async () => {
    const onMessage = vi.fn(() => {
      throw new Error("of the app");
    });
    const scene = await open({ onMessage });
    const first = await scene.opened(1);
    first.say("data: a\n\ndata: b\n\n");
    await eventually(() => onMessage.mock.calls.length === 2);
    expect(scene.streams.length).toBe(1);
  });
});

describe("openEventSource ends with its session", () => {
  const cancelled = (scene: Scene): Promise<void> => eventually(() => scene.streams[0]?.isCancelled);

  test("when the server says so at the next connection", async () => {
    const scene = await open();
    const first = await scene.opened(1);
    await scene.pawl.revokeAll(ada.subject, { reason: "revoked_by_admin" });
    first.end();
    await eventually(() => scene.ends.length === 1);
    expect(scene.ends).toMatchObject([{ code: "session_revoked", reason: "revoked_by_admin" }]);
    expect(scene.streams.length).toBe(1);
  });

  test("when the client hears of it, whatever the server does", async () => {
    const scene = await open();
    await scene.opened(1);
    await scene.pawl.revokeAll(ada.subject, { reason: "password_changed" });
    await outcomeOf(scene.client.refresh());
    await cancelled(scene);
    expect(scene.ends).toMatchObject([{ reason: "password_changed" }]);
  });

  test("at logout", async () => {
    const scene = await open();
    await scene.opened(1);
    await scene.client.logout();
    await cancelled(scene);
    expect(scene.ends).toMatchObject([{ reason: "logged_out" }]);
  });

  test("complaint 50: when another user logs in", async () => {
    const scene = await open();
    await scene.opened(1);
    await scene.client.login(grace);
    await cancelled(scene);
    expect(scene.ends).toMatchObject([{ reason: "replaced_by_login" }]);
    expect(scene.arrived.length).toBe(1);
  });

  test.for(["close", "signal"])("and at %s, without a word", async (how) => {
    const controller = new AbortController();
    const scene = await open({ signal: controller.signal });
    await scene.opened(1);
    if (how === "close") scene.kept.close();
    else controller.abort();
    await cancelled(scene);
    await scene.client.logout();
    expect([...scene.ends, ...scene.errors]).toEqual([]);
    expect(scene.arrived.length).toBe(1);
  });
});
