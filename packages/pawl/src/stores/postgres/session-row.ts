import { isEndReason } from "../../protocol/reasons.ts";
import type { Session } from "../../session/session.ts";
import { StoreError } from "../../session/store.ts";
import type { PostgresValue } from "./client.ts";
import { parsed, stringOf, textOf } from "./text.ts";

/** An int8: both drivers give a string by default, and a number or bigint where somebody told them to. */
export type BigintColumn = string | number | bigint;

/** A row of `pawl_sessions`, as the driver gives it: the edge between snake_case and camelCase. */
export interface SessionRow {
  readonly sid: string;
  readonly subject: string;
  readonly generation: BigintColumn;
  readonly current_hash: Uint8Array;
  readonly previous_hash: Uint8Array | null;
  readonly nonce: Uint8Array | null;
  readonly key_id: string;
  readonly received: boolean;
  readonly created_at: BigintColumn;
  readonly rotated_at: BigintColumn;
  readonly active_at: BigintColumn;
  readonly expires_at: BigintColumn;
  readonly ended_at: BigintColumn | null;
  readonly end_reason: string | null;
  readonly persistent: boolean;
  readonly amr: string;
  readonly claims: string;
  readonly user_agent: string | null;
}

/** In the order of `valuesOf`. Named one by one: a prepared `SELECT *` breaks when a migration adds a column. */
export const sessionColumns = `sid, subject, generation, current_hash, previous_hash, nonce, key_id, received,
  created_at, rotated_at, active_at, expires_at, ended_at, end_reason, persistent, amr, claims, user_agent`;

export function sessionOf(row: SessionRow): Session {
  return {
    sid: stringOf(row.sid),
    subject: stringOf(row.subject),
    generation: Number(row.generation),
    currentHash: bytesOf(row.current_hash),
    previousHash: row.previous_hash && bytesOf(row.previous_hash),
    nonce: row.nonce && bytesOf(row.nonce),
    keyId: stringOf(row.key_id),
    received: row.received,
    createdAt: Number(row.created_at),
    rotatedAt: Number(row.rotated_at),
    activeAt: Number(row.active_at),
    expiresAt: Number(row.expires_at),
    ended: endOf(row),
    persistent: row.persistent,
    amr: parsed<string[]>(row.amr),
    claims: parsed<Record<string, unknown>>(row.claims),
    userAgent: row.user_agent === null ? null : stringOf(row.user_agent),
  };
}

function endOf(row: SessionRow): Session["ended"] {
  if (row.ended_at === null) return null;
  if (!isEndReason(row.end_reason))
    throw new StoreError("a session row has an end reason that this Pawl does not know");
  return { at: Number(row.ended_at), reason: row.end_reason };
}

/** Plain bytes: a `Buffer` of the driver may be a window on a whole packet, which it would keep alive. */
export function bytesOf(column: Uint8Array): Uint8Array {
  return new Uint8Array(column);
}

/** "Since ever" and "without end" are legal instants, and infinity is not a legal int8. */
export function instantOf(at: number): number {
  return Math.min(Math.max(at, Number.MIN_SAFE_INTEGER), Number.MAX_SAFE_INTEGER);
}

/** In the order of `sessionColumns`. */
export function valuesOf(session: Session): PostgresValue[] {
  return [
    textOf(session.sid),
    textOf(session.subject),
    session.generation,
    session.currentHash,
    session.previousHash,
    session.nonce,
    textOf(session.keyId),
    session.received,
    session.createdAt,
    session.rotatedAt,
    session.activeAt,
    session.expiresAt,
    session.ended?.at ?? null,
    session.ended?.reason ?? null,
    session.persistent,
    JSON.stringify(session.amr),
    JSON.stringify(session.claims),
    session.userAgent === null ? null : textOf(session.userAgent),
  ];
}
