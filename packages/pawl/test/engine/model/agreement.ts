import { createHash } from "node:crypto";
import { expect } from "vitest";
import type { Session } from "../../../src/session/session.ts";
import type { Model, ModelSession } from "./model.ts";
import type { World } from "./world.ts";

/**
 * Looks at what the store holds after a command. It must be what the model holds, and keep the invariants of
 * docs/protocol.md, which are stated here once more, without the model.
 */
export async function expectAgreement(model: Model, world: World): Promise<void> {
  const sids = [...new Set([...model.sessions.keys(), ...world.rows.keys()])];
  const rows = await Promise.all(sids.map((sid) => world.store.sessions.find(sid)));
  for (const [index, sid] of sids.entries()) {
    const row = rows[index];
    const expected = model.sessions.get(sid);
    if (row === undefined || expected === undefined) {
      expect({ sid, isStored: row !== undefined }).toEqual({ sid, isStored: expected !== undefined });
      world.rows.delete(sid);
      continue;
    }
    expect(factsOfRow(row)).toEqual(factsOfModel(expected));
    expectTwoDigests(row, expected, world);
    const before = world.rows.get(sid);
    if (before !== undefined) expectInvariants(before, row, model);
    world.rows.set(sid, row);
  }
  world.history.push({ rows: [...world.rows.values()], sessions: model.copy() });
}

export function factsOfModel(session: ModelSession) {
  const { sid, subject, createdAt, rotatedAt, activeAt, expiresAt, received, ended, current } = session;
  return {
    ...{ sid, subject, createdAt, rotatedAt, activeAt, expiresAt, received, ended },
    generation: current.generation,
  };
}

function factsOfRow(row: Session) {
  const { sid, subject, createdAt, rotatedAt, activeAt, expiresAt, received, ended, generation } = row;
  return { sid, subject, createdAt, rotatedAt, activeAt, expiresAt, received, ended, generation };
}

/** At most two refresh tokens have anything to do with a session: the digests are those of the model's two. */
function expectTwoDigests(row: Session, { sid, current, previous }: ModelSession, world: World): void {
  const digests = [
    [current, row.currentHash],
    [previous, row.previousHash],
  ] as const;
  for (const [token, digest] of digests) {
    // Of a token whose answer was lost, only the store knows.
    const text = token === null ? undefined : world.knowledge.tokens.textOf(token);
    if (text === undefined || digest === null) continue;
    expect({ sid, digest: Buffer.from(digest).toString("hex") }).toEqual({ sid, digest: digestIn(text) });
  }
  expect(row.previousHash === null).toBe(previous === null);
}

/** docs/protocol.md: version (1), keyId (4), sid (16), generation (4), secret (32), tag (16). */
function digestIn(token: string): string {
  const secret = Buffer.from(token, "base64url").subarray(25, 57);
  return createHash("sha256").update(secret).digest("hex");
}

function expectInvariants(before: Session, after: Session, { policy }: Model): void {
  // The absolute end never moves.
  expect(after.expiresAt).toBe(before.expiresAt);
  expect(after.createdAt).toBe(before.createdAt);
  // Activity never moves back.
  expect(after.activeAt).toBeGreaterThanOrEqual(before.activeAt);
  // A revocation is never undone, nor told otherwise; and what has ended is never rotated.
  if (before.ended !== null) expect(after).toEqual(before);
  // Generations count swaps: a command makes one at most, and a receipt is forgotten by a swap alone.
  const swaps = after.generation - before.generation;
  if (!(policy.adoptAfterFailover && swaps > 1)) expect([0, 1]).toContain(swaps);
  if (after.generation === before.generation) {
    expect(after.currentHash).toEqual(before.currentHash);
    expect(after.received || !before.received).toBe(true);
  }
  // Storage is constant: 32 + 32 + 16 bytes, whatever the number of refreshes.
  expect(Object.keys(after).sort()).toEqual(Object.keys(before).sort());
  const isRotated = after.generation > 0;
  expect(after.currentHash).toHaveLength(32);
  expect(after.previousHash?.length).toBe(isRotated ? 32 : undefined);
  expect(after.nonce?.length).toBe(isRotated ? 16 : undefined);
}
