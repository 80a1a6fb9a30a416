import type { KeyStore, StoredKey } from "../../tokens/key-store.ts";
import type { SqliteDatabase } from "./database.ts";
import type { Write } from "./group-commit.ts";
import type { Read } from "./read.ts";

export function sqliteKeys(database: SqliteDatabase, read: Read, write: Write): KeyStore {
  const insert = database.prepare(`
    INSERT INTO signing_keys (kid, alg, public_jwk, key_id, sealed, created_at) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (kid) DO NOTHING`);
  const list = database.prepare(`
    SELECT kid, alg, public_jwk AS publicJwk, key_id AS keyId, sealed, created_at AS createdAt
    FROM signing_keys ORDER BY rowid`);
  return {
    insert: (key) =>
      write(() => void insert.run(key.kid, key.alg, key.publicJwk, key.keyId, key.sealed, key.createdAt)),
    list: () => read(() => list.all() as StoredKey[]),
  };
}
