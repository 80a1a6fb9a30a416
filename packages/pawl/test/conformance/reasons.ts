import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { payloadOf } from "./support/access-token.ts";
import { standing } from "./support/answers.ts";
import { type Client, refusal } from "./support/client.ts";
import type { Site } from "./support/site.ts";

/** Parts A and F, what its holder is told of a session that ended, and how it goes on. */
export function reasons(site: Site): void {
  const ends: readonly (readonly [reason: string, end: (client: Client) => Promise<unknown>])[] = [
    ["logged_out", (client) => client.another().post("/logout")],
    ["logged_out_elsewhere", async (client) => endFromElsewhere(await site.login(), client)],
    ["replaced_by_login", (client) => client.another().login(site.target.account)],
  ];
  for (const [reason, end] of ends) {
    test(`complaint 52: who holds a token of a session that ended by ${reason} is told so, as often as they ask`, async () => {
      const client = await site.login();
      const token = client.token();
      await end(client);
      for (let times = 0; times < 3; times++) {
        expect(refusal(await client.present({ token }))).toBe(`401 session_revoked ${reason}`);
      }
    });
  }

  test("complaint 52: ending one device from another ends that one alone", async () => {
    const [phone, tablet, laptop] = [await site.login(), await site.login(), await site.login()];
    await endFromElsewhere(laptop, phone);
    expect(refusal(await phone.refreshOnce())).toBe("401 session_revoked logged_out_elsewhere");
    for (const other of [tablet, laptop]) expect((await other.refresh()).session.generation).toBe(1);
  });

  test("complaint 5: the cause of a revocation for reuse is told to thief and owner, again and again", async () => {
    const client = await site.login();
    const [stolen, knownRevision] = [client.token(), "unstated"] as const;
    await client.refresh();
    await client.ask("POST", "/receipt");
    await site.answersToSettle();
    for (const token of [stolen, client.token(), stolen, client.token()]) {
      const answer = await client.present({ token, knownRevision });
      expect(refusal(answer)).toBe("401 refresh_token_reused refresh_token_reused");
    }
    expect(refusal(await client.ask("GET", "/session"))).toBe("401 access_token_invalid");
  });

  test("complaint 14: after a reuse the user can log in again, with the dead cookie still in the jar", async () => {
    const client = await site.login();
    const dead = client.token();
    await client.refresh();
    await client.ask("POST", "/receipt");
    await site.answersToSettle();
    const dying = await client.present({ token: dead, knownRevision: "unstated" });
    expect(refusal(dying)).toBe("401 refresh_token_reused refresh_token_reused");

    const again = await client.login(site.target.account);
    expect(await standing(client)).toEqual([200, 0]);
    expect(await client.refresh()).toMatchObject({
      rotation: "rotated",
      session: { sid: again.session.sid },
    });
  });

  if (site.target.hasShortLived) lifetimes(site);
}

async function endFromElsewhere(other: Client, client: Client): Promise<void> {
  expect((await other.ask("DELETE", `/sessions/${client.tokens().session.sid}`)).status).toBe(204);
}

const untilAfter = (at: number) => sleep(Math.max(0, at - Date.now()) + 100);

/** The clocks of server and suite must agree to better than the lifetimes; those are read from the answers. */
function lifetimes(site: Site): void {
  test("complaint 46: an access token that ran out costs a refresh and nothing else", async () => {
    const client = await site.loginShortLived();
    const { access_token, session } = client.tokens();
    await untilAfter(Number(payloadOf(access_token)["exp"]) * 1000);
    const refused = await client.ask("GET", "/session", { accessToken: access_token });
    expect(refusal(refused)).toBe("401 access_token_invalid");
    expect(refused.headers.get("www-authenticate")).toContain('error="invalid_token"');
    expect(refused.setCookies).toEqual([]);
    expect((await client.refresh()).session.sid).toBe(session.sid);
    expect((await standing(client))[0]).toBe(200);
  });

  test("complaint 49: a session that is not refreshed ends, however much its access token is used", async () => {
    const client = await site.loginShortLived("body");
    const { session } = client.tokens();
    while (Date.now() < session.inactivity_expires_at) {
      // Answered while the access token lives, refused after; neither is activity.
      await client.ask("GET", "/session");
      await sleep(100);
    }
    await untilAfter(session.inactivity_expires_at);
    for (let times = 0; times < 2; times++) {
      expect(refusal(await client.present({}))).toBe("401 session_expired inactivity");
    }
  });

  test("complaint 49: a session that is refreshed outlives the inactivity timeout, and ends at its absolute end", async () => {
    // An app, since a browser drops the cookie when the time is up.
    const client = await site.loginShortLived("body");
    const first = client.tokens().session;
    const ends = new Set([first.expires_at]);
    while (Date.now() < first.inactivity_expires_at + 200) {
      await sleep(400);
      ends.add((await client.refresh()).session.expires_at);
    }
    expect(client.tokens().session.generation).toBeGreaterThan(1);
    expect([...ends]).toEqual([first.expires_at]);
    await untilAfter(first.expires_at);
    expect(refusal(await client.refreshOnce())).toBe("401 session_expired absolute_lifetime");
  });

  test("complaint 52: time that is up is told by its own code, and the cookie goes with it", async () => {
    const client = await site.loginShortLived();
    await untilAfter(client.tokens().session.inactivity_expires_at);
    const answer = await client.refreshOnce();
    expect(refusal(answer)).toBe("401 session_expired inactivity");
    expect(answer.setCookies).toHaveLength(1);
    expect(() => client.token()).toThrow("no refresh token");
  });
}
