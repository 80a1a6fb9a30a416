import type { Core } from "./core.ts";
import type { ClientFetch } from "./fetch.ts";
import type { Refresh } from "./refresh.ts";

/**
 * Loads what only a page with somebody signed in needs, when somebody is; until the returned function is called.
 * A failure costs nothing but that part: it is tried again when the state next changes.
 */
export function loadLive(
  core: Core,
  refresh: Refresh,
  fetch: ClientFetch,
  importLive: () => Promise<typeof import("./live.ts")> = () => import("./live.ts"),
): () => void {
  let stop: (() => void) | undefined;
  let loading = false;
  const { state } = core;

  async function load(): Promise<void> {
    if (loading || state.get().status !== "signedIn") return;
    loading = true;
    try {
      const { startLive } = await importLive();
      unsubscribe();
      if (!core.closed) stop = startLive(core, refresh, fetch);
    } catch {
      loading = false;
    }
  }
  const unsubscribe = state.subscribe(() => void load());
  return () => {
    unsubscribe();
    stop?.();
  };
}
