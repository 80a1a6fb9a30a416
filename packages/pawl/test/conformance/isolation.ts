import { expect, test } from "vitest";
import { standing } from "./support/answers.ts";
import { type Account, type Client, refusal, transports } from "./support/client.ts";
import type { Site } from "./support/site.ts";

const reused = "401 refresh_token_reused refresh_token_reused";

/** The error of an honest refresh, which is what its user gets to know. */
async function logoutOf(client: Client): Promise<unknown> {
  return await client.refresh().then(
    () => "still logged in",
    (error: Error) => error.message,
  );
}

/** Parts A and F, what belongs together and what does not: sessions of one user, and users in one browser. */
export function isolation(site: Site): void {
  for (const by of transports) {
    test(`complaint 6: theft in one session by ${by} ends that session and no other of the user's`, async () => {
      const [stolen, phone, laptop] = [await site.login(by), await site.login(by), await site.login()];
      const token = stolen.token();
      await stolen.refresh();
      await stolen.ask("POST", "/receipt");
      await site.answersToSettle();
      expect(refusal(await stolen.present({ token, knownRevision: "unstated" }))).toBe(reused);

      expect(await logoutOf(stolen)).toBe(reused);
      for (const other of [phone, laptop]) {
        expect((await standing(other))[0]).toBe(200);
        expect(await other.refresh()).toMatchObject({ rotation: "rotated" });
      }
    });

    test(`complaint 6: a thief by ${by} who uses the newest token is found out when its owner comes back`, async () => {
      const owner = await site.login(by);
      await owner.refresh();
      await site.answersToSettle();
      const taken = await owner.present({});
      expect(taken.status).toBe(200);
      const accessToken = (taken.json as { access_token: string }).access_token;
      expect((await owner.ask("GET", "/session", { accessToken })).status).toBe(200);
      await site.answersToSettle();

      expect(await logoutOf(owner)).toBe(reused);
      const next = owner.tokenIn(taken) ?? "";
      expect(refusal(await owner.present({ token: next }))).toBe(reused);
    });

    test(`complaint 6: a thief by ${by} who never uses the access token is found out one use later`, async () => {
      const owner = await site.login(by);
      const taken = await owner.present({});
      const stolen = owner.tokenIn(taken) ?? "";
      await site.answersToSettle();
      // To the server, the owner is a client whose answer was lost.
      expect(await owner.refresh()).toMatchObject({ rotation: "recovered" });
      expect((await standing(owner))[0]).toBe(200);
      await site.answersToSettle();
      expect(refusal(await owner.present({ token: stolen, knownRevision: "unstated" }))).toBe(reused);
      expect(await logoutOf(owner)).toBe(reused);
    });
  }

  const { otherAccount } = site.target;
  if (otherAccount !== undefined) betweenUsers(site, otherAccount);
}

function betweenUsers(site: Site, otherAccount: Account): void {
  test("complaint 50: a tab of the user before never gets, and never clears, the session of the next", async () => {
    const before = await site.login();
    const old = before.token();
    const { subject } = before.tokens().session;
    const next = before.another();
    await next.login(otherAccount);
    expect(next.tokens().session.subject).not.toBe(subject);

    const late = await before.refreshOnce({ token: old });
    expect(refusal(late)).toBe("401 session_revoked replaced_by_login");
    expect(late.setCookies).toEqual([]);
    expect((await next.refresh()).session.subject).toBe(next.tokens().session.subject);
  });

  test("complaint 50: a refresh says whose it is, so a tab can see that somebody else has logged in", async () => {
    const before = await site.login();
    const next = before.another();
    await next.login(otherAccount);
    const { session } = await before.refresh();
    expect(session.subject).toBe(next.tokens().session.subject);
    expect(session.sid).toBe(next.tokens().session.sid);
  });

  test("complaint 50: nobody sees or ends a session of somebody else", async () => {
    const mine = await site.login();
    const theirs = await site.login("cookie", otherAccount);
    const { sid } = mine.tokens().session;
    expect(refusal(await theirs.ask("DELETE", `/sessions/${sid}`))).toBe("404 not_found");
    const { json } = await theirs.ask("GET", "/sessions");
    const seen = (json as { sessions: { sid: string; subject: string }[] }).sessions;
    expect(new Set(seen.map(({ subject }) => subject))).toEqual(new Set([theirs.tokens().session.subject]));
    expect((await mine.refresh()).session.sid).toBe(sid);
  });

  test("complaint 6: theft in a session of one user leaves another user's sessions alone", async () => {
    const mine = await site.login();
    const theirs = await site.login("cookie", otherAccount);
    const token = mine.token();
    await mine.refresh();
    await mine.ask("POST", "/receipt");
    await site.answersToSettle();
    expect(refusal(await mine.present({ token, knownRevision: "unstated" }))).toBe(reused);
    expect((await theirs.refresh()).session.generation).toBe(1);
  });
}
