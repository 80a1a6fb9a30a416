import { readEvents } from "../event-stream/read-events.ts";
import type { EndReason } from "../protocol/reasons.ts";
import { backoffMs } from "./backoff.ts";
import type { Core } from "./core.ts";
import type { ClientFetch } from "./fetch.ts";
import { webLocks } from "./lock.ts";
import type { Refresh } from "./refresh.ts";
import { until } from "./until.ts";

/** Between two connections, besides the growing jitter: what a proxy cuts each minute is no failure. */
const leastMs = 1000;

/** A connection that was there for so long worked. */
const lastingMs = 10_000;

function reasonIn(data: string): EndReason | undefined {
  try {
    return (JSON.parse(data) as { readonly reason?: EndReason }).reason;
  } catch {
    return undefined;
  }
}

/**
 * Listens to `GET /events` for the end of the session, in one tab for all of a browser: a stream a tab would use up
 * the six connections of HTTP/1.1. The others are told by the tab that hears it. Without Web Locks, in each visible
 * tab. Until the returned function is called.
 *
 * What the stream says is not believed but asked about, so that a tab ends only by the server's own refusal.
 * Where there is no such route (an older server, a proxy), ends are found at the next request.
 */
export function listenToEvents(core: Core, refresh: Refresh, fetch: ClientFetch): () => void {
  const { state, timers, clock, random, authUrl, name } = core;
  let left = false;
  let wasOffline = false;
  let listening: { readonly sid: string; readonly controller: AbortController } | undefined;

  async function listen(subject: string, signal: AbortSignal): Promise<void> {
    for (let failures = 0; !signal.aborted; failures++) {
      const startedAtMs = clock.monotonicMs();
      try {
        const headers = { accept: "text/event-stream" };
        const response = await fetch(`${authUrl}/events`, {
          headers,
          cache: "no-store",
          credentials: "omit",
          redirect: "error",
          whenOffline: "wait",
          signal,
        });
        const isStream = response.headers.get("content-type")?.startsWith("text/event-stream");
        if (!isStream && response.status < 500 && response.status !== 429) return;
        if (isStream && response.body) {
          await readEvents(response.body as ReadableStream<Uint8Array<ArrayBuffer>>, ({ type, data }) => {
            if (type !== "session_ended") return;
            // If the cookie is gone already, the refusal will not say why.
            core.heardEnd = { subject, code: "session_revoked", reason: reasonIn(data) };
            refresh("changed").catch(() => undefined);
          });
        }
      } catch {
        // Cut off. An end of the session shows in the state, and stops this.
      }
      // Cut at once, each time: that is a failure like any other.
      if (clock.monotonicMs() - startedAtMs > lastingMs) failures = 0;
      const delayMs = leastMs + backoffMs(failures, random);
      let timer: unknown;
      const pause = new Promise<void>((done) => {
        timer = timers.set(done, delayMs);
      });
      await until(signal, pause).finally(() => timers.clear(timer));
    }
  }

  function follow(): void {
    const now = state.get();
    const isOffline = now.status === "signedIn" && now.offline;
    // The server is back: not after the pause that the outage has made long.
    if (wasOffline && !isOffline) stop();
    wasOffline = isOffline;
    const shown = webLocks() || document.visibilityState === "visible";
    const session = now.status === "signedIn" && shown && !left ? now.session : undefined;
    if (listening?.sid === session?.sid) return;
    stop();
    if (!session) return;
    const controller = new AbortController();
    const { signal } = controller;
    listening = { sid: session.sid, controller };
    // Held for as long as this tab listens; closing it passes the task on to the next. Let go of at once when it stops,
    // and not when the stream has settled: a page that is left is frozen before.
    const run = (): Promise<void> => until(signal, listen(session.subject, signal));
    (webLocks()?.request(`${name}:events`, { signal }, run) ?? run()).catch(() => undefined);
  }

  function stop(): void {
    listening?.controller.abort();
    listening = undefined;
  }

  const unsubscribe = state.subscribe(follow);
  document.addEventListener("visibilitychange", follow);
  // A page with an open connection, or a lock, is kept out of the back-forward cache. It is told that it is hidden
  // after that it is left.
  const turn = ({ type }: { readonly type: string }): void => {
    left = type === "pagehide";
    follow();
  };
  // And so may be the network.
  const restart = (): void => {
    stop();
    follow();
  };
  addEventListener("pagehide", turn);
  addEventListener("pageshow", turn);
  addEventListener("online", restart);
  follow();
  return () => {
    unsubscribe();
    document.removeEventListener("visibilitychange", follow);
    removeEventListener("pagehide", turn);
    removeEventListener("pageshow", turn);
    removeEventListener("online", restart);
    stop();
  };
}
