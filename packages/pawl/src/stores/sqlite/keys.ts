import type { KeyStore, StoredKey } from "../../tokens/key-store.ts";
import type { SqliteDatabase } from "./database.ts";
import type { Write } from "./group-commit.ts";
import type { Read } from "./read.ts";

export function sqliteKeys(database: SqliteDatabase, read: Read, write: Write): KeyStore {
  const insert = database.prepare(`
    INSERT INTO signing_keys (kid, alg, public_jwk, key_id, sealed, created_at, signs_at)
    SELECT ?, ?, ?, ?, ?, ?, ? WHERE (SELECT kid FROM signing_keys ORDER BY rowid DESC LIMIT 1) IS ?
    ON CONFLICT (kid) DO NOTHING`);
  const find = database.prepare("SELECT 1 FROM signing_keys WHERE kid = ?");
  const list = database.prepare(`
    SELECT kid, alg, public_jwk AS publicJwk, key_id AS keyId, sealed, created_at AS createdAt,
      coalesce(signs_at, created_at) AS signsAt
    FROM signing_keys ORDER BY rowid`);
  const reseal = database.prepare(
    "UPDATE signing_keys SET key_id = ?, sealed = ? WHERE kid = ? AND key_id = ?",
  );
  const remove = database.prepare("DELETE FROM signing_keys WHERE kid = ?");
  return {
    insert: ({ kid, alg, publicJwk, keyId, sealed, createdAt, signsAt }, last) =>
      write(() => {
        insert.run(kid, alg, publicJwk, keyId, sealed, createdAt, signsAt, last);
        return find.get(kid) !== undefined;
      }),
    list: () => read(() => list.all() as StoredKey[]),
    reseal: (kid, keyId, next) =>
      write(() => Number(reseal.run(next.keyId, next.sealed, kid, keyId).changes) > 0),
    delete: (kid) => write(() => Number(remove.run(kid).changes) > 0),
  };
}
