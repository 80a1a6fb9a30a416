import type { KeyStore, StoredKey } from "../../tokens/key-store.ts";
import type { Statement } from "./client.ts";
import type { Run } from "./run.ts";
import { type BigintColumn, bytesOf } from "./session-row.ts";
import { stringOf, textOf } from "./text.ts";

interface KeyRow {
  readonly kid: string;
  readonly alg: StoredKey["alg"];
  readonly public_jwk: string;
  readonly key_id: string;
  readonly sealed: Uint8Array;
  readonly created_at: BigintColumn;
  readonly signs_at: BigintColumn;
}

/**
 * A key takes the position after the last one, and a position is taken once: of two that add a key after the same one, the
 * second finds its position taken. A sequence would not do: it counts in the order of the asking, and of two that ask at
 * once the second may be seen first. Gives a row if the key is there, by this call or by an earlier one.
 */
const insert: Statement = {
  name: "pawl_insert_key_after",
  readsOnly: false,
  text: `
    WITH inserted AS (
      INSERT INTO pawl_signing_keys (position, kid, alg, public_jwk, key_id, sealed, created_at, signs_at)
      SELECT coalesce(max(position), 0) + 1, $1, $2, $3, $4, $5::bytea, $6::bigint, $7::bigint FROM pawl_signing_keys
      HAVING (SELECT kid FROM pawl_signing_keys ORDER BY position DESC LIMIT 1) IS NOT DISTINCT FROM $8::text
      ON CONFLICT DO NOTHING RETURNING kid)
    SELECT kid FROM inserted UNION ALL SELECT kid FROM pawl_signing_keys WHERE kid = $1`,
};

const list: Statement = {
  name: "pawl_list_planned_keys",
  readsOnly: true,
  text: `
    SELECT kid, alg, public_jwk, key_id, sealed, created_at, coalesce(signs_at, created_at) AS signs_at
    FROM pawl_signing_keys ORDER BY position`,
};

const reseal: Statement = {
  name: "pawl_reseal_key",
  readsOnly: false,
  text: `
    UPDATE pawl_signing_keys SET key_id = $3, sealed = $4::bytea WHERE kid = $1 AND key_id = $2 RETURNING kid`,
};

const remove: Statement = {
  name: "pawl_delete_key",
  readsOnly: false,
  text: "DELETE FROM pawl_signing_keys WHERE kid = $1 RETURNING kid",
};

export function postgresKeys(run: Run): KeyStore {
  return {
    insert: async (key, last) => {
      const { kid, alg, publicJwk, keyId, sealed, createdAt, signsAt } = key;
      const values = [textOf(kid), alg, publicJwk, textOf(keyId), sealed, createdAt, signsAt];
      return (await run(insert, [...values, last === null ? null : textOf(last)])).length > 0;
    },
    list: async () => (await run<KeyRow>(list)).map(keyOf),
    reseal: async (kid, keyId, next) => {
      const values = [textOf(kid), textOf(keyId), textOf(next.keyId), next.sealed];
      return (await run(reseal, values)).length > 0;
    },
    delete: async (kid) => (await run(remove, [textOf(kid)])).length > 0,
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
    signsAt: Number(row.signs_at),
  };
}
