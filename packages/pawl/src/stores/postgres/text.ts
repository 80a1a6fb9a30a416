import { StoreError } from "../../session/store.ts";

/**
 * Any string as PostgreSQL can keep it: its text holds no NUL, and UTF-8 no half of a surrogate pair. JSON's escapes
 * say both, take different strings to different texts, and leave a text as it is unless it holds a control character,
 * a quote or a backslash; so names stay legible in the table, which they would not as bytes. A string that comes from
 * outside, an e-mail say, is thus simply not found, where PostgreSQL would refuse the statement.
 *
 * Texts are compared byte by byte under every collation that a database can have by default; no column asks for
 * another, since CockroachDB refuses even `COLLATE "C"` on a column.
 */
export function textOf(value: string): string {
  return JSON.stringify(value).slice(1, -1);
}

export function stringOf(text: string): string {
  return parsed<string>(`"${text}"`);
}

/** @throws StoreError for what Pawl never wrote: a row changed by hand is no answer, rather than half of one. */
export function parsed<T>(json: string): T {
  try {
    return JSON.parse(json) as T;
  } catch (error) {
    throw new StoreError("a row in the database holds a text that Pawl did not write", { cause: error });
  }
}
