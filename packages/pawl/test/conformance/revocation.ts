import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { atOnce, standing } from "./support/answers.ts";
import { type Client, refusal, transports } from "./support/client.ts";
import type { Site } from "./support/site.ts";

const loggedOut = "401 session_revoked logged_out";

/** Parts A and F, the end of a session: it bites, it stays, and it is of this session alone. */
export function revocation(site: Site): void {
  for (const by of transports) {
    test(`complaint 11: a logout in the middle of refreshes by ${by} is undone by none of them`, async () => {
      const clients = await atOnce(10, () => site.login(by));
      // One after another, so that the few requests of each meet as closely as they can.
      for (const [index, client] of clients.entries()) {
        const first = client.token();
        const racing = Array.from({ length: 4 }, () => () => client.present({}));
        racing.splice(index % racing.length, 0, () => client.ask("POST", "/logout"));
        const answers = await Promise.all(racing.map((send) => send()));
        expect(answers.filter(({ status }) => ![200, 204, 401, 409].includes(status))).toEqual([]);
        const given = answers.map(client.tokenIn).filter((token) => token !== undefined);
        for (const token of new Set([first, ...given])) {
          expect(refusal(await client.present({ token }))).toBe(loggedOut);
        }
      }
    });
  }

  test("complaint 11: a refresh that was on its way when its session was ended brings no token", async () => {
    const client = await site.login("body");
    let arrive: (value?: unknown) => void = () => undefined;
    const inFlight = client.present({
      heldUntil: new Promise((resolve) => {
        arrive = resolve;
      }),
    });
    // The server has its head, and most of its body, before the session ends.
    await sleep(50);
    expect((await client.post("/logout", { body: { refresh_token: client.token() } })).status).toBe(204);
    arrive();
    expect(refusal(await inFlight)).toBe(loggedOut);
    expect(refusal(await client.refreshOnce())).toBe(loggedOut);
  });

  test("complaint 16: revoked beats grace: no replay brings a session back", async () => {
    const client = await site.login();
    const old = client.token();
    await client.refresh();
    const newest = client.token();
    await client.post("/logout");
    for (const token of [old, newest]) expect(refusal(await client.present({ token }))).toBe(loggedOut);
    expect((await client.ask("GET", "/session")).status).toBe(401);
  });

  test("complaint 17: the replay of a logged-out token is no theft, and ends nothing else", async () => {
    const [phone, laptop] = [await site.login(), await site.login()];
    const oldest = laptop.token();
    await laptop.refresh();
    const newest = laptop.token();
    await laptop.post("/logout");
    await site.answersToSettle();
    for (const token of [oldest, newest, oldest]) {
      expect(refusal(await laptop.present({ token, knownRevision: laptop.revision() }))).toBe(loggedOut);
    }
    expect(await phone.refresh()).toMatchObject({ rotation: "rotated" });
  });

  test("complaint 18: a logout ends the session that sent it, and never the user's others", async () => {
    const others = await atOnce(3, () => site.login());
    const client = await site.login();
    for (let times = 0; times < 3; times++) {
      expect((await client.ask("POST", "/logout")).status).toBe(204);
      expect((await client.post("/logout")).status).toBe(204);
    }
    for (const other of others) expect((await other.refresh()).session.sid).toBe(other.tokens().session.sid);
  });

  test("complaint 45: a session ended from another device is over at once, at every node that has heard", async () => {
    const [phone, laptop] = [await site.login(), await site.login()];
    const { sid } = phone.tokens().session;
    const node = 0;
    expect((await phone.ask("POST", "/receipt", { node })).status).toBe(204);
    expect((await laptop.ask("DELETE", `/sessions/${sid}`, { node })).status).toBe(204);
    expect(refusal(await phone.ask("POST", "/receipt", { node }))).toBe("401 access_token_invalid");
    expect(refusal(await phone.ask("GET", "/session", { node }))).toBe("401 access_token_invalid");
    expect(refusal(await phone.refreshOnce())).toBe("401 session_revoked logged_out_elsewhere");
    await expectHeard(site, phone);
    expect((await standing(laptop))[0]).toBe(200);
  });
}

/** Part F, the end of all other sessions of the account: no other test may run beside it. */
export function revocationOfOthers(site: Site): void {
  test("complaint 45: ending all other sessions leaves this one, and no token of theirs works", async () => {
    const mine = await site.login();
    const others = await atOnce(4, (index) => site.login(transports[index % 2]));
    for (const other of others) await other.refresh();
    const node = 0;
    const { json } = await mine.ask("DELETE", "/sessions", { node });
    expect((json as { ended: number }).ended).toBeGreaterThanOrEqual(others.length);
    for (const other of others) {
      expect(refusal(await other.ask("POST", "/receipt", { node }))).toBe("401 access_token_invalid");
      expect(refusal(await other.refreshOnce())).toBe("401 session_revoked logged_out_elsewhere");
      await expectHeard(site, other);
    }
    expect(await mine.refresh()).toMatchObject({ session: { sid: mine.tokens().session.sid } });
    expect((await standing(mine))[0]).toBe(200);
  });
}

/**
 * Nodes ask about revocations about once a second, so each must have heard after a few. They are asked for a receipt,
 * which needs nothing but an access token that verifies.
 */
async function expectHeard(site: Site, ended: Client): Promise<void> {
  let deaf = Array.from({ length: site.nodes() }, (_, node) => node);
  for (let asked = 0; asked < 25 && deaf.length > 0; asked++) {
    if (asked > 0) await sleep(200);
    const answers = await Promise.all(deaf.map((node) => ended.ask("POST", "/receipt", { node })));
    deaf = deaf.filter((_, index) => answers[index]?.status !== 401);
  }
  expect(deaf).toEqual([]);
}
