/**
 * Goal: a receiver with an endpoint is told of every revocation, whichever server it happened at and whatever is down meanwhile,
 * in tokens that it can check; from when Pawl says that it begins, until it is closed.
 * Method: real servers and real receivers, on one store; the tokens are checked by `jose`, with the keys that are served.
 */
import { createRemoteJWKSet, jwtVerify } from "jose";
import { describe, expect, test, vi } from "vitest";
import { hours, seconds } from "../../src/session/policy.ts";
import { memoryStore } from "../../src/stores/memory/index.ts";
import { openEndpoint, saying } from "../identity/support/endpoint.ts";
import { type TestPawlOptions, testIssuer } from "../support/create-test-pawl.ts";
import { faultyStore } from "../support/faulty-store.ts";
import { ada } from "../support/people.ts";
import { openSite, type Site } from "./support/site.ts";

vi.setConfig({ testTimeout: 30_000 });

const authorization = "Bearer receiver-s-own-credential";
const type = "https://schemas.openid.net/secevent/caep/event-type/session-revoked";

/** A receiver that takes what it is told, once it does. */
async function openReceiver(isUp = true) {
  const state = { isUp };
  const { url, asked, arrival } = await openEndpoint((response) =>
    saying("", state.isUp ? 202 : 503)(response),
  );
  const claims = () => asked.map(({ body }) => claimsOf(body));
  return {
    url,
    asked,
    state,
    arrival,
    jtis: () => claims().map(({ jti }) => jti),
    /** Settles once it was told of so many different ends. */
    async told(count: number) {
      while (new Set(claims().map(({ jti }) => jti)).size < count) await arrival();
    },
  };
}

function claimsOf(token: string): { readonly jti: string; readonly aud: string } {
  return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
}

const open = (url: string, options: TestPawlOptions = {}) =>
  openSite({ securityEventReceivers: [{ endpoint: url, authorization, audience: "one" }], ...options });

async function endOne(site: Site): Promise<string> {
  const { session } = await site.pawl.create(ada.subject);
  await site.pawl.revoke(session.sid);
  return session.sid;
}

test("each end is told in a token of the type, for the audience, signed with a key that is served", async () => {
  const receiver = await openReceiver();
  const site = await open(receiver.url);
  await site.pawl.ready();
  const sid = await endOne(site);
  const mine = await site.pawl.create(ada.subject);
  await site.pawl.create(ada.subject);
  site.clock.advance(seconds(5));
  await site.pawl.revokeAll(ada.subject, { exceptSid: mine.session.sid });
  await receiver.told(2);
  expect(receiver.asked[0]).toMatchObject({
    method: "POST",
    headers: { "content-type": "application/secevent+jwt", accept: "application/json", authorization },
  });
  const keys = createRemoteJWKSet(new URL(`http://127.0.0.1:${site.port}/auth/.well-known/jwks.json`));
  const checked = await Promise.all(
    receiver.asked.map(({ body }) =>
      jwtVerify(body, keys, { issuer: testIssuer, audience: "one", typ: "secevent+jwt" }),
    ),
  );
  const at = Math.floor(site.clock.now / 1000);
  expect(checked.map(({ payload }) => [payload["sub_id"], payload["events"]])).toEqual([
    [{ format: "complex", session: { format: "opaque", id: sid } }, { [type]: { event_timestamp: at - 5 } }],
    [
      { format: "complex", user: { format: "iss_sub", iss: testIssuer, sub: ada.subject } },
      { [type]: { event_timestamp: at, except_sid: mine.session.sid } },
    ],
  ]);
});

describe("it begins", () => {
  test("with the first request, if ready() was not called; until then no request is made", async () => {
    const receiver = await openReceiver();
    const site = await open(receiver.url);
    await endOne(site);
    await site.pawl.jwks();
    expect(receiver.asked).toEqual([]);
    await site.send("GET", "/healthz");
    await receiver.told(1);
  });

  test("with what ended before, so that an end is told by the next server if the one it happened at is gone", async () => {
    const receiver = await openReceiver();
    const store = memoryStore();
    const gone = await open("http://127.0.0.1:9/", { store });
    await endOne(gone);
    gone.pawl.close();
    const next = await open(receiver.url, { store, clock: gone.clock, seed: 2 });
    await next.pawl.ready();
    await receiver.told(1);
  });

  test("once the store is there, if it is not at first", async () => {
    const receiver = await openReceiver();
    const store = faultyStore(memoryStore());
    const site = await open(receiver.url, { store });
    await endOne(site);
    store.out = true;
    // Anew: this one has never heard what ended.
    const later = await open(receiver.url, { store, clock: site.clock, seed: 2 });
    await expect(later.pawl.ready()).rejects.toThrow();
    expect(receiver.asked).toEqual([]);
    store.out = false;
    // It is asked once a second, by the clock that the test holds.
    site.clock.advance(seconds(1));
    await receiver.told(1);
  });
});

describe("two servers on one store", () => {
  test("tell of the same end under the same name, also of what the other one ended", async () => {
    const [one, two] = [await openReceiver(), await openReceiver()];
    const store = memoryStore();
    const near = await open(one.url, { store });
    const far = await open(two.url, { store, clock: near.clock, seed: 2 });
    await Promise.all([near.pawl.ready(), far.pawl.ready()]);
    await endOne(near);
    await endOne(far);
    await Promise.all([one.told(2), two.told(2)]);
    expect(one.jtis().sort()).toEqual(two.jtis().sort());
  });

  test("need push at one of them only", async () => {
    const receiver = await openReceiver();
    const store = memoryStore();
    const pushing = await open(receiver.url, { store });
    const other = await openSite({ store, clock: pushing.clock, seed: 2 });
    await pushing.pawl.ready();
    await endOne(other);
    await receiver.told(1);
  });
});

describe("a receiver that is down", () => {
  test("is told when it is back, and delays no other one", async () => {
    const [down, up] = [await openReceiver(false), await openReceiver()];
    const site = await openSite({
      securityEventReceivers: [down, up].map(({ url }, index) => ({ endpoint: url, audience: `${index}` })),
    });
    await site.pawl.ready();
    await endOne(site);
    await endOne(site);
    await Promise.all([up.told(2), down.told(1)]);
    expect(up.asked.map(({ body }) => claimsOf(body).aud)).toEqual(["1", "1"]);
    const before = down.asked.length;
    down.state.isUp = true;
    while (new Set(down.jtis().slice(before)).size < 2) await down.arrival();
    expect(site.events.of("unavailable").map(({ what }) => what)).toContain("security event receiver 0");
    expect(JSON.stringify(site.events.all)).not.toContain(down.url);
  });

  test("for longer than tokens live is told of what ends now, and not of what is over", async () => {
    const receiver = await openReceiver(false);
    const site = await open(receiver.url);
    await site.pawl.ready();
    await endOne(site);
    await receiver.told(1);
    site.clock.advance(hours(2));
    const sid = await endOne(site);
    site.pawl.close();
    const next = await open(receiver.url, { store: site.store, clock: site.clock, seed: 2 });
    receiver.state.isUp = true;
    const before = receiver.asked.length;
    await next.pawl.ready();
    while (receiver.asked.length === before) await receiver.arrival();
    expect(receiver.jtis().slice(before)).toEqual([`${sid}.${site.clock.now}`]);
  });
});

test("a store that is down for a while costs no end that is told", async () => {
  const receiver = await openReceiver();
  const store = faultyStore(memoryStore());
  const site = await open(receiver.url, { store });
  await site.pawl.ready();
  await endOne(site);
  await receiver.told(1);
  const { session } = await site.pawl.create(ada.subject);
  store.out = true;
  await expect(site.pawl.revoke(session.sid)).rejects.toThrow();
  store.out = false;
  await site.pawl.revoke(session.sid);
  await receiver.told(2);
});

test("after close() what is under way is given up, and what ends is not told", async () => {
  let hungUp = () => {};
  const gone = new Promise<void>((resolve) => {
    hungUp = resolve;
  });
  const { url, asked, arrival } = await openEndpoint((response) => void response.on("close", hungUp));
  const site = await open(url);
  await site.pawl.ready();
  await endOne(site);
  if (asked.length === 0) await arrival();
  site.pawl.close();
  await gone;
  await endOne(site);
  await site.send("GET", "/healthz");
  await site.pawl.ready();
  expect(asked).toHaveLength(1);
});
