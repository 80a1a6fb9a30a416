/**
 * Goal: servers that are killed in the middle of their work log nobody out and leave no second branch of a session:
 * whatever a client last safely received is good for its next refresh, and nothing that it had before is.
 * Method: clients refresh without pause against two `pawl serve` on one SQLite file; each of these is killed with SIGKILL
 * while requests are in flight, and started again, over and over. Every tenth answer is lost besides. The grace period is shorter than a restart, so that lost
 * answers must be recovered and cannot merely be replayed.
 */
import { expect, test } from "vitest";
import { accountsWithAda } from "../cli/support/accounts.ts";
import { getWithToken, post } from "../cli/support/requests.ts";
import { type ServedPawl, servePawl } from "../cli/support/serve-pawl.ts";
import { createChance } from "../simulation/chance.ts";
import { ada } from "../support/people.ts";
import { expectOneBranch, outcomesOf } from "./expect-one-branch.ts";
import { logIn, type Site } from "./honest-client.ts";
import { killsOr } from "./kills.ts";
import { putUnderLoad } from "./load.ts";

const kills = killsOr(20);
const clientCount = 20;
const graceMs = 20;

test(`kill -9 of pawl serve under the refreshes of ${clientCount} clients, ${kills} times: every client goes on`, {
  timeout: 60_000 + kills * 5000,
}, async () => {
  const { store } = await accountsWithAda();
  const args = [...store, "--issuer", "http://localhost:4000", "--grace-period", `${graceMs}ms`];
  const chance = createChance("crash");
  const start = () => servePawl(args);
  const nodes = await Promise.all([start(), start()]);
  const up = new Set(nodes);
  let isStormy = true;
  const anyUrl = () => [...up][Math.floor(chance.next() * up.size)]?.url ?? "http://127.0.0.1:1";
  const site: Site = {
    post: (path, body) => post(anyUrl(), path, body),
    visit: (accessToken) => getWithToken(anyUrl(), "/session", accessToken),
    loses: () => isStormy && chance.happens(0.1),
  };

  const clients = await Promise.all(Array.from({ length: clientCount }, () => logIn(site, ada)));
  const load = putUnderLoad(clients);
  const log: string[] = [];
  let killed = 0;
  async function killAgainAndAgain(first: ServedPawl): Promise<void> {
    for (let node = first; killed < kills; up.add(node)) {
      killed++;
      await load.answered(Math.floor(chance.between(1, 4 * clientCount)));
      up.delete(node);
      node.signal("SIGKILL");
      expect((await node.finished).exitCode).toBeNull();
      log.push(...node.log().map(({ event, code }) => `${event} ${code ?? ""}`));
      node = await start();
    }
  }
  await Promise.all(nodes.map(killAgainAndAgain));
  await load.answered(clientCount);
  isStormy = false;
  await load.stop();

  const outcomes = outcomesOf(clients);
  process.stdout.write(`${kills} kills of pawl serve: ${JSON.stringify(outcomes)}\n`);
  // What was lost and had to be made again depends on where the kills fell; that real rotations went on does not.
  expect(outcomes["rotated"]).toBeGreaterThan(kills);
  expect(log.filter((line) => /reused|unknown|ended|internal/.test(line))).toEqual([]);
  await expectOneBranch(site, clients, graceMs);
});
