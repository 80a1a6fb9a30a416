/**
 * Goal: whoever cannot make an authentic token causes nothing (P3; C3, C75): no store access, no write, no
 * revocation, and one uniform answer.
 * Method: ten thousand forged and mutated tokens that name a real session, on a store that counts its calls.
 */
import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { memoryStore } from "../../src/stores/memory/index.ts";
import { writeRefreshToken } from "../../src/tokens/refresh-token.ts";
import { countingStore } from "../support/counting-store.ts";
import { createTestPawl } from "../support/create-test-pawl.ts";
import { forgersKey, headerOf, honestClaims, signed } from "../support/forged-token.ts";
import { ada } from "../support/people.ts";
import { seededRandom } from "../support/random.ts";
import { refusalOf } from "../support/refusal.ts";
import { secretsOf, secretTwo } from "../support/secrets.ts";

async function victim() {
  const counting = countingStore(memoryStore());
  const test = createTestPawl({ store: counting });
  const issued = await test.pawl.create(ada.subject);
  await test.pawl.verify(issued.accessToken);
  counting.forget();
  return { ...test, ...issued, counting };
}

test("ten thousand forged refresh tokens reach no store, and are all refused alike", async () => {
  const { pawl, refreshToken, session, counting, events } = await victim();
  const random = seededRandom(7);
  const real = Buffer.from(refreshToken, "base64url");
  const byAnotherServer = secretsOf(secretTwo).newest;
  const forgeries = [
    () => {
      const changed = Buffer.from(real);
      const [at = 0, difference = 0] = random(2);
      changed[at % real.length] = (changed[at % real.length] ?? 0) ^ (difference || 1);
      return changed.toString("base64url");
    },
    () => Buffer.concat([real.subarray(0, 25), random(48)]).toString("base64url"),
    () => Buffer.concat([real.subarray(0, 57), random(16)]).toString("base64url"),
    () => Buffer.from(random(73)).toString("base64url"),
    () =>
      writeRefreshToken(byAnotherServer, {
        sid: session.sid,
        generation: random(1)[0] ?? 0,
        secret: random(32),
      }),
    () => refreshToken.slice(0, random(1)[0]),
    () => `${refreshToken}${randomBytes(1).toString("hex")}`,
    () => Buffer.from(random(40)).toString("latin1"),
  ];
  for (let i = 0; i < 10_000; i++) {
    const forged = forgeries[i % forgeries.length]?.() ?? "";
    if (forged === refreshToken) continue;
    const refusal = await refusalOf(pawl.refresh(forged));
    if (refusal.code !== "refresh_token_unknown" || refusal.reason !== undefined) expect.fail(refusal.code);
    if (pawl.sessionOfRefreshToken(forged) !== undefined) expect.fail("a forged token names a session");
  }
  expect(counting.calls).toEqual([]);
  expect(new Set(events.of("refresh_refused").map(({ session }) => session))).toEqual(new Set([null]));
  expect((await pawl.refresh(refreshToken)).rotation).toBe("rotated");
});

test("the refusals of unknown, forged and malformed tokens are alike to the letter", async () => {
  const { pawl, refreshToken, clock } = await victim();
  const elsewhere = createTestPawl({ clock, seed: 3 });
  const unknown = (await elsewhere.pawl.create(ada.subject)).refreshToken;
  const messages = [];
  for (const token of [unknown, `${refreshToken.slice(0, -1)}_`, "x", ""]) {
    messages.push(await pawl.refresh(token).catch((error: Error) => JSON.stringify([error.message, error])));
  }
  expect(new Set(messages).size).toBe(1);
  expect(messages[0]).toContain("refresh_token_unknown");
});

test.each([undefined, null, 7, {}, ["x"]])(
  "%j instead of a token is refused like any other",
  async (nothing) => {
    const { pawl } = await victim();
    const token = nothing as unknown as string;
    expect(await refusalOf(pawl.refresh(token))).toEqual({ code: "refresh_token_unknown" });
    expect(await refusalOf(pawl.verify(token))).toEqual({ code: "access_token_invalid" });
    expect(pawl.sessionOfRefreshToken(token)).toBeUndefined();
    expect(await pawl.sessionOfAccessToken(token)).toBeUndefined();
  },
);

test("an access token is no refresh token, and a refresh token is no access token", async () => {
  const { pawl, refreshToken, accessToken, counting } = await victim();
  expect(await refusalOf(pawl.refresh(accessToken))).toEqual({ code: "refresh_token_unknown" });
  expect(await refusalOf(pawl.verify(refreshToken))).toEqual({ code: "access_token_invalid" });
  expect(counting.calls).toEqual([]);
});

test("a flood of access tokens with invented keys costs one read of the key store", async () => {
  const { pawl, counting, clock } = await victim();
  const attacker = forgersKey();
  const attempt = async () => {
    const kid = randomBytes(32).toString("base64url");
    const { code } = await refusalOf(
      pawl.verify(signed(attacker, headerOf(attacker, { kid }), honestClaims)),
    );
    if (code !== "access_token_invalid") expect.fail(code);
  };
  for (let i = 0; i < 200; i++) await attempt();
  expect(counting.count("keys.list")).toBe(1);
  clock.advance(9999);
  await attempt();
  expect(counting.count("keys.list")).toBe(1);
  clock.advance(1);
  await Promise.all(Array.from({ length: 50 }, attempt));
  expect(counting.count("keys.list")).toBe(2);
  expect(counting.count("keys.insert")).toBe(0);
});
