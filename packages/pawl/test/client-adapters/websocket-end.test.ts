/**
 * Goal: a WebSocket is never there for longer than its user's session, nor for anybody else.
 * Method: the session ends in each way that it can, on either side, and the server looks at what is still open.
 */
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { openWebSocket } from "../../src/client/adapters/websocket.ts";
import { outcomeOf } from "../client/support/make-client.ts";
import { ada, grace } from "../support/people.ts";
import { eventually } from "./support/eventually.ts";
import { openSite } from "./support/site.ts";
import { closed, movedClock, open } from "./support/socket-scene.ts";
import { openSocketServer } from "./support/socket-server.ts";

describe("openWebSocket ends with its session", () => {
  test("a revocation closes it from the server's side, and the page knows why", async () => {
    const scene = await open();
    await scene.authenticated(1);
    await scene.pawl.revokeAll(ada.subject, { reason: "revoked_by_admin" });
    await eventually(() => scene.ends.length === 1);
    expect(scene.server.seen[0]?.closeCode).toBe(4401);
    expect(scene.ends[0]).toMatchObject({ code: "session_revoked", reason: "revoked_by_admin" });
    expect(scene.server.seen.length).toBe(1);
  });

  test("an end that the client hears of closes it, whatever the server does", async () => {
    const scene = await open({}, { answer: () => undefined });
    await eventually(() => scene.tokens().flat().length === 1);
    await scene.pawl.revokeAll(ada.subject, { reason: "password_changed" });
    await outcomeOf(scene.client.refresh());
    await closed(scene);
    expect(scene.ends).toMatchObject([{ reason: "password_changed" }]);
    expect(scene.server.seen.length).toBe(1);
  });

  test("a logout closes it", async () => {
    const scene = await open();
    await scene.authenticated(1);
    await scene.client.logout();
    await closed(scene);
    expect(scene.ends).toMatchObject([{ reason: "logged_out" }]);
    expect(scene.server.seen.length).toBe(1);
  });

  test("complaint 50: another user's login closes it, and their token is never sent over it", async () => {
    const scene = await open();
    await scene.authenticated(1);
    const first = await scene.client.accessToken();
    await scene.client.login(grace);
    await closed(scene);
    expect(scene.ends).toMatchObject([{ reason: "replaced_by_login" }]);
    expect(scene.tokens()).toEqual([[first]]);
  });

  test("it is not opened for nobody", async () => {
    const server = await openSocketServer();
    const { client } = await openSite({ apiOrigins: [server.url.replace("ws", "http")] });
    await client.logout();
    const onEnd = vi.fn();
    openWebSocket(client, server.url, { onMessage: () => undefined, onEnd });
    // Not before the app has in its hands what it may close.
    expect(onEnd).not.toHaveBeenCalled();
    await eventually(() => onEnd.mock.calls.length === 1);
    expect(server.seen).toEqual([]);
  });

  test.for(["close", "signal"])("its %s closes it without a word", async (how) => {
    const controller = new AbortController();
    const onClose = vi.fn();
    const scene = await open({ signal: controller.signal, onClose });
    await scene.authenticated(1);
    if (how === "close") scene.socket.close();
    else controller.abort();
    await closed(scene);
    await scene.client.logout();
    expect(scene.ends).toEqual([]);
    expect(onClose).not.toHaveBeenCalled();
    expect(scene.server.seen.length).toBe(1);
  });

  test("closed while it waits for a token, it is not opened when that comes", async () => {
    const server = await openSocketServer();
    const clock = movedClock();
    const site = await openSite({ apiOrigins: [server.url.replace("ws", "http")], clock });
    clock.aheadMs += 31 * 60_000;
    const release = site.holdRefreshes();
    const socket = openWebSocket(site.client, server.url, { onMessage: () => undefined });
    await site.refreshArrives();
    socket.close();
    release();
    await site.client.accessToken();
    // Another one, that is opened later, is there first.
    const other = openWebSocket(site.client, `${server.url}?other`, { onMessage: () => undefined });
    onTestFinished(other.close);
    await eventually(() => server.seen.length > 0);
    expect(server.seen.map(({ url }) => url)).toEqual(["/live?other"]);
  });

  test("it is not opened to an origin that may not see the token", async () => {
    const { client } = await openSite();
    const mayReceiveToken = vi.fn(() => false);
    const careful = Object.assign(Object.create(client), { mayReceiveToken });
    const start = (): unknown =>
      openWebSocket(careful, "wss://evil.example/x", { onMessage: () => undefined });
    expect(start).toThrow("openWebSocket: `wss://evil.example` is not in `apiOrigins` of the client.");
    expect(mayReceiveToken).toHaveBeenCalledWith("https://evil.example/x");
  });
});
