import { backoffMs } from "./backoff.ts";
import type { Ask, Core } from "./core.ts";
import type { ClientFetch } from "./fetch.ts";
import { isVisible, listen } from "./listen.ts";
import { webLocks } from "./lock.ts";
import { readEnds } from "./read-ends.ts";
import { type ClientSession, sessionOf } from "./state.ts";
import { until } from "./until.ts";

/** Between two connections, besides the growing jitter: what a proxy cuts each minute is no failure. */
const leastMs = 1000;

/** A connection that was there for so long worked. */
const lastingMs = 10_000;

/**
 * Listens to `GET /events` for the end of the session, in one tab for all of a browser: a stream a tab would use up
 * the six connections of HTTP/1.1. The others are told by the tab that hears it. Without Web Locks, in each visible
 * tab.
 *
 * What the stream says is not believed but asked about, so that a tab ends only by the server's own refusal.
 * Where there is no such route (an older server, a proxy), ends are found at the next request.
 */
export function listenToEvents(core: Core, ask: Ask, fetch: ClientFetch): void {
  const { state, timers, clock, random, authUrl, name } = core;
  let wasOffline = false;
  let timer: unknown;
  /** Of the session whose end is listened for. */
  let sid: string | undefined;
  let controller = new AbortController();

  async function hear({ subject }: ClientSession, signal: AbortSignal): Promise<void> {
    for (let failures = 0; !signal.aborted; failures++) {
      const startedAtMs = clock.monotonicMs();
      try {
        const { status, headers, body } = await fetch(`${authUrl}/events`, {
          headers: { accept: "text/event-stream" },
          cache: "no-store",
          credentials: "omit",
          redirect: "error",
          whenOffline: "wait",
          signal,
        });
        if (headers.get("content-type")?.startsWith("text/event-stream")) {
          await readEnds(body as ReadableStream<Uint8Array<ArrayBuffer>>, (reason) => {
            // If the cookie is gone already, the refusal will not say why.
            core.heardEnd = { subject, code: "session_revoked", reason };
            ask("changed");
          });
        } else if (status < 500 && status !== 429) return;
      } catch {
        // Cut off. An end of the session shows in the state, and stops this.
      }
      // Cut at once, each time: that is a failure like any other.
      if (clock.monotonicMs() - startedAtMs > lastingMs) failures = 0;
      const delayMs = leastMs + backoffMs(failures, random);
      await new Promise<void>((done) => {
        if (!signal.aborted) timer = timers.set(done, delayMs);
      });
    }
  }

  function follow(): void {
    const now = state.get();
    const isOffline = "offline" in now && now.offline;
    // The server is back: not after the pause that the outage has made long.
    if (wasOffline && !isOffline) stop();
    wasOffline = isOffline;
    const session = !core.left && (webLocks() || isVisible()) ? sessionOf(now) : undefined;
    if (session?.sid === sid) return;
    stop();
    if (!session) return;
    sid = session.sid;
    controller = new AbortController();
    const { signal } = controller;
    // Held for as long as this tab listens; closing it passes the task on to the next. Let go of at once when it stops,
    // and not when the stream has settled: a page that is left is frozen before.
    const run = (): Promise<void> => until(signal, hear(session, signal));
    (webLocks()?.request(`${name}:events`, { signal }, run) ?? run()).catch(() => undefined);
  }

  function stop(): void {
    controller.abort();
    timers.clear(timer);
    sid = undefined;
  }

  follow();
  core.stops.push(
    stop,
    state.subscribe(follow),
    // A page with an open connection, or a lock, is kept out of the back-forward cache. It is told that it is hidden
    // after that it is left.
    listen(globalThis, ["pagehide", "pageshow", "visibilitychange"], follow, true),
    // And so may be the network.
    listen(globalThis, ["online"], () => {
      stop();
      follow();
    }),
  );
}
