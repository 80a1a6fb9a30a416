import { expect, test } from "vitest";
import { atOnce, countBy, deletionsIn, sessionsOf, standing, tokensIn } from "./support/answers.ts";
import { refusal, transports } from "./support/client.ts";
import type { Site } from "./support/site.ts";

/**
 * Part A, the races: many refreshes with one token, within its grace period. No other test may run beside them, lest it
 * make them too slow for that.
 */
export function rotationRaces(site: Site): void {
  for (const by of transports) {
    test(`complaint 3: of 50 parallel refreshes by ${by} exactly one makes a successor`, async () => {
      const { client, answers } = await site.withinGrace(
        () => site.login(by),
        async (client) => ({ client, answers: await atOnce(50, () => client.refreshOnce()) }),
      );
      expect(countBy(answers, ({ status }) => status)).toEqual({ 200: 50 });
      expect(countBy(answers, (one) => tokensIn(one).rotation)).toEqual({ rotated: 1, replayed: 49 });
      expect(new Set(answers.map(client.tokenIn)).size).toBe(1);
      expect(new Set(answers.map((one) => tokensIn(one).session.generation))).toEqual(new Set([1]));
      expect(deletionsIn(answers)).toEqual([]);
    });

    test(`complaint 2: an exchanged token by ${by} is answered with its successor for the grace period`, async () => {
      const { client, retries } = await site.withinGrace(
        () => site.login(by),
        async (client) => {
          const token = client.token();
          await client.refreshCut({ afterBytes: 0 });
          const retries = [await client.refreshOnce({ token }), await client.refreshOnce({ token })];
          return { client, retries };
        },
      );
      expect(retries.map((one) => tokensIn(one).rotation)).toEqual(["replayed", "replayed"]);
      const successor = client.token();
      expect(retries.map(client.tokenIn)).toEqual([successor, successor]);
      expect(await standing(client)).toEqual([200, 1]);
    });

    test(`complaint 9: uses of a token by ${by} within one second are told apart`, async () => {
      const { client, answers } = await site.withinGrace(
        () => site.login(by),
        async (client) => {
          const token = client.token();
          const answers = [];
          for (let uses = 0; uses < 5; uses++) answers.push(await client.refreshOnce({ token }));
          return { client, answers };
        },
      );
      const rotations = answers.map((one) => tokensIn(one).rotation);
      expect(rotations).toEqual(["rotated", "replayed", "replayed", "replayed", "replayed"]);
      expect(new Set(answers.map(client.tokenIn)).size).toBe(1);
      expect(new Set(answers.map((one) => tokensIn(one).access_token)).size).toBe(5);
      expect(await standing(client)).toEqual([200, 1]);
    });
  }

  test("complaint 7: tabs with copies of their own go on when one of them refreshed before the others", async () => {
    const answers = await site.withinGrace(
      () => site.login("body"),
      async (first) => {
        const token = first.token();
        await first.refreshOnce();
        return atOnce(3, () => first.another().present({ token }));
      },
    );
    expect(countBy(answers, ({ status }) => status)).toEqual({ 200: 3 });
  });

  test("complaint 8: a token is exchanged once, whichever node each of two requests reaches", async () => {
    const races = await atOnce(8, async () => {
      const answers = await site.withinGrace(
        () => site.login("body"),
        (client) => atOnce(2, () => client.present({})),
      );
      return countBy(answers, (one) => tokensIn(one).rotation);
    });
    expect(races).toEqual(races.map(() => ({ rotated: 1, replayed: 1 })));
  });

  test("complaint 12: a losing refresh never clears the winner's cookies", async () => {
    const client = await site.login();
    const oldest = client.token();
    await client.refresh();
    const { winner, losers } = await site.withinGrace(
      () => site.answersToSettle(),
      async () => {
        await client.refresh();
        return {
          winner: client.token(),
          losers: [
            await client.refreshOnce({ token: oldest }),
            await client.refreshOnce({ token: oldest, knownRevision: null }),
            await client.refreshOnce({ token: oldest, knownRevision: "unstated" }),
          ],
        };
      },
    );
    expect(countBy(losers, refusal)).toEqual({ "409 refresh_token_superseded": 3 });
    expect(losers.flatMap(({ setCookies }) => setCookies)).toEqual([]);
    expect(client.token()).toBe(winner);
    expect((await client.refresh()).session.generation).toBeGreaterThan(1);
  });

  test("complaint 13: two tabs that refresh at each focus leave one session and no ghosts", async () => {
    const first = await site.login();
    const second = first.another();
    for (let focus = 0; focus < 5; focus++) await Promise.all([first.refresh(), second.refresh()]);
    expect(await sessionsOf(first)).toEqual([first.tokens().session.sid]);
  });

  test("complaint 13: a tab that refreshes right after another gets no second rotation, and no cookie", async () => {
    const { second, answer } = await site.withinGrace(
      async () => site.login(),
      async (first) => {
        await first.refresh();
        const second = first.another();
        return { second, answer: await second.refreshOnce() };
      },
    );
    expect(tokensIn(answer)).toMatchObject({ rotation: "unchanged", session: { generation: 1 } });
    expect(answer.setCookies).toEqual([]);
    expect(await standing(second)).toEqual([200, 1]);
  });

  test("complaint 16: 200 replays leave one successor, one generation and one session", async () => {
    const { client, answers } = await site.withinGrace(
      () => site.login("body"),
      async (client) => {
        const token = client.token();
        await client.refresh();
        return { client, answers: await atOnce(200, () => client.present({ token })) };
      },
    );
    expect(countBy(answers, (one) => tokensIn(one).rotation)).toEqual({ replayed: 200 });
    expect(new Set(answers.map(client.tokenIn))).toEqual(new Set([client.token()]));
    expect(await standing(client)).toEqual([200, 1]);
    expect(await sessionsOf(client)).toEqual([client.tokens().session.sid]);
  });
}

/** Part A, the races again, and how those who took part in one go on after it. */
export function afterRaces(site: Site): void {
  for (const by of transports) {
    test(`complaint 4: every loser of a race by ${by} gets a session that it can use`, async () => {
      const client = await site.login(by);
      const tabs = await atOnce(20, async () => {
        const tab = client.another();
        await tab.refresh();
        return tab;
      });
      const standings = await Promise.all(tabs.map((tab) => standing(tab)));
      expect(countBy(standings, ([status]) => status)).toEqual({ 200: 20 });
      await site.answersToSettle();
      for (const tab of tabs.slice(0, 3))
        expect(await tab.refresh()).toMatchObject({ session: { sid: client.tokens().session.sid } });
    });
  }

  test("complaint 7: a tab that never refreshed goes on with what another tab left in the jar", async () => {
    const first = await site.login();
    const second = first.another();
    await first.refresh();
    await site.answersToSettle();
    await first.refresh();
    await site.answersToSettle();
    expect(await second.refresh()).toMatchObject({ rotation: "rotated", session: { generation: 3 } });
  });

  test("complaint 10: contention is never answered with a server's error, nor with a refusal", async () => {
    const clients = await Promise.all(Array.from({ length: 5 }, () => site.login()));
    const answers = await Promise.all(clients.map((client) => atOnce(8, () => client.refreshOnce())));
    // 409 is for a machine so slow that the race outlasts the grace period.
    const others = answers.flat().filter(({ status }) => status !== 200 && status !== 409);
    expect(others).toEqual([]);
    expect(countBy(answers.flat(), ({ status }) => status)).toHaveProperty("200");
    for (const client of clients) expect((await client.refresh()).session.generation).toBeGreaterThan(0);
  });
}
