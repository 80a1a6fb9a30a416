/**
 * Goal: an access token is checked without the store, for what it is, and a repeated one is as strictly checked.
 * Method: engines on one counting store and one fake clock; the store is taken away, and given back.
 */
import { describe, expect, test } from "vitest";
import { minutes, seconds } from "../../src/session/policy.ts";
import { StoreError } from "../../src/session/store.ts";
import { memoryStore } from "../../src/stores/memory/index.ts";
import { signAccessToken } from "../../src/tokens/access-token.ts";
import { generateStoredKey, openStoredKey } from "../../src/tokens/signing-key.ts";
import { countingStore } from "../support/counting-store.ts";
import { createTestPawl, testAudience, testIssuer } from "../support/create-test-pawl.ts";
import { faultyStore } from "../support/faulty-store.ts";
import { honestClaims } from "../support/forged-token.ts";
import { ada } from "../support/people.ts";
import { seededRandom } from "../support/random.ts";
import { refusalOf } from "../support/refusal.ts";
import { secretsOf } from "../support/secrets.ts";

const invalid = { code: "access_token_invalid" };

test("gives the claims that RFC 9068 asks for, the session and its generation, and no more", async () => {
  const { pawl, clock } = createTestPawl();
  const { accessToken, session } = await pawl.create(ada.subject, { amr: ["pwd"] });
  const claims = await pawl.verify(accessToken);
  expect(claims).toEqual({
    iss: testIssuer,
    sub: ada.subject,
    aud: testAudience,
    client_id: "web",
    iat: clock.now / 1000,
    exp: clock.now / 1000 + 1800,
    jti: expect.stringMatching(/^[\w-]{22}$/),
    sid: session.sid,
    gen: 0,
    auth_time: clock.now / 1000,
    amr: ["pwd"],
  });
});

test("auth_time stays with the login, while iat, jti and gen are the token's own", async () => {
  const { pawl, clock } = createTestPawl();
  clock.advance(500);
  const first = await pawl.create(ada.subject);
  clock.advance(minutes(20) + 400);
  const second = await pawl.refresh(first.refreshToken);
  const [before, after] = [await pawl.verify(first.accessToken), await pawl.verify(second.accessToken)];
  // Rounded down, both: nobody authenticated in the future.
  expect(before.auth_time).toBe(before.iat);
  expect(after).toMatchObject({ auth_time: before.auth_time, iat: before.iat + 1200, gen: 1 });
  expect(after.jti).not.toBe(before.jti);
});

describe("the store", () => {
  test("is read once a second at most, however many tokens are checked", async () => {
    const counting = countingStore(memoryStore());
    const { pawl, clock } = createTestPawl({ store: counting });
    const tokens = [];
    for (let i = 0; i < 50; i++) tokens.push((await pawl.create(ada.subject)).accessToken);
    // A login has read it just now, too.
    clock.advance(seconds(1));
    counting.forget();
    for (let i = 0; i < 10; i++) await Promise.all(tokens.map((token) => pawl.verify(token)));
    expect(counting.calls.map(({ verb }) => verb)).toEqual(["sessions.endedSince"]);
    clock.advance(seconds(1) - 1);
    await Promise.all(tokens.map((token) => pawl.verify(token)));
    expect(counting.count()).toBe(1);
    clock.advance(1);
    await Promise.all(tokens.map((token) => pawl.verify(token)));
    expect(counting.count()).toBe(2);
  });

  test("is asked for what ended since the last answer and half a minute before, not for everything again", async () => {
    const counting = countingStore(memoryStore());
    const { pawl, clock } = createTestPawl({ store: counting });
    const { accessToken } = await pawl.create(ada.subject);
    await pawl.verify(accessToken);
    const firstReadAt = clock.now;
    clock.advance(minutes(5));
    await pawl.verify(accessToken);
    const since = counting.calls
      .filter(({ verb }) => verb === "sessions.endedSince")
      .map(({ parameters }) => Number(parameters[0]));
    expect(since[0]).toBeLessThanOrEqual(firstReadAt - minutes(60));
    expect(since[1]).toBe(firstReadAt - seconds(30));
  });

  test("out of reach, it is asked once a second, and tokens are checked by what is known", async () => {
    const faulty = faultyStore(memoryStore());
    const counting = countingStore(faulty);
    const { pawl, clock, events } = createTestPawl({ store: counting });
    const live = await pawl.create(ada.subject);
    const ended = await pawl.create(ada.subject);
    await pawl.revoke(ended.session.sid);
    await pawl.verify(live.accessToken);

    faulty.out = true;
    counting.forget();
    for (let second = 0; second < 60; second++) {
      clock.advance(seconds(1));
      expect(await pawl.verify(live.accessToken)).toMatchObject({ sid: live.session.sid });
      expect(await pawl.verify(live.accessToken)).toMatchObject({ sid: live.session.sid });
      expect(await refusalOf(pawl.verify(ended.accessToken))).toEqual(invalid);
    }
    expect(counting.count("sessions.endedSince")).toBe(60);
    const told = events.of("unavailable").filter(({ what }) => what === "revocation list");
    expect(told).toHaveLength(60);
    expect(told[0]).toMatchObject({ at: expect.any(Number) });
  });

  test("back again, what ended in the meantime is refused", async () => {
    const store = memoryStore();
    const faulty = faultyStore(store);
    const near = createTestPawl({ store: faulty });
    const far = createTestPawl({ store, clock: near.clock, seed: 2 });
    const { accessToken, session } = await near.pawl.create(ada.subject);
    await near.pawl.verify(accessToken);
    faulty.out = true;
    near.clock.advance(minutes(1));
    await far.pawl.revoke(session.sid);
    near.clock.advance(minutes(20));
    expect(await near.pawl.verify(accessToken)).toMatchObject({ sub: ada.subject });
    faulty.out = false;
    near.clock.advance(seconds(1));
    expect(await refusalOf(near.pawl.verify(accessToken))).toEqual(invalid);
  });

  test("out of reach before any key was read, it is no answer rather than a refusal", async () => {
    const faulty = faultyStore(memoryStore());
    const { pawl: other } = createTestPawl({ store: faulty });
    const { accessToken } = await other.create(ada.subject);
    const { pawl } = createTestPawl({ store: faulty });
    faulty.out = true;
    await expect(pawl.verify(accessToken)).rejects.toThrow(StoreError);
    faulty.out = false;
    expect(await pawl.verify(accessToken)).toMatchObject({ sub: ada.subject });
  });
});

describe("a token that was verified before", () => {
  test("is refused from its expiry on", async () => {
    const { pawl, clock } = createTestPawl();
    const { accessToken } = await pawl.create(ada.subject);
    await pawl.verify(accessToken);
    clock.advance(minutes(30) - 1);
    expect(await pawl.verify(accessToken)).toMatchObject({ sub: ada.subject });
    clock.advance(1);
    expect(await refusalOf(pawl.verify(accessToken))).toEqual(invalid);
    expect(await refusalOf(pawl.verify(accessToken))).toEqual(invalid);
  });

  test("has the same claims, and nobody who got them can change them for others", async () => {
    const { pawl } = createTestPawl();
    const { accessToken } = await pawl.create(ada.subject, { claims: { roles: ["reader"] } });
    const claims = (await pawl.verify(accessToken)) as unknown as { sub: string; roles: string[] };
    expect(() => {
      claims.sub = "usr_grace";
    }).toThrow(TypeError);
    expect(() => claims.roles.push("admin")).toThrow(TypeError);
    expect(await pawl.verify(accessToken)).toMatchObject({ sub: ada.subject, roles: ["reader"] });
  });

  test("is remembered by its whole text: a twin with another signature is checked itself", async () => {
    const { pawl } = createTestPawl();
    const { accessToken } = await pawl.create(ada.subject);
    await pawl.verify(accessToken);
    const forged = accessToken.replace(/[^.]*$/, "A".repeat(86));
    expect(await refusalOf(pawl.verify(forged))).toEqual(invalid);
    expect(await refusalOf(pawl.verify(`${accessToken} `))).toEqual(invalid);
  });
});

describe("another issuer on the same store and keys", () => {
  test.each([
    ["issuer", { issuer: "https://other.example/auth" }],
    ["audience", { audience: "https://other.example" }],
  ])("with another %s does not take our tokens", async (_, differences) => {
    const store = memoryStore();
    const ours = createTestPawl({ store });
    const theirs = createTestPawl({ store, clock: ours.clock, seed: 2, ...differences });
    const { accessToken } = await ours.pawl.create(ada.subject);
    expect(await refusalOf(theirs.pawl.verify(accessToken))).toEqual(invalid);
    expect(await theirs.pawl.sessionOfAccessToken(accessToken)).toBeUndefined();
  });
});

test("a token of a key that another node has just made is taken", async () => {
  const store = memoryStore();
  const { pawl, clock } = createTestPawl({ store });
  await pawl.ready();
  const instants = { createdAt: clock.now, signsAt: clock.now };
  const stored = await generateStoredKey("ES256", secretsOf(), instants, seededRandom());
  await store.keys.insert(stored, (await store.keys.list()).at(-1)?.kid ?? null);
  const token = signAccessToken(openStoredKey(stored, secretsOf()), honestClaims);
  expect(await pawl.verify(token)).toMatchObject({ sub: honestClaims.sub });
});

describe("the session of an access token", () => {
  test("is named also when the token has expired or its session has ended, for logout", async () => {
    const { pawl, clock } = createTestPawl();
    const { accessToken, session } = await pawl.create(ada.subject);
    clock.advance(minutes(600));
    await pawl.revoke(session.sid);
    expect(await pawl.sessionOfAccessToken(accessToken)).toBe(session.sid);
  });

  test("is named by a process that has only just started", async () => {
    const store = memoryStore();
    const { pawl, clock } = createTestPawl({ store });
    const { accessToken, session } = await pawl.create(ada.subject);
    const restarted = createTestPawl({ store, clock, seed: 2 });
    expect(await restarted.pawl.sessionOfAccessToken(accessToken)).toBe(session.sid);
  });

  test("is not named by a forged token", async () => {
    const { pawl } = createTestPawl();
    const { accessToken } = await pawl.create(ada.subject);
    expect(await pawl.sessionOfAccessToken(accessToken.replace(/[^.]*$/, "A".repeat(86)))).toBeUndefined();
  });
});
