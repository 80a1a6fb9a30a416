// Goal: a server that is killed in the middle of its work logs nobody out: whatever a client last safely received is
// good for its next refresh.
// Method: twenty clients refresh against `pawl serve` on SQLite without pause; the process is killed with SIGKILL while
// their requests are in flight and started again on the same file, round after round. The grace period is shorter than
// a restart, so that lost answers must be recovered and cannot merely be replayed.
import { expect, test, vi } from "vitest";
import type { TokenResponse } from "../../src/protocol/wire.ts";
import { accountsWithAda } from "./support/accounts.ts";
import { getWithToken, login, refresh } from "./support/requests.ts";
import { type ServedPawl, servePawl } from "./support/serve-pawl.ts";

vi.setConfig({ testTimeout: 120_000 });

const rounds = 5;
const clientCount = 20;
const refreshesPerRound = 150;

/** What a client holds: nothing but what it safely received. */
interface Client {
  refreshToken: string;
  received: number;
}

/** Refreshes until the server is gone; every answer that does arrive must be a good one. */
async function refreshWithoutPause(url: string, client: Client, onRefreshed: () => void): Promise<void> {
  for (;;) {
    let tokens: TokenResponse;
    try {
      const answer = await refresh(url, client.refreshToken);
      tokens = (await answer.json()) as TokenResponse;
      expect([answer.status, tokens]).toEqual([200, expect.anything()]);
    } catch (error) {
      // fetch says TypeError for a connection that broke, also in the middle of a body.
      if (error instanceof TypeError || error instanceof SyntaxError) return;
      throw error;
    }
    client.refreshToken = tokens.refresh_token ?? "";
    client.received++;
    onRefreshed();
    // Some use the token, so that its generation counts as received; the others go on at once.
    if (client.received % 3 === 0)
      await getWithToken(url, "/session", tokens.access_token).catch(() => undefined);
  }
}

/** All clients at once, until so many refreshes were answered; then the server is killed under them. */
async function killUnderLoad(served: ServedPawl, clients: readonly Client[]): Promise<void> {
  let refreshes = 0;
  await Promise.all(
    clients.map((client) =>
      refreshWithoutPause(served.url, client, () => {
        refreshes++;
        if (refreshes === refreshesPerRound) served.signal("SIGKILL");
      }),
    ),
  );
  expect((await served.finished).exitCode).toBeNull();
}

test(`kill -9 under the refreshes of ${clientCount} clients, ${rounds} times: every client goes on`, async () => {
  const { store } = await accountsWithAda();
  const args = [...store, "--issuer", "http://localhost:4000", "--grace-period", "20ms"];
  let served = await servePawl(args);
  const clients: Client[] = await Promise.all(
    Array.from({ length: clientCount }, async () => {
      const { refresh_token } = await login(served.url);
      return { refreshToken: refresh_token, received: 0 };
    }),
  );

  const outcomes: Record<string, number> = {};
  for (let round = 0; round < rounds; round++) {
    await killUnderLoad(served, clients);
    served = await servePawl(args);
    for (const client of clients) {
      const answer = await refresh(served.url, client.refreshToken);
      const body = (await answer.json()) as TokenResponse;
      expect([round, answer.status, body]).toEqual([round, 200, expect.anything()]);
      client.refreshToken = body.refresh_token ?? "";
      outcomes[body.rotation ?? "none"] = (outcomes[body.rotation ?? "none"] ?? 0) + 1;
      expect((await getWithToken(served.url, "/session", body.access_token)).status).toBe(200);
    }
    expect(served.log().filter(({ event }) => /refused|ended/.test(event))).toEqual([]);
  }
  // What was lost and had to be made again depends on where the kill fell; that real rotations went on does not.
  expect(outcomes["rotated"]).toBeGreaterThan(0);
  expect(Object.values(outcomes).reduce((sum, count) => sum + count)).toBe(rounds * clientCount);
});
