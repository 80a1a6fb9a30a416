import { resolve } from "node:path";
import { misuse } from "./failure.ts";
import { printable } from "./json-line.ts";
import { type NetworkUrl, parseNetworkUrl } from "./network-url.ts";
import { type PostgresLocation, parsePostgresUrl } from "./postgres-url.ts";
import { parseRedisUrl, type RedisLocation } from "./redis-url.ts";

/** Where a store is: a file, the memory of one process, or a server. */
export type StoreLocation =
  | { readonly kind: "sqlite"; readonly file: string }
  | { readonly kind: "memory" }
  | PostgresLocation
  | RedisLocation;

/**
 * Reads what `--store` says.
 *
 * @throws CommandFailure that says which stores there are. It repeats nothing of a URL, which may hold a password.
 */
export function parseStoreLocation(text: string, name: string): StoreLocation {
  if (text === "memory:" || text === "sqlite::memory:") return { kind: "memory" };
  const file = /^sqlite:(.+)$/s.exec(text)?.[1];
  if (file !== undefined && !file.includes("\0")) return { kind: "sqlite", file };
  const url = parseNetworkUrl(text, name);
  if (url !== undefined) return locationOf(url, name);
  const looksLikeFile = /^[\w./~-]+$/.test(text);
  throw misuse(
    looksLikeFile
      ? `${name} must be sqlite:FILE, memory:, or a URL of PostgreSQL or Redis; did you mean sqlite:${text}?`
      : `${name} must be sqlite:FILE, such as sqlite:pawl.sqlite, memory:, postgres://… or redis://…; there are no other stores.`,
  );
}

function locationOf(url: NetworkUrl, name: string): StoreLocation {
  return url.scheme.startsWith("postgres") ? parsePostgresUrl(url) : parseRedisUrl(url, name);
}

/** What a person calls it, and where; never with a password. */
export function nameOfStore(location: StoreLocation): string {
  switch (location.kind) {
    case "sqlite":
      return resolve(location.file);
    case "memory":
      return "memory:";
    case "postgres":
    case "redis":
      return printable(location.name, 200);
  }
}
