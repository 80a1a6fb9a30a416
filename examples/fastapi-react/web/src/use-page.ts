import { useSyncExternalStore } from "react";

export const pages = { notes: "Notes", devices: "Devices", account: "Account" } as const;

export type Page = keyof typeof pages;

/** The page that the fragment of the address names. */
export function usePage(): Page {
  const name = useSyncExternalStore(subscribe, () => location.hash.slice(1));
  return name in pages ? (name as Page) : "notes";
}

function subscribe(listener: () => void): () => void {
  addEventListener("hashchange", listener);
  return () => removeEventListener("hashchange", listener);
}
