import { resolve } from "node:path";
import type { StoreLocation } from "./store-location.ts";

/**
 * The file of secrets beside a store, which a server makes in development; `undefined` for the memory. What is on another
 * machine has nothing beside it; the folder in which the server runs is the next best.
 */
export function secretsBeside(store: StoreLocation): string | undefined {
  if (store.kind === "memory") return undefined;
  return resolve(store.kind === "sqlite" ? `${store.file}.secrets` : "pawl.secrets");
}
