/**
 * Goal: complaint 23: whoever waits settles, however it goes on, and leaves nothing behind.
 * Method: calls that wait for the network or for a login, ended in each way; what still listens is counted.
 */
import { describe, expect, test } from "vitest";
import { type Core, forget, news } from "../../src/client/core.ts";
import { UnavailableError } from "../../src/client/errors.ts";
import { createStateCell, type StateListener } from "../../src/client/state.ts";
import { createToken } from "../../src/client/token.ts";
import { problem } from "./support/answers.ts";
import { notes } from "./support/browser.ts";
import { five, outcomeOf, type Scene, signedInClient } from "./support/make-client.ts";
import { settled } from "./support/manual-time.ts";
import { cutOff, end, isSettled } from "./support/waiting.ts";

describe.each(["offline", "ended"] as const)("whoever waits while %s", (why) => {
  async function waiting(): Promise<Scene> {
    const scene = await (why === "offline" ? cutOff : signedInClient)({
      whenEnded: "wait",
      whenOffline: "wait",
    });
    if (why === "ended") await end(scene);
    return scene;
  }

  test("stops when the caller aborts, with the caller's reason, at once", async () => {
    const { client, server, time } = await waiting();
    const controller = new AbortController();
    const call = outcomeOf(client.fetch(notes, { signal: controller.signal }));
    await time.advance(5000);
    const reason = new Error("changed my mind");
    controller.abort(reason);
    expect(await call).toBe(reason);
    server.normally("/auth/refresh");
    await outcomeOf(client.login({ email: "ada", password: "right" }));
    expect(server.to("/api/notes")).toEqual([]);
  });

  test("one that aborts disturbs no other", async () => {
    const { client, server } = await waiting();
    const controller = new AbortController();
    const aborted = outcomeOf(client.fetch(notes, { signal: controller.signal }));
    const other = client.fetch(notes);
    await settled();
    controller.abort();
    expect(await aborted).toMatchObject({ name: "AbortError" });
    server.normally("/auth/refresh");
    await client.login({ email: "ada", password: "right" });
    expect(await other).toMatchObject({ status: 200 });
  });

  test("settles at logout and at close()", async () => {
    for (const verb of ["logout", "close"] as const) {
      const { client, server } = await waiting();
      const calls = five(() => client.fetch(notes));
      await settled();
      await client[verb]();
      for (const outcome of await calls) expect(outcome).toBeInstanceOf(Error);
      expect(server.to("/api/notes")).toEqual([]);
    }
  });

  test("complaint 23: however it goes on, every call settles", async () => {
    const endings: ((scene: Scene) => unknown)[] = [
      ({ client }) => client.close(),
      ({ client }) => client.logout(),
      ({ client }) => client.login({ email: "ada", password: "right" }),
      ({ client }) => client.login({ email: "grace", password: "right" }),
      ({ server }) => {
        server.always("/auth/refresh", () => problem("session_revoked", { reason: "revoked_by_admin" }));
        server.always("/auth/login", () => problem("invalid_credentials"));
      },
    ];
    for (const ending of endings) {
      const scene = await waiting();
      const calls = five(() => scene.client.fetch(notes));
      await scene.time.advance(3000);
      scene.server.normally("/auth/refresh");
      await ending(scene);
      await scene.time.advance(31_000);
      if (!(await isSettled(calls))) scene.client.close();
      expect(await calls).toHaveLength(5);
      expect(scene.server.to("/api/notes").length).toBeLessThanOrEqual(5);
    }
  });
});

describe("what waits leaves nothing behind", () => {
  /** As much of a client as waiting needs, with a session that has ended. */
  function endedCore(): Core {
    const facts = { status: "ended", code: "session_expired", reason: "inactivity", subject: "ada" } as const;
    const core = { state: createStateCell(facts), epoch: new AbortController(), whenEnded: "wait" };
    return { ...core, closed: false } as unknown as Core;
  }

  test("a wait that is over does not go on listening", async () => {
    const core = endedCore();
    const listeners = spyOnListeners(core);
    const { usable } = createToken(core, () => Promise.reject(new UnavailableError("never")));
    for (let round = 0; round < 10; round++) {
      const controller = new AbortController();
      const call = outcomeOf(usable("ada", { signal: controller.signal }));
      await settled();
      expect(listeners()).toBeGreaterThan(0);
      controller.abort();
      await call;
      await settled();
      expect(listeners()).toBe(0);
    }
    const waiting = news(core);
    forget(core);
    await waiting;
    expect(listeners()).toBe(0);
  });

  /** Counts the listeners of the state and of the epoch. */
  function spyOnListeners(core: Core): () => number {
    let count = 0;
    const listening = new Set<unknown>();
    const { signal } = core.epoch;
    const { addEventListener, removeEventListener } = signal;
    Object.assign(signal, {
      addEventListener(type: string, listener: EventListener) {
        listening.add(listener);
        addEventListener.call(signal, type, listener);
      },
      removeEventListener(type: string, listener: EventListener) {
        listening.delete(listener);
        removeEventListener.call(signal, type, listener);
      },
    });
    const { subscribe } = core.state;
    Object.assign(core.state, {
      subscribe(listener: StateListener) {
        count++;
        const unsubscribe = subscribe(listener);
        return () => {
          count--;
          unsubscribe();
        };
      },
    });
    return () => count + (core.epoch.signal === signal ? listening.size : 0);
  }
});
