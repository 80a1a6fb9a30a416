import { swapsInPostgres } from "./postgres.ts";
import { swapsInRedis } from "./redis.ts";
import { swapsInSqlite } from "./sqlite.ts";

/** The least that a store can do for a rotation: one row, one compare-and-swap. */
export interface Swaps {
  insert(sid: string, hash: string): Promise<void>;
  /** True if the row had `hash`, and has `next` now. */
  swap(sid: string, hash: string, next: string): Promise<boolean>;
}

/** On the store that a location of `pawl serve --store` names. */
export async function openSwaps(location: string): Promise<Swaps> {
  const [, file] = /^sqlite:(.*)$/.exec(location) ?? [];
  if (file !== undefined) return swapsInSqlite(file);
  return location.startsWith("redis:") ? swapsInRedis(location) : swapsInPostgres(location);
}
