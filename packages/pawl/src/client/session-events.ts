import { backoffMs } from "./backoff.ts";
import type { Core } from "./core.ts";
import type { ClientFetch } from "./fetch.ts";
import { webLocks } from "./lock.ts";
import type { Refresh } from "./refresh.ts";
import { readEvents } from "./sse.ts";
import { until } from "./until.ts";

/** Between two connections, besides the growing jitter: what a proxy cuts each minute is no failure. */
const leastMs = 1000;

/**
 * Listens to `GET /events` for the end of the session, in one tab for all of a browser: a stream a tab would use up
 * the six connections of HTTP/1.1. The others are told by the tab that hears it. Without Web Locks, in each visible
 * tab. Until the returned function is called.
 *
 * What the stream says is not believed but asked about, so that a tab ends only by the server's own refusal.
 * Where there is no such route (an older server, a proxy), ends are found at the next request.
 */
export function listenToEvents(core: Core, refresh: Refresh, fetch: ClientFetch): () => void {
  const { state, timers, random, authUrl, name } = core;
  let listening: { readonly sid: string; readonly controller: AbortController } | undefined;

  async function listen(signal: AbortSignal): Promise<void> {
    for (let failures = 0; !signal.aborted; failures++) {
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
          failures = 0;
          await readEvents(response.body as ReadableStream<Uint8Array<ArrayBuffer>>, ({ type }) => {
            if (type === "session_ended") refresh("changed").catch(() => undefined);
          });
        }
      } catch {
        // Cut off. An end of the session shows in the state, and stops this.
      }
      const delayMs = leastMs + backoffMs(failures, random);
      await until(signal, new Promise<void>((done) => void timers.set(done, delayMs)));
    }
  }

  function follow(): void {
    const now = state.get();
    const shown = webLocks() || document.visibilityState === "visible";
    const sid = now.status === "signedIn" && shown ? now.session.sid : undefined;
    if (listening?.sid === sid) return;
    stop();
    if (!sid) return;
    const controller = new AbortController();
    const { signal } = controller;
    listening = { sid, controller };
    // Held for as long as this tab listens; closing it passes the task on to the next.
    const run = (): Promise<void> => listen(signal);
    (webLocks()?.request(`${name}:events`, { signal }, run) ?? run()).catch(() => undefined);
  }

  function stop(): void {
    listening?.controller.abort();
    listening = undefined;
  }

  const unsubscribe = state.subscribe(follow);
  document.addEventListener("visibilitychange", follow);
  // A page with an open connection, or a lock, is kept out of the back-forward cache.
  addEventListener("pagehide", stop);
  addEventListener("pageshow", follow);
  follow();
  return () => {
    unsubscribe();
    document.removeEventListener("visibilitychange", follow);
    removeEventListener("pagehide", stop);
    removeEventListener("pageshow", follow);
    stop();
  };
}
