/**
 * Goal: nothing at rest mints a token (P4; C2): neither a dump of the store nor the server's secrets nor both yield a
 * refresh token that works, and no event tells a secret (C112).
 * Method: a thief with everything that was ever stored, and with all keys, builds every token that can be built of it.
 */
import { inspect } from "node:util";
import { expect, test } from "vitest";
import { hours, seconds } from "../../src/session/policy.ts";
import { memoryStore } from "../../src/stores/memory/index.ts";
import { deriveSuccessor, writeRefreshToken } from "../../src/tokens/refresh-token.ts";
import { countingStore } from "../support/counting-store.ts";
import { createTestPawl } from "../support/create-test-pawl.ts";
import { ada } from "../support/people.ts";
import { refusalOf } from "../support/refusal.ts";
import { secretOne, secretsOf } from "../support/secrets.ts";

/** A session with a rotation, a lost answer, a recovery and a replay behind it, and all that was stored meanwhile. */
async function livedThrough() {
  const counting = countingStore(memoryStore());
  const test = createTestPawl({ store: counting });
  const { pawl, clock } = test;
  const issued = [await pawl.create(ada.subject)];
  const refresh = async (token = issued.at(-1)?.refreshToken ?? "") => {
    const next = await pawl.refresh(token);
    issued.push(next);
    return next;
  };
  const first = await refresh();
  clock.advance(hours(1));
  await refresh();
  clock.advance(seconds(20));
  const lost = issued.at(-1);
  await refresh(first.refreshToken);
  await pawl.verify((await refresh(first.refreshToken)).accessToken);
  clock.advance(seconds(11));
  return { ...test, counting, issued, lost };
}

/** Every text and byte string inside a value. */
function leavesOf(value: unknown): Buffer[] {
  if (typeof value === "string") return [Buffer.from(value), Buffer.from(value, "base64url")];
  if (value instanceof Uint8Array) return [Buffer.from(value)];
  if (typeof value === "object" && value !== null) return Object.values(value).flatMap(leavesOf);
  return [];
}

test("nothing stored is a token, holds one, or holds the secret in one", async () => {
  const { counting, issued } = await livedThrough();
  const stored = leavesOf(
    counting.calls.map(({ verb, parameters }) => (/find|list/.test(verb) ? [] : parameters)),
  );
  expect(stored.length).toBeGreaterThan(20);
  for (const { refreshToken, accessToken } of issued) {
    const secret = Buffer.from(refreshToken, "base64url").subarray(25, 57);
    for (const secretThing of [Buffer.from(refreshToken), Buffer.from(accessToken), secret]) {
      expect(stored.some((leaf) => leaf.includes(secretThing))).toBe(false);
    }
  }
});

test("every stored value as a token, and every stored byte string as the secret in one, is refused", async () => {
  const { pawl, counting, issued } = await livedThrough();
  const { sid, generation } = issued.at(-1)?.session ?? { sid: "", generation: 0 };
  const stored = leavesOf(counting.calls.map(({ parameters }) => parameters));
  const { newest } = secretsOf(secretOne);
  for (const leaf of stored) {
    expect(await refusalOf(pawl.refresh(leaf.toString()))).toMatchObject({ code: "refresh_token_unknown" });
    expect(await refusalOf(pawl.refresh(leaf.toString("base64url")))).toMatchObject({
      code: "refresh_token_unknown",
    });
  }
  // With the server's secret as well, tokens can be tagged; none of them is one that was ever given out.
  const given = new Set(issued.map(({ refreshToken }) => refreshToken));
  const made = new Set<string>();
  const nonces = stored.filter((leaf) => leaf.length === 16);
  expect(nonces.length).toBeGreaterThan(0);
  for (const leaf of stored) {
    const secret = new Uint8Array(32);
    secret.set(leaf.subarray(0, 32));
    for (let wanted = 0; wanted <= generation + 1; wanted++) {
      const forged = { sid, generation: wanted, secret };
      made.add(writeRefreshToken(newest, forged));
      for (const nonce of nonces) {
        made.add(
          writeRefreshToken(newest, { ...forged, secret: deriveSuccessor(newest, forged, wanted, nonce) }),
        );
      }
    }
  }
  expect(made.size).toBeGreaterThan(100);
  expect([...made].filter((token) => given.has(token))).toEqual([]);
});

test("a token forged with the server's secret and a dump is seen as reuse, and ends that session only", async () => {
  const { pawl, issued, store } = await livedThrough();
  const bystander = await pawl.create(ada.subject);
  const { sid, generation } = issued.at(-1)?.session ?? { sid: "", generation: 0 };
  const row = await store.sessions.find(sid);
  const forged = writeRefreshToken(secretsOf(secretOne).newest, {
    sid,
    generation,
    secret: row?.currentHash ?? new Uint8Array(32),
  });
  expect(await refusalOf(pawl.refresh(forged))).toMatchObject({ code: "refresh_token_reused" });
  expect(await pawl.verify(bystander.accessToken)).toMatchObject({ sub: ada.subject });
});

test("what leaves the engine beside tokens holds no secret", async () => {
  const { pawl, events, issued, store, lost } = await livedThrough();
  const errors = [
    await pawl.refresh(lost?.refreshToken ?? "").catch((error: unknown) => error),
    await pawl.refresh(`${lost?.refreshToken}x`).catch((error: unknown) => error),
    await pawl.verify(`${lost?.accessToken}x`).catch((error: unknown) => error),
  ];
  const told = inspect([events.all, errors, await pawl.jwks()], { depth: 20, maxStringLength: null });
  expect(events.all.length).toBeGreaterThan(5);
  expect(errors.every((error) => error instanceof Error)).toBe(true);
  const sid = issued[0]?.session.sid ?? "";
  const row = await store.sessions.find(sid);
  const secrets = [
    secretOne,
    sid,
    ...issued.flatMap(({ accessToken, refreshToken }) => [
      refreshToken,
      accessToken,
      accessToken.split(".")[2] ?? "",
      Buffer.from(refreshToken, "base64url").subarray(25, 57).toString("base64url"),
      Buffer.from(refreshToken, "base64url").subarray(25, 57).toString("hex"),
    ]),
    Buffer.from(row?.currentHash ?? []).toString("base64url"),
    Buffer.from(row?.nonce ?? []).toString("hex"),
  ];
  for (const secret of secrets) {
    expect(secret.length).toBeGreaterThan(15);
    expect(told).not.toContain(secret);
  }
  expect(told).not.toMatch(/Uint8Array|<Buffer/);
});
