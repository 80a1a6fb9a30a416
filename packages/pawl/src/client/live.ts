import { refreshAhead } from "./ahead.ts";
import type { Core } from "./core.ts";
import type { ClientFetch } from "./fetch.ts";
import type { Refresh } from "./refresh.ts";
import { listenToEvents } from "./session-events.ts";

/**
 * What a page with somebody signed in does by itself; loaded apart from the rest. Until the returned function is
 * called.
 */
export function startLive(core: Core, refresh: Refresh, fetch: ClientFetch): () => void {
  const stops = [refreshAhead(core, refresh), listenToEvents(core, refresh, fetch)];
  return () => {
    for (const stop of stops) stop();
  };
}
