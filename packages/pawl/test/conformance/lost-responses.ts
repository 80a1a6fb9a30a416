import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { atOnce, standing } from "./support/answers.ts";
import { type Client, transports } from "./support/client.ts";
import type { Site } from "./support/site.ts";

const browsers = 8;
const moreThanAnyAnswer = 1 << 20;

/** The bytes of a whole answer to a current token, which is the shortest of the good ones. */
async function lengthOfAnswer(client: Client): Promise<number> {
  await client.refresh();
  const { bytes } = await client.refreshCut({ afterBytes: moreThanAnyAnswer });
  expect(bytes).toBeGreaterThan(300);
  return bytes;
}

/** Loses one answer after so many bytes, the next one a byte later, and so on. */
async function cutAtEach(client: Client, from: number, to: number): Promise<void> {
  for (let afterBytes = from; afterBytes < to; afterBytes++) {
    const { bytes } = await client.refreshCut({ afterBytes });
    if (bytes >= afterBytes) continue;
    // A soft refusal, which is shorter than an answer with tokens.
    await client.refresh();
    await client.refreshCut({ afterBytes });
  }
}

/** Part A, what gets lost: answers in part or as a whole, and requests. */
export function lostResponses(site: Site): void {
  for (const by of transports) {
    test(`complaint 1: an answer by ${by} that breaks off at any byte logs nobody out`, async () => {
      const clients = await Promise.all(Array.from({ length: browsers }, () => site.login(by)));
      const length = await lengthOfAnswer(await site.login(by));
      // Each begins elsewhere, so that answers to rotations, to retries and to current tokens are all cut.
      const share = Math.ceil(length / browsers);
      await Promise.all(
        clients.map((client, index) => cutAtEach(client, index * share, (index + 1) * share)),
      );
      for (const client of clients) {
        const { sid } = client.tokens().session;
        const { session } = await client.refresh();
        expect(session.sid).toBe(sid);
        expect(session.generation).toBeGreaterThan(0);
        expect((await standing(client))[0]).toBe(200);
      }
    });

    test(`complaint 1: an answer by ${by} that was lost before a long sleep is made good after it`, async () => {
      const client = await site.login(by);
      const { sid } = client.tokens().session;
      const token = client.token();
      await client.refreshCut({ afterBytes: 0 });
      expect(client.token()).toBe(token);
      await site.answersToSettle();
      expect(await client.refresh()).toMatchObject({ rotation: "recovered", session: { sid } });
      expect(client.token()).not.toBe(token);
      expect((await standing(client))[0]).toBe(200);
    });

    test(`complaint 1: after a lost answer by ${by} a retry at any time gets through`, async () => {
      const retries = await atOnce(6, async (index) => {
        const client = await site.login(by);
        await client.refreshCut({ afterBytes: 0 });
        // From at once to beyond the second grace period, in which a client has to wait.
        await sleep((index * site.target.graceMs) / 2);
        const { sid } = client.tokens().session;
        return (await client.refresh()).session.sid === sid ? (await standing(client))[0] : "another session";
      });
      expect(retries).toEqual(retries.map(() => 200));
    });
  }

  test("complaint 1: whose answers are lost again and again, over many grace periods, is still there", async () => {
    const client = await site.login();
    const { sid } = client.tokens().session;
    for (let losses = 0; losses < 2; losses++) {
      // Soft refusals are lost as well.
      for (let retries = 0; retries < 3; retries++) await client.refreshCut({ afterBytes: 0 });
      await site.answersToSettle();
    }
    expect((await client.refresh()).session.sid).toBe(sid);
  });

  test("complaint 15: a page that is reloaded in the middle of its refresh stays logged in", async () => {
    const first = await site.login();
    const { sid } = first.tokens().session;
    let page: Client = first;
    for (let reloads = 0; reloads < 40; reloads++) {
      page = first.another();
      // Torn down while the request is written, or a moment later.
      await page.refreshCut({
        afterBytes: 0,
        ...(reloads % 2 === 0 ? { afterRequestBytes: reloads * 8 } : {}),
      });
    }
    expect((await page.refresh()).session.sid).toBe(sid);
    expect((await standing(page))[0]).toBe(200);
  });
}
