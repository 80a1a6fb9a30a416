/**
 * Goal: a login makes a session of fresh random parts (C1, C11), with nothing in it that no verifier would take.
 * Method: many logins compared; then subjects, claims and methods at and beyond their bounds.
 */
import { describe, expect, test } from "vitest";
import { memoryStore } from "../../src/stores/memory/index.ts";
import { reservedClaims } from "../../src/tokens/access-token.ts";
import { hashSecret, maxGeneration, writeRefreshToken } from "../../src/tokens/refresh-token.ts";
import { countingStore } from "../support/counting-store.ts";
import { createTestPawl } from "../support/create-test-pawl.ts";
import { ada } from "../support/people.ts";
import { secretsOf } from "../support/secrets.ts";

test("two thousand logins of one user share no part of a token", async () => {
  const { pawl } = createTestPawl({ random: undefined });
  const parts = new Set<string>();
  for (let i = 0; i < 2000; i++) {
    const { refreshToken, session } = await pawl.create(ada.subject);
    const bytes = Buffer.from(refreshToken, "base64url");
    expect(bytes.subarray(5, 21).toString("base64url")).toBe(session.sid);
    parts.add(session.sid).add(bytes.subarray(25, 57).toString("hex"));
    if (bytes.includes("usr_ada")) expect.fail("the token says whose it is");
  }
  expect(parts.size).toBe(4000);
});

test("the stored session is complete, live and of generation 0", async () => {
  const { pawl, store, clock } = createTestPawl();
  const { session, refreshToken } = await pawl.create(ada.subject, {
    amr: ["pwd", "otp"],
    claims: { roles: ["reader"] },
    persistent: false,
    userAgent: "Mozilla/5.0",
  });
  const at = clock.now;
  const row = await store.sessions.find(session.sid);
  expect(row).toMatchObject(session);
  expect(row).toMatchObject({
    ...{ subject: ada.subject, generation: 0, previousHash: null, nonce: null, received: false, ended: null },
    ...{ createdAt: at, rotatedAt: at, activeAt: at, expiresAt: at + 30 * 86_400_000 },
    ...{ amr: ["pwd", "otp"], claims: { roles: ["reader"] }, persistent: false, userAgent: "Mozilla/5.0" },
  });
  expect(pawl.sessionOfRefreshToken(refreshToken)).toBe(session.sid);
});

test("without options, the cookie outlives the browser and nothing is claimed", async () => {
  const { pawl } = createTestPawl();
  const { session } = await pawl.create(ada.subject);
  expect(session).toMatchObject({ persistent: true, amr: [], claims: {}, userAgent: null });
});

test("of a long user agent, 256 characters are kept", async () => {
  const { pawl } = createTestPawl();
  const { session } = await pawl.create(ada.subject, { userAgent: "x".repeat(10_000) });
  expect(session.userAgent).toBe("x".repeat(256));
});

describe("the subject", () => {
  test.each(["a", "x".repeat(255), "пользователь 🌟", "__proto__", "a\nb"])("may be %j", async (subject) => {
    const { pawl } = createTestPawl();
    const { accessToken } = await pawl.create(subject);
    expect(await pawl.verify(accessToken)).toMatchObject({ sub: subject });
  });

  test.each(["", "x".repeat(256), undefined, null, 7, {}])("may not be %j", async (subject) => {
    const { pawl } = createTestPawl();
    await expect(pawl.create(subject as string)).rejects.toThrow(
      new TypeError("create: subject must be a string of 1 to 255 characters"),
    );
  });
});

describe("extra claims", () => {
  test("are in every access token of the session, and win over nothing of ours", async () => {
    const { pawl } = createTestPawl();
    const claims = { roles: ["admin"], tenant: { id: 7 }, email_verified: true };
    const first = await pawl.create(ada.subject, { claims });
    const second = await pawl.refresh(first.refreshToken);
    for (const { accessToken } of [first, second]) {
      expect(await pawl.verify(accessToken)).toMatchObject({ ...claims, sub: ada.subject });
    }
  });

  test.each([...reservedClaims])("may not be called %s", async (name) => {
    const counting = countingStore(memoryStore());
    const { pawl } = createTestPawl({ store: counting });
    const claims = JSON.parse(`{"roles":[],"${name}":"x"}`);
    await expect(pawl.create(ada.subject, { claims })).rejects.toThrow(TypeError);
    expect(counting.calls).toEqual([]);
  });

  test("are told apart by name", async () => {
    const { pawl } = createTestPawl();
    await expect(pawl.create(ada.subject, { claims: { sub: "usr_grace" } })).rejects.toThrow(
      new TypeError("create: the claim sub is Pawl's own; choose another name"),
    );
  });

  test("may be eight deep, the token's own level counted, and no deeper: no verifier would take it", async () => {
    const { pawl } = createTestPawl();
    const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)]);
    const { accessToken } = await pawl.create(ada.subject, { claims: { deep: nested(7) } });
    expect(await pawl.verify(accessToken)).toMatchObject({ deep: nested(7) });
    await expect(pawl.create(ada.subject, { claims: { deep: nested(8) } })).rejects.toThrow(
      new TypeError("create: claims must be an object that is JSON, at most 8 deep"),
    );
  });

  test("may not make the access token longer than any verifier takes", async () => {
    const { pawl, store } = createTestPawl();
    await expect(pawl.create(ada.subject, { claims: { note: "x".repeat(4000) } })).rejects.toThrow(
      new TypeError(
        "create: the access token would be longer than 4096 characters; give fewer or shorter claims",
      ),
    );
    expect(await store.sessions.list(ada.subject)).toEqual([]);
  });

  test("as large as they may be still fit in the last generation", async () => {
    const { pawl, store } = createTestPawl();
    let length = 2500;
    const attempt = () =>
      pawl.create(ada.subject, { claims: { note: "x".repeat(length) } }).catch(() => undefined);
    let largest = await attempt();
    for (let next = largest; next !== undefined; next = await attempt()) {
      largest = next;
      length++;
    }
    if (largest === undefined) expect.fail("none fits");
    expect(largest.accessToken.length).toBeGreaterThan(4070);

    const secret = new Uint8Array(32).fill(1);
    const lastButOne = { sid: `${"C".repeat(21)}A`, generation: maxGeneration - 1 };
    const row = await store.sessions.find(largest.session.sid);
    if (row === undefined) expect.fail("the store lost it");
    await store.sessions.insert({
      ...row,
      ...lastButOne,
      currentHash: hashSecret(secret),
      rotatedAt: 0,
    });
    const token = writeRefreshToken(secretsOf().newest, { ...lastButOne, secret });
    const { accessToken, refreshToken } = await pawl.refresh(token);
    expect(accessToken.length).toBeLessThanOrEqual(4096);
    expect(await pawl.verify(accessToken)).toMatchObject({ gen: maxGeneration });
    expect(pawl.sessionOfRefreshToken(refreshToken)).toBe(lastButOne.sid);
  });

  test("are a copy: changing the object afterwards changes no session", async () => {
    const { pawl } = createTestPawl();
    const claims = { roles: ["reader"] };
    const { refreshToken } = await pawl.create(ada.subject, { claims });
    claims.roles.push("admin");
    const { accessToken } = await pawl.refresh(refreshToken);
    expect(await pawl.verify(accessToken)).toMatchObject({ roles: ["reader"] });
  });

  test("are what JSON makes of them, on every store", async () => {
    const { pawl } = createTestPawl();
    const since = new Date(0);
    const { session } = await pawl.create(ada.subject, { claims: { since, gone: undefined } });
    expect(session.claims).toEqual({ since: since.toISOString() });
  });

  test.each([[["a", "list"]], [{ toJSON: () => "a text" }], [{ toJSON: () => undefined }]])(
    "that are no object in JSON are refused",
    async (claims) => {
      const { pawl } = createTestPawl();
      const wrong = claims as unknown as Record<string, unknown>;
      await expect(pawl.create(ada.subject, { claims: wrong })).rejects.toThrow(
        /^create: claims must be an object/,
      );
    },
  );

  test("that JSON writes under a reserved name are refused by that name", async () => {
    const { pawl } = createTestPawl();
    const claims = { toJSON: () => ({ sub: "usr_grace" }) };
    await expect(pawl.create(ada.subject, { claims })).rejects.toThrow("the claim sub is Pawl's own");
  });
});

test.each(["pwd", [7], { 0: "pwd" }])("amr must be a list of texts, not %j", async (amr) => {
  const { pawl } = createTestPawl();
  await expect(pawl.create(ada.subject, { amr: amr as unknown as string[] })).rejects.toThrow(
    new TypeError('create: amr must be a list of strings, such as ["pwd"]'),
  );
});
