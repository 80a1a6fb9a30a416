import type { Client } from "pawl/client";

/** A cut of the network that was asked for, as all tabs of this browser know it. */
export interface NetworkCut {
  /** Until when, in milliseconds since the epoch; 0 while there is none. */
  until(): number;
  /** The server has cut this browser off, for so long. */
  begin(ms: number): void;
  /** Mends it before its time. */
  end(): Promise<void>;
  subscribe(listener: () => void): () => void;
}

const key = "pawl-demo:network-cut-until";

/** Tells the tabs by way of the storage, where a tab that is opened meanwhile finds it, too. */
export function createNetworkCut(client: Pick<Client, "state" | "refresh">): NetworkCut {
  const listeners = new Set<() => void>();
  let current = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function look(): void {
    const until = Number(localStorage.getItem(key));
    const leftMs = until - Date.now();
    const before = current;
    current = leftMs > 0 ? until : 0;
    clearTimeout(timer);
    if (current) timer = setTimeout(look, leftMs);
    if (current === before) return;
    for (const listener of listeners) listener();
    if (!current) {
      // What the browser says itself when a real network is back.
      dispatchEvent(new Event("online"));
    } else if (client.state.status === "signedIn") {
      // A page finds out when it next needs the server. Here each tab needs it now, so that nobody has to wait for that.
      client.refresh().catch(() => undefined);
    }
  }

  addEventListener("storage", (event) => {
    if (event.key === key) look();
  });
  look();

  return {
    until: () => current,
    begin(ms) {
      localStorage.setItem(key, String(Date.now() + ms));
      look();
    },
    async end() {
      // Not by `client.fetch`: it has no token to send while there is no network.
      await fetch("/api/demo/network-cut", { method: "DELETE" });
      localStorage.removeItem(key);
      look();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
