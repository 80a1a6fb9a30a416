/**
 * Goal: if a thief and the owner both go on, further apart than the grace period, the session ends (P2; C5, A17, A18).
 * Method: every order of five uses by the two, each with or without a receipt, through the engine.
 */
import { describe, expect, test } from "vitest";
import { SessionError } from "../../src/protocol/errors.ts";
import { seconds } from "../../src/session/policy.ts";
import { createTestPawl, type TestPawl } from "../support/create-test-pawl.ts";
import { ada } from "../support/people.ts";

interface Use {
  readonly by: "owner" | "thief";
  /** Whether the new access token is shown to the server before the next use. */
  readonly isSeen: boolean;
}

/** The uses of a story that has been told by bits: whose, and seen or not. */
const storyOf = (bits: number): Use[] =>
  Array.from({ length: 5 }, (_, i) => ({
    by: (bits >> (2 * i)) & 1 ? "thief" : "owner",
    isSeen: ((bits >> (2 * i + 1)) & 1) === 1,
  }));

/** How often the session changed hands. */
const turnsOf = (uses: readonly Use[]): number => uses.filter(({ by }, i) => by !== uses[i - 1]?.by).length;

/** Lives a story; how many uses went well, and whether the session is over. */
async function live(story: readonly Use[], { pawl, clock, store }: TestPawl) {
  const { refreshToken, session } = await pawl.create(ada.subject);
  const bystander = await pawl.create(ada.subject);
  const held = { owner: refreshToken, thief: refreshToken };
  let wentWell = 0;
  for (const { by, isSeen } of story) {
    clock.advance(seconds(11));
    try {
      const next = await pawl.refresh(held[by]);
      held[by] = next.refreshToken;
      if (isSeen) await pawl.verify(next.accessToken);
      wentWell++;
    } catch (thrown) {
      if (!(thrown instanceof SessionError)) throw thrown;
      if (thrown.code !== "refresh_token_reused") throw thrown;
      break;
    }
  }
  const isOver = (await store.sessions.find(session.sid))?.ended?.reason === "refresh_token_reused";
  const isBystanderAlive = (await store.sessions.find(bystander.session.sid))?.ended === null;
  return { wentWell, isOver, isBystanderAlive };
}

describe("in all 1024 stories of five uses", () => {
  test("the session is over at the third change of hands at the latest, no other is, and one hand alone is never refused", async () => {
    const test = createTestPawl();
    for (let bits = 0; bits < 4 ** 5; bits++) {
      const story = storyOf(bits);
      const { wentWell, isOver, isBystanderAlive } = await live(story, test);
      const told = JSON.stringify({ story, wentWell });
      expect(isBystanderAlive, told).toBe(true);
      expect(turnsOf(story.slice(0, wentWell)), told).toBeLessThanOrEqual(2);
      if (turnsOf(story) > 2) expect(isOver, told).toBe(true);
      if (turnsOf(story) === 1) expect(wentWell, told).toBe(5);
    }
  }, 60_000);
});

test("when each new token is seen in use, the very first use by the other hand ends it", async () => {
  for (const first of ["owner", "thief"] as const) {
    const second = first === "owner" ? "thief" : "owner";
    const uses: Use[] = [
      { by: first, isSeen: true },
      { by: second, isSeen: true },
    ];
    expect(await live(uses, createTestPawl())).toMatchObject({ wentWell: 1, isOver: true });
  }
});
