/**
 * Goal: a WebSocket is there for as long as its user's session, through every new token and every break.
 * Method: a `ws` server that checks tokens and watches sessions as docs/adapters.md says, Node's own WebSocket on the
 * other side, and tokens that expire when the test says so.
 */
import { describe, expect, test, vi } from "vitest";
import type { WebSocket as ServerSocket } from "ws";
import { UnavailableError } from "../../src/client/index.ts";
import { manualTime } from "../client/support/manual-time.ts";
import { countSubscriptions } from "../support/count-subscriptions.ts";
import { ada } from "../support/people.ts";
import { eventually } from "./support/eventually.ts";
import { closed, movedClock, open, type Scene } from "./support/socket-scene.ts";

describe("openWebSocket", () => {
  test("hands the access token over in its first message, and never in the URL", async () => {
    const onOpen = vi.fn();
    const scene = await open({ onOpen });
    await scene.authenticated(1);
    const token = await scene.client.accessToken();
    expect(scene.tokens()).toEqual([[token]]);
    expect(scene.server.seen.map(({ url }) => url)).toEqual(["/live"]);
    expect(onOpen).toHaveBeenCalledOnce();
  });

  test("sends and receives, and says when there is no connection to send over", async () => {
    const scene = await open();
    expect(scene.socket.send('{"type":"early"}')).toBe(false);
    await scene.authenticated(1);
    expect(scene.socket.send('{"type":"hello"}')).toBe(true);
    await eventually(() => scene.messages.length === 2);
    expect(scene.messages[1]).toEqual({ type: "hello", subject: ada.subject });
    scene.socket.close();
    expect(scene.socket.send('{"type":"late"}')).toBe(false);
    await closed(scene);
    expect(scene.server.seen[0]?.messages).toEqual([{ type: "hello" }]);
  });

  test("what is sent as soon as it is open arrives after the token", async () => {
    const scene: Scene = await open({ onOpen: () => void scene.socket.send('{"type":"eager"}') });
    await eventually(() => scene.messages.length === 2);
    expect(scene.messages).toEqual([{ type: "authenticated" }, { type: "eager", subject: ada.subject }]);
    expect(scene.server.seen.length).toBe(1);
  });

  test("says it in the words of the app's own protocol", async () => {
    const authenticate = (token: string): string => JSON.stringify({ op: "auth", token });
    const scene = await open({ authenticate }, { answer: () => undefined });
    await eventually(() => scene.server.seen[0]?.messages.length);
    expect(scene.server.seen[0]?.messages).toEqual([{ op: "auth", token: await scene.client.accessToken() }]);
  });

  test("hands each new token over on the same connection, which is opened once", async () => {
    const onOpen = vi.fn();
    const scene = await open({ onOpen });
    await scene.authenticated(1);
    const first = await scene.client.accessToken();
    await scene.client.refresh();
    await scene.authenticated(2);
    expect(scene.tokens()).toEqual([[first, await scene.client.accessToken()]]);
    expect(onOpen).toHaveBeenCalledOnce();
  });

  test("has a new one in time, before the old one expires, when nobody else asks for one", async () => {
    const { clock, time } = { clock: movedClock(), time: manualTime() };
    const scene = await open({ clock, timers: time.timers }, { clock });
    await scene.authenticated(1);
    // A token lives for 30 minutes, and is taken for expired a second before that.
    const staleMs = 30 * 60_000 - 1000;
    const [renewalMs = 0] = time.pending();
    expect(renewalMs).toBeLessThanOrEqual(staleMs);
    expect(renewalMs).toBeGreaterThan(staleMs - 60_000);
    clock.aheadMs += staleMs;
    await time.advance(staleMs);
    await scene.authenticated(2);
    expect(scene.refreshes()).toBe(1);
    expect(scene.server.seen.length).toBe(1);
  });

  test("complaint 54: a connection that broke comes back with a new token when the old one has expired", async () => {
    const clock = movedClock();
    const scene = await open({ clock }, { clock });
    await scene.authenticated(1);
    const first = await scene.client.accessToken();
    scene.expireTokens();
    clock.aheadMs += 31 * 60_000;
    scene.server.seen[0]?.socket.terminate();
    await scene.authenticated(2);
    expect(scene.tokens()).toEqual([[first], [await scene.client.accessToken()]]);
    expect(scene.refreshes()).toBe(1);
  });

  test("complaint 54: a token that the server refused is never sent again", async () => {
    const scene = await open();
    await scene.authenticated(1);
    const first = await scene.client.accessToken();
    // The client cannot know: its own clock did not move.
    scene.expireTokens();
    scene.server.seen[0]?.socket.terminate();
    await scene.authenticated(2);
    const second = await scene.client.accessToken();
    expect(scene.tokens()).toEqual([[first], [first], [second]]);
    expect(scene.refreshes()).toBe(1);
    expect(scene.ends).toEqual([]);
  });

  test("complaint 54: each token that the server takes no longer is renewed, as often as that happens", async () => {
    const clock = movedClock();
    const scene = await open({ clock });
    for (const round of [1, 2, 3]) {
      await scene.authenticated(round);
      expect(scene.refreshes()).toBe(round - 1);
      // What a server does that closes at the expiry of the token.
      clock.aheadMs += 11_000;
      scene.server.seen.at(-1)?.socket.close(4401);
    }
    await scene.authenticated(4);
    expect(new Set(scene.tokens().flat()).size).toBe(4);
  });

  test("complaint 44: a server that refuses every token costs one refresh, and one connection a token", async () => {
    const scene = await open(
      {},
      {
        answer: (socket) => void socket.on("message", () => socket.close(4401)),
      },
    );
    await eventually(() => scene.errors.length > 3);
    expect(scene.refreshes()).toBe(1);
    expect(scene.tokens().map(({ length }) => length)).toEqual([1, 1]);
    for (const error of scene.errors) expect(error).toBeInstanceOf(UnavailableError);
    expect(scene.client.state.status).toBe("signedIn");
  });

  test("complaint 44: and waits longer each time, even if the server says why before it closes", async () => {
    const time = manualTime();
    const refuse = (socket: ServerSocket): void => {
      socket.on("message", () => {
        socket.send('{"type":"error"}');
        socket.close(4401);
      });
    };
    const scene = await open({ timers: time.timers, random: () => 0.5 }, { answer: refuse });
    const waits: number[] = [];
    for (let attempt = 1; attempt <= 4; attempt++) {
      // While there is a connection, it waits for its token to expire.
      await eventually(() => (time.pending()[0] ?? 60_000) < 60_000);
      waits.push(...time.pending());
      await time.advance(time.pending()[0] ?? 0);
    }
    expect(waits).toEqual([500, 1000, 2000, 4000]);
    expect(scene.messages).toEqual([{ type: "error" }, { type: "error" }]);
    expect(scene.refreshes()).toBe(1);
  });

  test("complaint 32: leaves it to the client to reach the auth server, and goes on when it can", async () => {
    const scene = await open({}, { random: () => 0.1 });
    await scene.authenticated(1);
    scene.expireTokens();
    scene.breakAuth();
    scene.server.seen[0]?.socket.terminate();
    await eventually(() => scene.errors.length > 100);
    // The token that was refused made one refresh; the others are the client's own attempts to recover.
    expect(scene.causes.filter((cause) => cause !== "recovery")).toEqual(["manual"]);
    scene.mendAuth();
    await scene.authenticated(2);
    expect(scene.tokens().map(({ length }) => length)).toEqual([1, 1, 1]);
    expect(scene.ends).toEqual([]);
  });

  test("leaves nothing behind that listens to the client", async () => {
    const scene = await open();
    await scene.authenticated(1);
    const listening = countSubscriptions(scene.client);
    scene.server.seen[0]?.socket.terminate();
    await scene.authenticated(2);
    expect(listening()).toBe(1);
    scene.socket.close();
    await eventually(() => scene.server.seen[1]?.closeCode !== undefined);
    await eventually(() => listening() === 0);
  });
});
