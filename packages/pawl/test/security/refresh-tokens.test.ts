/**
 * Goal: whoever cannot make an authentic refresh token causes nothing and learns nothing (P3; C3, C75, A15, A16);
 * what the store holds is worth nothing (C2).
 * Method: ten thousand forgeries that name a living session through the handler, on a store that counts; the answers
 * compared byte by byte.
 */
import { describe, expect, test } from "vitest";
import { memoryStore } from "../../src/stores/memory/index.ts";
import { writeRefreshToken } from "../../src/tokens/refresh-token.ts";
import { type Answer, received } from "../http/support/send.ts";
import { cookieName, fromOwnPage, openSite, type Site } from "../http/support/site.ts";
import { cookie, held, login, refresh } from "../http/support/visits.ts";
import { countingStore } from "../support/counting-store.ts";
import { seededRandom } from "../support/random.ts";
import { secretsOf, secretThree, secretTwo } from "../support/secrets.ts";

const byCookie = (site: Site, token: string): Promise<Answer> => refresh(site, token);
const byBody = (site: Site, token: string): Promise<Answer> =>
  site.send("POST", "/refresh", { body: { refresh_token: token } });

/** Everything of an answer that its sender can see, except the time of day. */
function bytesOf({ status, headers, text }: Answer): string {
  return JSON.stringify([status, [...headers].filter(([name]) => name !== "date"), text]);
}

test("ten thousand forged tokens that name a living session: no store access, one answer, and it lives on", async () => {
  const store = countingStore(memoryStore());
  const site = await openSite({ store });
  const { refreshToken } = await login(site);
  store.forget();
  const real = Buffer.from(refreshToken, "base64url");
  const random = seededRandom(3);
  const seen = new Set<string>();
  for (let i = 0; i < 10_000; i++) {
    const forged = Buffer.from(real);
    // Every single bit first; then a new secret, a new generation and a new tag, in turn.
    if (i < real.length * 8) forged[i >> 3] = (forged[i >> 3] ?? 0) ^ (1 << (i & 7));
    else forged.set(random([48, 4, 16][i % 3] ?? 0), [25, 21, 57][i % 3]);
    const headers = { ...fromOwnPage, cookie: `${cookieName}=${forged.toString("base64url")}` };
    const request = new Request("https://app.example/auth/refresh", { method: "POST", headers });
    seen.add(bytesOf(await received(await site.pawl.handler(request))));
  }
  expect([...seen]).toEqual([expect.stringContaining("refresh_token_unknown")]);
  expect(store.calls).toEqual([]);
  expect(held(await refresh(site, refreshToken)).tokens.rotation).toBe("rotated");
}, 30_000);

describe.each([
  ["by cookie", byCookie],
  ["by body", byBody],
])("C75: %s", (_, ask) => {
  test("unknown, forged and malformed tokens have one answer, to the byte", async () => {
    const site = await openSite();
    const { refreshToken, sid } = await login(site);
    const { newest } = secretsOf();
    const parts = { sid, generation: 0, secret: new Uint8Array(32) };
    const tokens = {
      "of a session that never was": writeRefreshToken(newest, { ...parts, sid: "C".repeat(21).concat("A") }),
      "of the far future": writeRefreshToken(newest, { ...parts, generation: 99 }),
      "of another server": writeRefreshToken(secretsOf(secretTwo).newest, parts),
      "with one character changed": refreshToken.slice(0, -2) + (refreshToken.endsWith("AA") ? "BA" : "AA"),
      "with one character more": `${refreshToken}A`,
      "with one character less": refreshToken.slice(0, -1),
      "with padding": `${refreshToken}==`,
      "in the other base64": `${refreshToken.slice(0, 50)}+/${refreshToken.slice(52)}`,
      "with another version": `Ag${refreshToken.slice(2)}`,
      short: "x",
      long: "x".repeat(5000),
      "that is an access token": "a.b.c",
      "that is a sid": sid,
      "that is a number": "0",
    };
    const seen = new Map<string, string[]>();
    for (const [name, token] of Object.entries(tokens)) {
      const answer = bytesOf(await ask(site, token));
      seen.set(answer, [...(seen.get(answer) ?? []), name]);
    }
    expect([...seen.values()]).toEqual([Object.keys(tokens)]);
    expect([...seen.keys()][0]).toContain("refresh_token_unknown");
    expect(held(await byCookie(site, refreshToken)).tokens.rotation).toBe("rotated");
  });
});

test("C2: everything stored about a session, presented as a cookie, is refused", async () => {
  const site = await openSite();
  const first = await login(site);
  const { sid } = held(await refresh(site, first.refreshToken));
  const row = await site.store.sessions.find(sid);
  const stored = Object.values(row ?? {}).flatMap((value) =>
    value instanceof Uint8Array
      ? (["hex", "base64", "base64url"] as const).map((encoding) => Buffer.from(value).toString(encoding))
      : [String(value)],
  );
  expect(stored.length).toBeGreaterThan(15);
  for (const value of stored) {
    const { status } = await site.send("POST", "/refresh", { headers: { ...fromOwnPage, ...cookie(value) } });
    expect(status).toBe(401);
  }
  expect((await site.store.sessions.find(sid))?.ended).toBeNull();
});

test("a secret that was taken out of the configuration makes its tokens unknown; an older one still works", async () => {
  const store = memoryStore();
  const before = await openSite({ store, secrets: [secretTwo] });
  const { refreshToken, sid } = await login(before);
  const rotated = await openSite({ store, clock: before.clock, secrets: [secretThree, secretTwo], seed: 2 });
  const next = held(await refresh(rotated, refreshToken));
  expect(next.sid).toBe(sid);
  const later = await openSite({ store, clock: before.clock, secrets: [secretThree], seed: 3 });
  expect((await refresh(later, refreshToken)).json).toMatchObject({ code: "refresh_token_unknown" });
  expect((await refresh(later, next.refreshToken)).status).toBe(200);
});
