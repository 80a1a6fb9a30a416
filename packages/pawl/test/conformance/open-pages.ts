import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { atOnce, standing } from "./support/answers.ts";
import { type Client, refusal } from "./support/client.ts";
import type { EventStream } from "./support/event-stream.ts";
import type { Site } from "./support/site.ts";

/** As many as a browser of several tabs has; a server may refuse more of one session. */
const tabs = 4;

/** Part F, what a page that is open hears of the end of its session, at whichever node it listens. */
export function openPages(site: Site): void {
  /** Streams of one session, at every node. */
  const listen = (client: Client) => atOnce(tabs, (tab) => client.listen(tab % site.nodes()));

  const ends: readonly (readonly [reason: string, end: (client: Client) => Promise<unknown>])[] = [
    ["logged_out", (client) => client.another().post("/logout")],
    [
      "logged_out_elsewhere",
      async (client) => {
        const laptop = await site.login();
        await laptop.ask("DELETE", `/sessions/${client.tokens().session.sid}`, { node: 0 });
      },
    ],
    ["replaced_by_login", (client) => client.another().login(site.target.account)],
    ["refresh_token_reused", reuse(site)],
  ];
  for (const [reason, end] of ends) {
    test(`complaint 52: every tab hears that its session ended by ${reason}, whichever node it listens to`, async () => {
      const client = await site.login();
      const streams = await listen(client);
      expect(streams.map(({ status }) => status)).toEqual(streams.map(() => 200));
      await end(client);
      await expectTold(streams, reason);
    });
  }

  test("complaint 52: a tab hears of the end of its own session and of no other", async () => {
    const [phone, laptop] = [await site.login(), await site.login()];
    const [own, other] = [await listen(phone), await listen(laptop)];
    await phone.post("/logout");
    await expectTold(own, "logged_out");
    expect((await standing(laptop))[0]).toBe(200);
    await laptop.post("/logout");
    // Had one of them heard of the phone's end before, there would be two.
    await expectTold(other, "logged_out");
  });

  test("complaint 54: a stream is opened with a live access token, and with nothing else", async () => {
    const client = await site.login();
    const { access_token } = client.tokens();
    expect(refusal(await client.post("/events", { method: "GET" }))).toBe("401 access_token_missing");
    await client.post("/logout");
    for (let node = 0; node < site.nodes(); node++) await expectClosed(client, access_token, node);
  });

  if (site.target.hasShortLived) timesThatAreUp(site);
}

function reuse(site: Site): (client: Client) => Promise<void> {
  return async (client) => {
    const stolen = client.token();
    await client.refresh();
    await client.ask("POST", "/receipt");
    await site.answersToSettle();
    await client.present({ token: stolen, knownRevision: "unstated" });
  };
}

/** Nodes hear of each other's revocations within about a second; a machine under load may take a few. */
async function expectTold(streams: readonly EventStream[], reason: string): Promise<void> {
  const late = sleep(10_000, "was not told", { ref: false });
  const heard = await Promise.all(streams.map(({ whole }) => Promise.race([whole, late])));
  for (const stream of streams) stream.hangUp();
  expect(heard).toEqual(streams.map(() => [{ event: "session_ended", data: { reason } }]));
}

/** A node that has not heard yet opens the stream, and ends it as soon as it has. */
async function expectClosed(client: Client, accessToken: string, node: number): Promise<void> {
  for (let asked = 0; asked < 25; asked++) {
    const stream = await client.listen(node, accessToken);
    stream.hangUp();
    if (stream.status === 401) return;
    await sleep(200);
  }
  expect.unreachable("a stream was opened with the token of a session that had ended long before");
}

function timesThatAreUp(site: Site): void {
  test("complaint 49: background polling does not keep a session alive, and its open page is told", async () => {
    const client = await site.loginShortLived("body");
    const { created_at, inactivity_expires_at } = client.tokens().session;
    const stream = await client.listen();
    while (Date.now() < inactivity_expires_at - 300) {
      // Nobody has touched the page since the login; rounded up, as nobody was active a part of a second.
      const inactiveFor = Math.ceil((Date.now() - created_at) / 1000);
      const { session } = await client.refresh({ inactiveFor });
      expect(session.inactivity_expires_at).toBe(inactivity_expires_at);
      await sleep(300);
    }
    expect(client.tokens().session.generation).toBeGreaterThan(1);
    await expectTold([stream], "inactivity");
    expect(refusal(await client.present({ inactiveFor: 4 }))).toBe("401 session_expired inactivity");
  });

  test("complaint 49: a user who does something now and then is not ended by the polling in between", async () => {
    const client = await site.loginShortLived("body");
    const first = client.tokens().session;
    let lastActiveAt = first.created_at;
    while (Date.now() < first.inactivity_expires_at + 500) {
      await sleep(500);
      // Active every other time.
      const isActive = Math.round((Date.now() - first.created_at) / 500) % 2 === 0;
      if (isActive) lastActiveAt = Date.now();
      await client.refresh({ inactiveFor: Math.floor((Date.now() - lastActiveAt) / 1000) });
    }
    expect((await standing(client))[0]).toBe(200);
    expect(client.tokens().session.inactivity_expires_at).toBeGreaterThan(first.inactivity_expires_at);
  });

  test("complaint 52: an open page is told that its session is as old as one may get", async () => {
    const client = await site.loginShortLived("body");
    const stream = await client.listen();
    const { expires_at } = client.tokens().session;
    while (Date.now() < expires_at - 1000) {
      await sleep(400);
      await client.refresh();
    }
    await expectTold([stream], "absolute_lifetime");
  });
}
