// Goal: a hundred parallel refreshes of one token are one rotation and a hundred usable answers, and log nobody out.
// Method: `pawl serve` on SQLite as a process of its own, a hundred requests at once, by body and by cookie.
import { describe, expect, test, vi } from "vitest";
import type { SessionResponse, TokenResponse } from "../../src/protocol/wire.ts";
import { accountsWithAda } from "./support/accounts.ts";
import {
  cookieOf,
  getWithToken,
  login,
  loginWithCookie,
  postWithCookie,
  refresh,
} from "./support/requests.ts";
import { servePawl } from "./support/serve-pawl.ts";

vi.setConfig({ testTimeout: 60_000 });

const times = 100;

/** The answers to as many requests, all under way before the first is answered. */
function inParallel(request: () => Promise<Response>): Promise<Response[]> {
  return Promise.all(Array.from({ length: times }, request));
}

async function tokensOf(answers: readonly Response[]): Promise<TokenResponse[]> {
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  return Promise.all(answers.map(async (answer) => (await answer.json()) as TokenResponse));
}

/** Every access token opens GET /session, which says that there has been one rotation. */
async function expectUsable(url: string, tokens: readonly TokenResponse[]): Promise<void> {
  const sessions = await Promise.all(
    tokens.map(async ({ access_token }) => {
      const answer = await getWithToken(url, "/session", access_token);
      return [answer.status, ((await answer.json()) as SessionResponse).session?.generation];
    }),
  );
  expect(sessions).toEqual(tokens.map(() => [200, 1]));
  expect(new Set(tokens.map(({ access_token }) => access_token)).size).toBe(tokens.length);
}

function countBy(tokens: readonly TokenResponse[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { rotation = "none" } of tokens) counts[rotation] = (counts[rotation] ?? 0) + 1;
  return counts;
}

describe(`${times} parallel refreshes of one token`, () => {
  test("in the body: one new generation, one successor, and the session goes on", async () => {
    const { store } = await accountsWithAda();
    const served = await servePawl(store);
    const { url } = served;
    const first = await login(url);

    const tokens = await tokensOf(await inParallel(() => refresh(url, first.refresh_token)));
    expect(countBy(tokens)).toEqual({ rotated: 1, replayed: times - 1 });
    const [successor, ...others] = new Set(tokens.map(({ refresh_token }) => refresh_token));
    expect(others).toEqual([]);
    await expectUsable(url, tokens);

    const next = await refresh(url, successor ?? "");
    expect(next.status).toBe(200);
    expect(served.log().filter(({ event }) => /refused|ended/.test(event))).toEqual([]);
  });

  test("in the cookie: one new generation, one cookie, and no answer that deletes it", async () => {
    const { store } = await accountsWithAda();
    const served = await servePawl(store);
    const { url } = served;
    const cookie = await loginWithCookie(url);

    const answers = await inParallel(() => postWithCookie(url, "/refresh", cookie));
    const [successor = "", ...others] = new Set(answers.map(cookieOf));
    expect(others).toEqual([]);
    expect(successor).not.toBe(cookie);
    expect(successor.split("=")[1]).not.toBe("");
    const tokens = await tokensOf(answers);
    expect(countBy(tokens)).toEqual({ rotated: 1, replayed: times - 1 });
    expect(tokens.every((token) => !("refresh_token" in token))).toBe(true);
    await expectUsable(url, tokens);

    expect((await postWithCookie(url, "/refresh", successor)).status).toBe(200);
    expect(served.log().filter(({ event }) => /refused|ended/.test(event))).toEqual([]);
  });
});
