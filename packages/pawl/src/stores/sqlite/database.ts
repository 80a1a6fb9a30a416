/**
 * The part of a SQLite driver that the store uses. `node:sqlite`'s `DatabaseSync` and better-sqlite3's
 * `Database` both have this shape, so either can be handed in.
 */
export interface SqliteDatabase {
  exec(sql: string): unknown;
  prepare(sql: string): SqliteStatement;
  close(): unknown;
}

/** A prepared statement; positional parameters, rows as objects. */
export interface SqliteStatement {
  run(...parameters: SqliteValue[]): { readonly changes: number | bigint };
  get(...parameters: SqliteValue[]): unknown;
  all(...parameters: SqliteValue[]): unknown[];
}

/** What is bound to a parameter. */
export type SqliteValue = string | number | Uint8Array | null;
