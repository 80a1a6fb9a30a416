import { swapsInPostgres } from "./postgres.ts";
import { swapsInRedis } from "./redis.ts";
import { swapsInSqlite } from "./sqlite.ts";
import type { Swaps } from "./swaps.ts";

/** On the store that a location of `pawl serve --store` names. */
export async function openSwaps(location: string): Promise<Swaps> {
  const [, file] = /^sqlite:(.*)$/.exec(location) ?? [];
  if (file !== undefined) return swapsInSqlite(file);
  return location.startsWith("redis:") ? swapsInRedis(location) : swapsInPostgres(location);
}
