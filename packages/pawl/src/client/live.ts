import { refreshAhead } from "./ahead.ts";
import type { Ask, Core } from "./core.ts";
import type { ClientFetch } from "./fetch.ts";
import { listenToEvents } from "./session-events.ts";

/** What a page does by itself while somebody is signed in. */
export function startLive(core: Core, ask: Ask, fetch: ClientFetch): void {
  refreshAhead(core, ask);
  listenToEvents(core, ask, fetch);
}
