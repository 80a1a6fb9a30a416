import { isEndReason } from "../../protocol/reasons.ts";
import type { Session } from "../../session/session.ts";
import { StoreError } from "../../session/store.ts";
import type { SqliteValue } from "./database.ts";

/** A row of `sessions`, as the driver gives it: the edge between snake_case and camelCase. */
export interface SessionRow {
  readonly sid: string;
  readonly subject: string;
  readonly generation: number;
  readonly current_hash: Uint8Array;
  readonly previous_hash: Uint8Array | null;
  readonly nonce: Uint8Array | null;
  readonly key_id: string;
  readonly received: number;
  readonly created_at: number;
  readonly rotated_at: number;
  readonly active_at: number;
  readonly expires_at: number;
  readonly ended_at: number | null;
  readonly end_reason: string | null;
  readonly persistent: number;
  readonly amr: string;
  readonly claims: string;
  readonly user_agent: string | null;
}

export function sessionOf(row: SessionRow): Session {
  return {
    sid: row.sid,
    subject: row.subject,
    generation: row.generation,
    currentHash: row.current_hash,
    previousHash: row.previous_hash,
    nonce: row.nonce,
    keyId: row.key_id,
    received: row.received === 1,
    createdAt: row.created_at,
    rotatedAt: row.rotated_at,
    activeAt: row.active_at,
    expiresAt: row.expires_at,
    ended: endOf(row),
    persistent: row.persistent === 1,
    amr: JSON.parse(row.amr) as string[],
    claims: JSON.parse(row.claims) as Record<string, unknown>,
    userAgent: row.user_agent,
  };
}

function endOf(row: SessionRow): Session["ended"] {
  if (row.ended_at === null) return null;
  if (!isEndReason(row.end_reason))
    throw new StoreError("a session row has an end reason that this Pawl does not know");
  return { at: row.ended_at, reason: row.end_reason };
}

/** In the order of the INSERT statement. */
export function columnsOf(session: Session): SqliteValue[] {
  return [
    session.sid,
    session.subject,
    session.generation,
    session.currentHash,
    session.previousHash,
    session.nonce,
    session.keyId,
    Number(session.received),
    session.createdAt,
    session.rotatedAt,
    session.activeAt,
    session.expiresAt,
    session.ended?.at ?? null,
    session.ended?.reason ?? null,
    Number(session.persistent),
    JSON.stringify(session.amr),
    JSON.stringify(session.claims),
    session.userAgent,
  ];
}
