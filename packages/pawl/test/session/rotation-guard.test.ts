/**
 * Goal: the guard that an ordinary refresh hands to the store and the decision table are the same rule, so that a swap
 * without a look before never does what the table would not; and a guard of what was seen lets nothing newer be lost.
 * Method: random sessions, tokens, times and policies, drawn close to each boundary; each guard is held to the table.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { endReasons } from "../../src/protocol/reasons.ts";
import { defaultPolicy, hours, minutes } from "../../src/session/policy.ts";
import { decideRotation, type PresentedToken, type RotationPolicy } from "../../src/session/rotation.ts";
import { guardOf, rotateGuard } from "../../src/session/rotation-guard.ts";
import type { Session } from "../../src/session/session.ts";
import { passes } from "../../src/stores/passes.ts";
import { startOfTime } from "../support/clock.ts";
import { digestOf, sessionRow } from "../support/session-row.ts";

interface Case {
  readonly session: Session;
  readonly presented: PresentedToken;
  readonly now: number;
  readonly policy: RotationPolicy;
}

const policies: fc.Arbitrary<RotationPolicy> = fc.record({
  gracePeriodMs: fc.constantFrom(0, 1, 10_000),
  recoveryPeriodMs: fc.constantFrom(20_000, hours(24)),
  inactivityTimeoutMs: fc.constantFrom(minutes(1), hours(24)),
  adoptAfterFailover: fc.boolean(),
});

/** An instant within a millisecond of a boundary, or anywhere. */
const near = (...boundaries: number[]): fc.Arbitrary<number> =>
  fc.oneof(
    fc
      .tuple(fc.constantFrom(...boundaries), fc.constantFrom(-1, 0, 1))
      .map(([boundary, off]) => boundary + off),
    fc.integer({ min: -hours(1), max: hours(48) }),
  );

const cases: fc.Arbitrary<Case> = policies.chain((policy) => {
  const { gracePeriodMs, recoveryPeriodMs, inactivityTimeoutMs } = policy;
  return fc
    .record({
      generation: fc.constantFrom(0, 1, 3),
      age: near(0, gracePeriodMs, 2 * gracePeriodMs, recoveryPeriodMs),
      idleFor: near(0, inactivityTimeoutMs),
      livesFor: near(0, hours(1)),
      received: fc.boolean(),
      hasEnded: fc.boolean(),
      reason: fc.constantFrom(...endReasons),
      token: fc.constantFrom("current", "previous", "other"),
      distance: fc.constantFrom(-1, 0, 1),
      knownRevision: fc.option(fc.integer({ min: -1, max: 12 }), { nil: undefined }),
    })
    .map(({ generation, age, idleFor, livesFor, received, hasEnded, reason, token, distance, ...seen }) => {
      const now = startOfTime + age;
      const session = sessionRow({
        generation,
        ...(generation === 0 ? { previousHash: null, nonce: null } : {}),
        received,
        activeAt: now - idleFor,
        expiresAt: now + livesFor,
        ended: hasEnded ? { reason, at: startOfTime } : null,
      });
      // A tag binds a secret to its generation, so the current one comes with the current generation only; the
      // previous one is as much older as there were recoveries.
      const off = token === "current" ? 0 : token === "previous" ? distance - 2 : distance;
      const presented = { generation: Math.max(generation + off, 0), hash: digestOf(token), ...seen };
      return { session, presented, now, policy };
    });
});

/** Enough for every boundary to be met from both sides, with each kind of token. */
const runs = { numRuns: 20_000 };

test("a session passes the guard exactly when the table says rotate", () => {
  const decided = new Set<string>();
  fc.assert(
    fc.property(cases, ({ session, presented, now, policy }) => {
      const { kind } = decideRotation(session, presented, now, policy);
      decided.add(kind);
      expect(passes(session, rotateGuard(presented, now, policy))).toBe(kind === "rotate");
    }),
    runs,
  );
  // A run that met only some of the rows would prove nothing of the others.
  const every = ["adopt", "ended", "expired", "recover", "replay", "reuse", "rotate", "superseded"];
  expect([...decided].sort()).toEqual([...every, "unchanged", "unknown"]);
});

test("a session that is as it was seen passes the guard of a recovery or an adoption", () => {
  fc.assert(
    fc.property(cases, ({ session, presented, now, policy }) => {
      const { kind } = decideRotation(session, presented, now, policy);
      if (kind !== "recover" && kind !== "adopt") return;
      expect(passes(session, guardOf(session, kind, now, policy))).toBe(true);
    }),
    runs,
  );
});

describe("what happens between a look and its swap", () => {
  const now = startOfTime + hours(1);
  const seen = sessionRow();
  const changes: readonly (readonly [string, Partial<Session>])[] = [
    ["a rotation", { generation: 4, currentHash: digestOf("next"), rotatedAt: now }],
    ["an end", { ended: { reason: "logged_out", at: now } }],
    ["an end by time", { expiresAt: now }],
    ["a swap that a failover has lost, made again", { currentHash: digestOf("sibling") }],
    ["a later swap, whatever it has left as it was", { rotatedAt: now }],
  ];

  test.each(changes)("%s lets neither a recovery nor an adoption pass", (_, change) => {
    for (const kind of ["recover", "adopt"] as const) {
      expect(passes({ ...seen, ...change }, guardOf(seen, kind, now, defaultPolicy))).toBe(false);
    }
  });

  test("a receipt lets no recovery pass, and keeps no adoption back", () => {
    const received = { ...seen, received: true };
    expect(passes(received, guardOf(seen, "recover", now, defaultPolicy))).toBe(false);
    expect(passes(received, guardOf(seen, "adopt", now, defaultPolicy))).toBe(true);
  });
});
