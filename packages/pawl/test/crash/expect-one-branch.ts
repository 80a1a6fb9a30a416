import { expect } from "vitest";
import type { Problem } from "../../src/protocol/wire.ts";
import type { HonestClient, Site } from "./honest-client.ts";

/** Old tokens that are tried of each client: the last ones, which a crash could have left alive, and some before. */
const triedOfEach = 12;

/**
 * Each client is logged in; its newest token works; and none that was ever made for it before gives anybody one, though nobody
 * is logged out by trying. Who tries one boldly ends the session.
 */
export async function expectOneBranch(
  site: Site,
  clients: readonly HonestClient[],
  graceMs: number,
): Promise<void> {
  const settled = () => new Promise((resume) => setTimeout(resume, 2 * graceMs + 5));
  const present = async (token: string | undefined, more: object) => {
    const answer = await site.post("/refresh", { refresh_token: token, ...more });
    return [answer.status, ((await answer.json()) as Partial<Problem>).code];
  };

  // Settled: so the newest token is rotated, and its use tells that it was received.
  await settled();
  for (const client of clients) {
    await client.refreshForSure();
    expect(await client.visit()).toBe(200);
  }
  await settled();

  for (const client of clients) {
    const old = [...client.issued].filter((token) => token !== client.token);
    for (const token of old.slice(-triedOfEach)) {
      const hiding = await present(token, { known_revision: null });
      expect(hiding).toEqual([409, "refresh_token_superseded"]);
    }
    expect(await client.refresh()).toBe(true);
  }
  await settled();

  for (const client of clients) {
    const [first] = client.issued;
    expect(await present(first, {})).toEqual([401, "refresh_token_reused"]);
    await expect(client.refresh()).rejects.toThrow("refresh_token_reused");
  }
}

/** How often each outcome was seen, over all clients. */
export function outcomesOf(clients: readonly HonestClient[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { outcomes } of clients) {
    for (const [outcome, count] of outcomes) sums[outcome] = (sums[outcome] ?? 0) + count;
  }
  return sums;
}
