import { expect } from "vitest";
import type { RefreshedTokens } from "../../../../src/engine/issued-tokens.ts";
import type { Session } from "../../../../src/session/session.ts";
import type { Happened, Race } from "./race.ts";

const winning = ["rotated", "recovered", "adopted"];

/** One makes each generation, and whoever is answered with it is answered with the same token. */
export function expectOneWinner({ happened }: Race): void {
  const granted = grantedIn(happened);
  for (const generation of new Set(granted.map(({ session }) => session.generation))) {
    const answers = granted.filter(({ session }) => session.generation === generation);
    expect(answers.filter(({ rotation }) => winning.includes(rotation)).length).toBeLessThanOrEqual(1);
    expect(new Set(answers.map(({ refreshToken }) => refreshToken)).size).toBe(1);
  }
}

/** Once anybody was told that the session has ended, nobody who asks is given tokens; and it stays so. */
export function expectEndToLast({ happened, client }: Race, row: Session | undefined): void {
  const told = happened.filter(({ asked, answer }) => {
    if ("value" in answer) return asked.verb === "revoke" && answer.value === true;
    return answer.refusal.reason !== undefined;
  });
  if (told.length === 0) return;
  const toldAt = Math.min(...told.map(({ end }) => end));
  expect(grantedIn(happened.filter(({ start }) => start > toldAt))).toEqual([]);
  if (row !== undefined) expect(row).toMatchObject({ sid: client.sid, ended: expect.anything() });
  const reasons = told.flatMap(({ answer }) => ("refusal" in answer ? [answer.refusal.reason] : []));
  expect(new Set([...reasons, ...(row?.ended ? [row.ended.reason] : [])]).size).toBeLessThanOrEqual(1);
}

/**
 * Whoever was given a token in a session that lives is never taken for a thief with it; and whoever holds the newest gets
 * on.
 */
export async function expectTokensToBeGood(race: Race, row: Session | undefined): Promise<void> {
  const { world, happened, model } = race;
  if (row === undefined || row.ended !== null) return;
  const granted = grantedIn(happened).sort((a, b) => a.session.generation - b.session.generation);
  for (const { refreshToken, revision } of granted) {
    const said = await world.attempt(undefined, () =>
      world.node(0).refresh(refreshToken, { knownRevision: revision }),
    );
    if (typeof said === "object" && "refusal" in said) {
      expect(said.refusal.code).toBe("refresh_token_superseded");
    }
  }
  const newest = granted.at(-1);
  if (newest === undefined || newest.session.generation < row.generation) return;
  world.clock.advance(2 * model.policy.gracePeriodMs);
  const refreshKnowing = (knownRevision: string | undefined) =>
    world.attempt(undefined, () => world.node(1).refresh(newest.refreshToken, { knownRevision }));
  let said = await refreshKnowing(newest.revision);
  // A soft refusal tells what is to be known: the very next attempt does.
  if (typeof said === "object" && "refusal" in said) said = await refreshKnowing(said.refusal.revision);
  expect(said).toHaveProperty("value.rotation", expect.stringMatching(/^(rotated|recovered)$/));
}

/** An engine that has ended a session takes no access token of it any more. */
export function expectEndToBeHeardAtOnce({ happened }: Race): void {
  for (const { asked, answer, node, end } of happened) {
    if (asked.verb !== "revoke" || !("value" in answer) || answer.value !== true) continue;
    const later = happened.filter(
      (one) => one.asked.verb === "verify" && one.node === node && one.start > end,
    );
    expect(later.filter((one) => "value" in one.answer)).toEqual([]);
  }
}

/** What was decided on is what is swapped: a receipt that comes between closes row 6. */
export function expectReceiptsToCount({ overReceipts }: Race): void {
  expect(overReceipts).toEqual([]);
}

function grantedIn(happened: readonly Happened[]): RefreshedTokens[] {
  return happened.flatMap(({ asked, answer }) =>
    asked.verb === "refresh" && "value" in answer ? [answer.value as RefreshedTokens] : [],
  );
}
