import type { Statement } from "./client.ts";
import { sessionColumns } from "./session-row.ts";

export const insert: Statement = {
  name: "pawl_insert_session",
  readsOnly: false,
  text: `
    INSERT INTO pawl_sessions (${sessionColumns})
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`,
};

export const find: Statement = {
  name: "pawl_find_session",
  readsOnly: true,
  text: `SELECT ${sessionColumns} FROM pawl_sessions WHERE sid = $1`,
};

/**
 * The swap, and the row either way. Of many at once, each waits for the row lock and then compares the row as it is by
 * then, so exactly one writes (READ COMMITTED; a stricter isolation rejects the others with 40001, and they try again).
 *
 * What a loser gets is the row of its snapshot, as it was when the statement began: that may be from before the winner's
 * write, and then it still passes the guard. Asked again, the statement has a newer snapshot and shows the winner's. A
 * row lock taken before reading would show it at once, but make a write, and an fsync, of every refresh that is none.
 */
export const rotate: Statement = {
  name: "pawl_rotate_session",
  readsOnly: false,
  text: `
    WITH rotated AS (
      UPDATE pawl_sessions SET generation = $8, current_hash = $9, previous_hash = $10, nonce = $11, key_id = $12,
        rotated_at = $13, active_at = GREATEST(active_at, $14), received = FALSE
      WHERE sid = $1 AND ended_at IS NULL AND generation = $2 AND current_hash = $3 AND NOT (received AND $4)
        AND rotated_at <= $5 AND active_at > $6 AND expires_at > $7
      RETURNING ${sessionColumns})
    SELECT TRUE AS rotated, ${sessionColumns} FROM rotated
    UNION ALL
    SELECT FALSE, ${sessionColumns} FROM pawl_sessions WHERE sid = $1 AND NOT EXISTS (SELECT 1 FROM rotated)`,
};

/** A receipt that came before is not written again: it would be a new version of the row for nothing. */
export const receive: Statement = {
  name: "pawl_receive_session",
  readsOnly: false,
  text: `
    UPDATE pawl_sessions SET received = TRUE
    WHERE sid = $1 AND generation = $2 AND NOT received AND ended_at IS NULL`,
};

export const revoke: Statement = {
  name: "pawl_revoke_session",
  readsOnly: false,
  text: `
    UPDATE pawl_sessions SET ended_at = $2, end_reason = $3
    WHERE sid = $1 AND ended_at IS NULL RETURNING sid`,
};

/** `$5` is the start of the second of `$2`. */
export const revokeAll: Statement = {
  name: "pawl_revoke_sessions",
  readsOnly: false,
  text: `
    WITH ended AS (
      UPDATE pawl_sessions SET ended_at = $2::bigint, end_reason = $3
      WHERE subject = $1::text AND ended_at IS NULL AND sid <> $4::text RETURNING sid, created_at
    ), remembered AS (
      INSERT INTO pawl_ended_subjects (subject, ended_at, except_sid) SELECT $1::text, $2::bigint, $4::text
      WHERE EXISTS (SELECT 1 FROM ended WHERE created_at < $5::bigint)
      ON CONFLICT DO NOTHING RETURNING subject
    )
    SELECT sid FROM ended`,
};

export const list: Statement = {
  name: "pawl_list_sessions",
  readsOnly: true,
  text: `
    SELECT ${sessionColumns} FROM pawl_sessions
    WHERE subject = $1 AND ended_at IS NULL ORDER BY created_at DESC`,
};

export const endedSince: Statement = {
  name: "pawl_ended_since",
  readsOnly: true,
  text: `
    SELECT sid, NULL AS subject, ended_at, NULL AS except_sid FROM pawl_sessions s
    WHERE ended_at >= $1 AND ended_at IS NOT NULL AND NOT EXISTS (
      SELECT 1 FROM pawl_ended_subjects e
      WHERE e.subject = s.subject AND e.ended_at = s.ended_at AND e.except_sid <> s.sid
        AND s.created_at < s.ended_at - s.ended_at % 1000)
    UNION ALL
    SELECT NULL, subject, ended_at, except_sid FROM pawl_ended_subjects WHERE ended_at >= $1
    ORDER BY ended_at`,
};

/**
 * Two ranges rather than one condition with OR, so that each has its index; in a CTE, so that the limit is applied once
 * whatever the plan. A row that somebody holds is left for the next batch: sweeping waits for nobody, and nobody waits
 * for it longer than one batch takes. CockroachDB and YugabyteDB know SKIP LOCKED too; Citus locks rows within a single
 * shard only, so there each shard is swept by itself.
 */
export const deleteExpired: Statement = {
  name: "pawl_delete_expired",
  readsOnly: false,
  text: `
    WITH ended AS (
      SELECT sid FROM pawl_sessions WHERE ended_at IS NOT NULL AND ended_at < $1
      LIMIT $2 FOR UPDATE SKIP LOCKED
    ), expired AS (
      SELECT sid FROM pawl_sessions WHERE ended_at IS NULL AND expires_at < $1
      LIMIT $2 FOR UPDATE SKIP LOCKED
    ), forgotten AS (
      DELETE FROM pawl_ended_subjects WHERE (subject, ended_at, except_sid) IN (
        SELECT subject, ended_at, except_sid FROM pawl_ended_subjects WHERE ended_at < $1
        LIMIT $2 FOR UPDATE SKIP LOCKED
      ) RETURNING subject
    )
    DELETE FROM pawl_sessions WHERE sid IN (
      SELECT sid FROM ended UNION ALL SELECT sid FROM expired LIMIT $2
    ) RETURNING sid`,
};
