import { misuse } from "./failure.ts";

/** Where a store is: a file, or the memory of one process. */
export type StoreLocation = { readonly kind: "sqlite"; readonly file: string } | { readonly kind: "memory" };

/**
 * Reads `sqlite:FILE` or `memory:`.
 *
 * @throws CommandFailure that says which stores there are.
 */
export function parseStoreLocation(text: string, name: string): StoreLocation {
  if (text === "memory:" || text === "sqlite::memory:") return { kind: "memory" };
  const file = /^sqlite:(.+)$/s.exec(text)?.[1];
  if (file !== undefined && !file.includes("\0")) return { kind: "sqlite", file };
  const looksLikeFile = /^[\w./~-]+$/.test(text);
  throw misuse(
    looksLikeFile
      ? `${name} must be sqlite:FILE or memory:; did you mean sqlite:${text}?`
      : `${name} must be sqlite:FILE, such as sqlite:pawl.sqlite, or memory:; there are no other stores yet.`,
  );
}
