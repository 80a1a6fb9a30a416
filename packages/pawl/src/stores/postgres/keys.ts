import { StoreError } from "../../session/store.ts";
import type { KeyStore, StoredKey } from "../../tokens/key-store.ts";
import type { Statement } from "./client.ts";
import type { Run } from "./run.ts";
import { type BigintColumn, bytesOf } from "./session-row.ts";
import { stringOf, textOf } from "./text.ts";

interface KeyRow {
  readonly kid: string;
  readonly alg: "ES256";
  readonly public_jwk: string;
  readonly key_id: string;
  readonly sealed: Uint8Array;
  readonly created_at: BigintColumn;
}

/**
 * A key takes the position after the last one, and a position is taken once. A sequence would not do: it counts
 * in the order of the asking, and of two that ask at once the second may be seen first. Gives a row if the key is there,
 * by this call or by an earlier one; none if another key took the position in the same moment.
 */
const insert: Statement = {
  name: "pawl_insert_key",
  readsOnly: false,
  text: `
    WITH inserted AS (
      INSERT INTO pawl_signing_keys (position, kid, alg, public_jwk, key_id, sealed, created_at)
      SELECT coalesce(max(position), 0) + 1, $1, $2, $3, $4, $5::bytea, $6::bigint FROM pawl_signing_keys
      ON CONFLICT DO NOTHING RETURNING kid)
    SELECT kid FROM inserted UNION ALL SELECT kid FROM pawl_signing_keys WHERE kid = $1`,
};

const list: Statement = {
  name: "pawl_list_keys",
  readsOnly: true,
  text: "SELECT kid, alg, public_jwk, key_id, sealed, created_at FROM pawl_signing_keys ORDER BY position",
};

/** Of n that insert at once, one a round gets its position; so many never do, since nodes insert a key where there is none. */
const rounds = 100;

export function postgresKeys(run: Run): KeyStore {
  return {
    insert: async (key) => {
      const { kid, alg, publicJwk, keyId, sealed, createdAt } = key;
      const values = [textOf(kid), alg, publicJwk, textOf(keyId), sealed, createdAt];
      for (let round = 0; round < rounds; round++) {
        const there = await run(insert, values);
        if (there.length > 0) return;
      }
      throw new StoreError("too many signing keys were inserted at the same time");
    },
    list: async () => (await run<KeyRow>(list)).map(keyOf),
  };
}

function keyOf(row: KeyRow): StoredKey {
  return {
    kid: stringOf(row.kid),
    alg: row.alg,
    publicJwk: row.public_jwk,
    keyId: stringOf(row.key_id),
    sealed: bytesOf(row.sealed),
    createdAt: Number(row.created_at),
  };
}
