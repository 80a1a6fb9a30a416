/**
 * Goal: if a thief and the owner both go on, further apart than two grace periods, the session ends (P2; C5, A17, A18);
 * and a thief who lies about what he has seen gets no token by it.
 * Method: every order of five uses by the two, each with or without a receipt, through the engine.
 */
import { describe, expect, test } from "vitest";
import type { RefreshedTokens } from "../../src/engine/issued-tokens.ts";
import { SessionError } from "../../src/protocol/errors.ts";
import { seconds } from "../../src/session/policy.ts";
import { createTestPawl, type TestPawl } from "../support/create-test-pawl.ts";
import { ada } from "../support/people.ts";

type Name = "owner" | "thief";

interface Use {
  readonly by: Name;
  /** Whether the new access token is shown to the server before the next use. */
  readonly isSeen: boolean;
}

/** The uses of a story that has been told by bits: whose, and seen or not. */
const storyOf = (bits: number): Use[] =>
  Array.from({ length: 5 }, (_, i) => ({
    by: (bits >> (2 * i)) & 1 ? "thief" : "owner",
    isSeen: ((bits >> (2 * i + 1)) & 1) === 1,
  }));

const stories: readonly Use[][] = Array.from({ length: 4 ** 5 }, (_, bits) => storyOf(bits));

/** How often the session changed hands. */
const turnsOf = (uses: readonly Use[]): number => uses.filter(({ by }, i) => by !== uses[i - 1]?.by).length;

/** What somebody says they have seen: nothing of it, all that they were told, or never anything. */
type Speech = "says nothing" | "is honest" | "claims to have seen nothing";

interface Hand {
  token: string;
  revision: string;
  readonly speech: Speech;
}

/** One use, as a client makes it: who is honest tries a second time with what a soft refusal told. */
async function use({ pawl }: TestPawl, hand: Hand): Promise<RefreshedTokens | "refused softly" | "over"> {
  for (let attempt = 0; ; attempt++) {
    const said = {
      "says nothing": undefined,
      "is honest": hand.revision,
      "claims to have seen nothing": null,
    };
    try {
      return await pawl.refresh(hand.token, { knownRevision: said[hand.speech] });
    } catch (thrown) {
      if (!(thrown instanceof SessionError)) throw thrown;
      if (thrown.code === "refresh_token_reused") return "over";
      if (thrown.code !== "refresh_token_superseded") throw thrown;
      if (hand.speech !== "is honest" || attempt > 0) return "refused softly";
      hand.revision = thrown.revision ?? "";
    }
  }
}

/** Lives a story; which uses were granted, and whether the session is over. */
async function live(story: readonly Use[], test: TestPawl, speeches: Readonly<Record<Name, Speech>>) {
  const { pawl, clock, store } = test;
  const { refreshToken: token, revision, session } = await pawl.create(ada.subject);
  const bystander = await pawl.create(ada.subject);
  const hands: Readonly<Record<Name, Hand>> = {
    owner: { token, revision, speech: speeches.owner },
    thief: { token, revision, speech: speeches.thief },
  };
  const granted: Use[] = [];
  for (const one of story) {
    clock.advance(seconds(20));
    const answer = await use(test, hands[one.by]);
    if (answer === "over") break;
    if (answer === "refused softly") continue;
    hands[one.by].token = answer.refreshToken;
    hands[one.by].revision = answer.revision;
    if (one.isSeen) await pawl.verify(answer.accessToken);
    granted.push(one);
  }
  const isOver = (await store.sessions.find(session.sid))?.ended?.reason === "refresh_token_reused";
  const isBystanderAlive = (await store.sessions.find(bystander.session.sid))?.ended === null;
  return { granted, isOver, isBystanderAlive };
}

describe("in all 1024 stories of five uses", () => {
  test.each(["says nothing", "is honest"] as const)(
    "where everybody %s, the session is over at the third change of hands at the latest, no other is, and one hand alone is never refused",
    async (speech) => {
      const test = createTestPawl();
      for (const story of stories) {
        const { granted, isOver, isBystanderAlive } = await live(story, test, {
          owner: speech,
          thief: speech,
        });
        const told = JSON.stringify({ story, granted });
        expect(isBystanderAlive, told).toBe(true);
        expect(turnsOf(granted), told).toBeLessThanOrEqual(2);
        if (turnsOf(story) > 2) expect(isOver, told).toBe(true);
        if (turnsOf(story) === 1) expect(granted, told).toEqual(story);
      }
    },
    60_000,
  );

  test("a thief who claims to have seen nothing gets no token once the owner has had a newer one", async () => {
    const test = createTestPawl();
    for (const story of stories) {
      const speeches = { owner: "is honest", thief: "claims to have seen nothing" } as const;
      const { granted, isOver, isBystanderAlive } = await live(story, test, speeches);
      const told = JSON.stringify({ story, granted });
      expect(isBystanderAlive, told).toBe(true);
      const firstOfOwner = granted.findIndex(({ by }) => by === "owner");
      if (firstOfOwner >= 0) {
        expect(new Set(granted.slice(firstOfOwner).map(({ by }) => by)), told).toEqual(new Set(["owner"]));
      }
      // What he got before, the owner's next use finds out if it was seen, and makes worthless if not.
      const stolen = granted.slice(0, firstOfOwner < 0 ? undefined : firstOfOwner);
      const comesBack = story.slice(stolen.length).some(({ by }) => by === "owner");
      if (comesBack && stolen.at(-1)?.isSeen) expect(isOver, told).toBe(true);
    }
  }, 60_000);
});

test("when each new token is seen in use, the very first use by the other hand ends it", async () => {
  for (const speech of ["says nothing", "is honest"] as const) {
    for (const first of ["owner", "thief"] as const) {
      const second = first === "owner" ? "thief" : "owner";
      const uses: Use[] = [
        { by: first, isSeen: true },
        { by: second, isSeen: true },
      ];
      const { granted, isOver } = await live(uses, createTestPawl(), { owner: speech, thief: speech });
      expect(granted).toHaveLength(1);
      expect(isOver).toBe(true);
    }
  }
});
