/**
 * Goal: a receiver that speaks RFC 8936 and CAEP is told of every revocation, in tokens that it can check, until it says that
 * it has taken them; and nobody else is.
 * Method: real servers; the tokens are checked by `jose`, which others wrote.
 */
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from "jose";
import { describe, expect, test } from "vitest";
import { seconds } from "../../src/session/policy.ts";
import { memoryStore } from "../../src/stores/memory/index.ts";
import { type TestPawlOptions, testIssuer } from "../support/create-test-pawl.ts";
import { ada } from "../support/people.ts";
import { refusalOf } from "../support/refusal.ts";
import { verifierOne, verifierTwo } from "../support/secrets.ts";
import { expectProblem } from "./support/problem.ts";
import { openSite, type Site } from "./support/site.ts";
import { bearer } from "./support/visits.ts";

const securityEventReceivers = [
  { credential: verifierOne, audience: "one" },
  { credential: verifierTwo, audience: "two" },
];
const open = (options: TestPawlOptions = {}) => openSite({ securityEventReceivers, ...options });

interface Polled {
  readonly sets: Readonly<Record<string, string>>;
  readonly moreAvailable?: boolean;
}

async function poll(site: Site, body: object = {}, credential = verifierOne): Promise<Polled> {
  const headers = { ...bearer(credential), "Content-Type": "application/json" };
  const answer = await site.send("POST", "/security-events/poll", {
    headers,
    body: { returnImmediately: true, ...body },
  });
  expect(answer.status).toBe(200);
  return answer.json as Polled;
}

const jtis = ({ sets }: Polled) => Object.keys(sets);

/** Some that ended: a session, and all of a user but one. */
async function someEnds(site: Site) {
  const one = await site.pawl.create("usr_grace");
  const mine = await site.pawl.create(ada.subject);
  await site.pawl.create(ada.subject);
  site.clock.advance(seconds(5));
  await site.pawl.revoke(one.session.sid);
  await site.pawl.revokeAll(ada.subject, { exceptSid: mine.session.sid });
  return { sid: one.session.sid, mine: mine.session.sid };
}

describe("a token", () => {
  test("is what CAEP asks for, of a session and of a user, and is signed with the key of access tokens", async () => {
    const site = await open();
    const { sid, mine } = await someEnds(site);
    const { sets } = await poll(site);
    const keys = createLocalJWKSet((await site.pawl.jwks()) as unknown as JSONWebKeySet);
    const checked = await Promise.all(
      Object.values(sets).map((set) =>
        jwtVerify(set, keys, { issuer: testIssuer, audience: "one", typ: "secevent+jwt" }),
      ),
    );
    const at = Math.floor(site.clock.now / 1000);
    const type = "https://schemas.openid.net/secevent/caep/event-type/session-revoked";
    expect(checked.map(({ payload }) => [payload["sub_id"], payload["events"], payload.iat])).toEqual([
      [
        { format: "complex", session: { format: "opaque", id: sid } },
        { [type]: { event_timestamp: at } },
        at,
      ],
      [
        { format: "complex", user: { format: "iss_sub", iss: testIssuer, sub: ada.subject } },
        { [type]: { event_timestamp: at, except_sid: mine } },
        at,
      ],
    ]);
    expect(checked.map(({ payload }) => payload.jti)).toEqual(Object.keys(sets));
  });

  test("is no access token", async () => {
    const site = await open();
    await someEnds(site);
    for (const set of Object.values((await poll(site)).sets)) {
      expect(await refusalOf(site.pawl.verify(set))).toEqual({ code: "access_token_invalid" });
    }
  });
});

describe("a receiver", () => {
  test("is told again until it has acknowledged, or reported an error, each for itself", async () => {
    const site = await open();
    await someEnds(site);
    const [first = "", second = ""] = jtis(await poll(site));
    expect(jtis(await poll(site))).toEqual([first, second]);
    expect(jtis(await poll(site, { ack: [first] }))).toEqual([second]);
    expect(jtis(await poll(site, { setErrs: { [second]: { err: "invalid_request" } } }))).toEqual([]);
    expect(jtis(await poll(site, {}, verifierTwo))).toEqual([first, second]);
  });

  test("is told of no more than it asks for, and that there are more", async () => {
    const site = await open();
    await someEnds(site);
    const one = await poll(site, { maxEvents: 1 });
    expect([jtis(one).length, one.moreAvailable]).toEqual([1, true]);
    expect(await poll(site, { maxEvents: 0, ack: jtis(one) })).toEqual({ sets: {}, moreAvailable: true });
    const rest = await poll(site, { maxEvents: 1 });
    expect([jtis(rest).length, rest.moreAvailable]).toEqual([1, undefined]);
  });

  test("is told the same name by every server", async () => {
    const store = memoryStore();
    const site = await open({ store });
    const other = await open({ store, clock: site.clock, seed: 2 });
    await someEnds(site);
    expect(jtis(await poll(other)).sort()).toEqual(jtis(await poll(site)).sort());
  });

  test("that waits is told as soon as something ends, and let go when the server stops", async () => {
    const site = await open();
    const { session } = await site.pawl.create(ada.subject);
    const waiting = poll(site, { returnImmediately: false });
    await site.pawl.revoke(session.sid);
    expect(jtis(await waiting)).toHaveLength(1);
    const idle = poll(site, { returnImmediately: false, ack: jtis(await waiting) });
    await poll(site, { maxEvents: 0 });
    site.pawl.close();
    expect(jtis(await idle)).toEqual([]);
  });
});

describe("nobody else", () => {
  test.each([
    ["without a credential", {}],
    ["with a wrong one", bearer(`${verifierOne}x`)],
  ])("is told anything %s", async (_, headers) => {
    const site = await open();
    expectProblem(
      await site.send("POST", "/security-events/poll", { headers }),
      "verifier_credential_invalid",
    );
  });

  test("finds the route where no receiver is configured", async () => {
    const site = await openSite();
    const headers = bearer(verifierOne);
    expectProblem(await site.send("POST", "/security-events/poll", { headers }), "not_found");
  });
});
