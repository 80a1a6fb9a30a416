/**
 * Goal: keys rotate under load and no request fails: not a refresh, not a verification at any node, and not one by a client
 * that holds a copy of the JWKS for as long as it may.
 * Method: two nodes on one store, on a schedule in which minutes are a few milliseconds; sessions refresh and verify at
 * both without a pause, and `jose` verifies with a copy that it may fetch again only when it is too old.
 */
import { setTimeout as pause } from "node:timers/promises";
import { createRemoteJWKSet, customFetch, jwtVerify } from "jose";
import { expect, test } from "vitest";
import { createEngine, type Engine } from "../../src/engine/engine.ts";
import { createPolicy, seconds } from "../../src/session/policy.ts";
import { noSignal } from "../../src/session/revocation-signal.ts";
import { memoryStore } from "../../src/stores/memory/index.ts";
import type { Store } from "../../src/stores/store.ts";
import type { KeySchedule } from "../../src/tokens/key-schedule.ts";
import { testAudience, testIssuer } from "../support/create-test-pawl.ts";
import { recordEvents } from "../support/events.ts";
import { ada } from "../support/people.ts";
import { seededRandom } from "../support/random.ts";
import { secretsOf } from "../support/secrets.ts";

const copyMs = 150;
const schedule: KeySchedule = { rotateEveryMs: 700, announceMs: 450, keepMs: seconds(4), rereadMs: 60 };
const sessionCount = 8;
const rotations = 5;

function engineOn(store: Store, seed: number) {
  const events = recordEvents();
  const engine = createEngine({
    pushReceivers: [],
    ...{ issuer: testIssuer, audience: testAudience, clientId: "web" },
    ...{ sessions: store.sessions, keys: store.keys, secrets: secretsOf() },
    policy: createPolicy({ accessTokenLifetimeMs: seconds(1), gracePeriodMs: 0 }),
    ...{ keyRules: { algorithm: "ES256", schedule }, signal: noSignal },
    ...{ clock: Date.now, random: seededRandom(seed), emit: events.sink },
  });
  return { engine, events };
}

/** A resource server with a copy of the key set. It never asks for a key that it does not know: it should know all. */
function resourceServer(engine: Engine): (token: string) => Promise<unknown> {
  const keys = createRemoteJWKSet(new URL(`${testIssuer}/.well-known/jwks.json`), {
    ...{ cacheMaxAge: copyMs, cooldownDuration: seconds(3600) },
    [customFetch]: async () => Response.json(await engine.jwks()),
  });
  return (token) => jwtVerify(token, keys, { issuer: testIssuer, audience: testAudience, typ: "at+jwt" });
}

const kidOf = (accessToken: string): string =>
  JSON.parse(Buffer.from(accessToken.split(".")[0] ?? "", "base64url").toString()).kid;

test("no request fails while keys come and go", { timeout: 60_000 }, async () => {
  const store = memoryStore();
  const nodes = [engineOn(store, 1), engineOn(store, 2)] as const;
  const engines = nodes.map(({ engine }) => engine);
  const verifiers = [...engines.map(({ verify }) => verify), ...engines.map(resourceServer)];
  const kids = new Set<string>();
  const failures: unknown[] = [];
  let requests = 0;

  async function use(number: number): Promise<void> {
    const at = (turn: number): Engine => engines[(number + turn) % engines.length] ?? expect.fail();
    let { refreshToken, accessToken } = await at(0).create(ada.subject);
    for (let turn = 1; kids.size <= rotations && failures.length === 0; turn++) {
      try {
        ({ refreshToken, accessToken } = await at(turn).refresh(refreshToken));
        kids.add(kidOf(accessToken));
        await Promise.all(verifiers.map((verify) => verify(accessToken)));
      } catch (error) {
        failures.push(error);
      }
      requests += 1 + verifiers.length;
      // A turn of the event loop, as between two requests.
      await pause(1);
    }
  }

  await Promise.all(Array.from({ length: sessionCount }, (_, number) => use(number)));
  expect(failures).toEqual([]);
  expect(kids.size).toBe(rotations + 1);
  expect(requests).toBeGreaterThan(1000);
  for (const { events } of nodes) {
    expect(events.of("signing_key_rotated").length).toBeGreaterThanOrEqual(rotations - 1);
    expect([...events.of("unavailable"), ...events.of("signing_key_revoked")]).toEqual([]);
  }
});
