import { days } from "../../session/policy.ts";
import type { Session } from "../../session/session.ts";
import type { RotationGuard } from "../../session/store.ts";
import { startOfTime } from "../clock.ts";
import { digestOf, guardFor, rotationFrom, sessionRow } from "../session-row.ts";
import { same } from "./assertions.ts";
import type { Cases } from "./case.ts";

const before = sessionRow({ claims: { a: 1 }, userAgent: "M" });
const logout = { reason: "logged_out", at: startOfTime } as const;

/** A field of the guard: by which values a session must be refused, and the last one by which it is not. */
interface Comparison {
  readonly field: keyof RotationGuard;
  readonly how: string;
  readonly session: Session;
  readonly refused: readonly Partial<RotationGuard>[];
  readonly passed: Partial<RotationGuard>;
}

const received = sessionRow({ received: true });
const comparisons: readonly Comparison[] = [
  {
    field: "generation",
    how: "exactly",
    session: before,
    refused: [{ generation: 2 }, { generation: 4 }, { generation: 0 }],
    passed: { generation: 3 },
  },
  {
    field: "currentHash",
    how: "to its last byte",
    session: before,
    refused: [
      { currentHash: digestOf("another") },
      { currentHash: before.currentHash.subarray(0, 31) },
      {
        currentHash: Uint8Array.of(...before.currentHash.subarray(0, 31), (before.currentHash[31] ?? 0) ^ 1),
      },
      { currentHash: digestOf("previous") },
      { currentHash: new Uint8Array(0) },
    ],
    passed: { currentHash: new Uint8Array(before.currentHash) },
  },
  {
    field: "unreceived",
    how: "if the guard asks for it",
    session: received,
    refused: [{ unreceived: true }],
    passed: { unreceived: false },
  },
  {
    field: "unreceived",
    how: "and lets an unreceived session pass",
    session: before,
    refused: [],
    passed: { unreceived: true },
  },
  {
    field: "rotatedAtMost",
    how: "as the last instant that passes",
    session: before,
    refused: [{ rotatedAtMost: before.rotatedAt - 1 }, { rotatedAtMost: 0 }],
    passed: { rotatedAtMost: before.rotatedAt },
  },
  {
    field: "activeAfter",
    how: "as the last instant that does not pass",
    session: before,
    refused: [{ activeAfter: before.activeAt }, { activeAfter: before.activeAt + 1 }],
    passed: { activeAfter: before.activeAt - 1 },
  },
  {
    field: "expiresAfter",
    how: "as the last instant that does not pass",
    session: before,
    refused: [{ expiresAfter: before.expiresAt }, { expiresAfter: before.expiresAt + 1 }],
    passed: { expiresAfter: before.expiresAt - 1 },
  },
];

const comparisonCases: Cases = Object.fromEntries(
  comparisons.map(({ field, how, session, refused, passed }) => [
    `rotate compares ${field}, ${how}`,
    async ({ sessions }) => {
      await sessions.insert(session);
      const next = rotationFrom(session);
      for (const differences of refused) {
        const result = await sessions.rotate(session.sid, { ...guardFor(session), ...differences }, next);
        const unchanged = { rotated: false, session };
        same(result, unchanged, `rotate did not compare ${field}, or did not give the session as it is`);
        same(await sessions.find(session.sid), session, `rotate wrote although ${field} did not match`);
      }
      const result = await sessions.rotate(session.sid, { ...guardFor(session), ...passed }, next);
      const after = { ...session, ...next, received: false };
      same(result, { rotated: true, session: after }, `rotate refused a session whose ${field} matches`);
    },
  ]),
);

/** The compare-and-swap, one call at a time. */
export const rotateCases: Cases = {
  "rotate writes what it is told, opens the receipt again, leaves the rest, and gives the session": async ({
    sessions,
  }) => {
    const session = { ...before, received: true };
    await sessions.insert(session);
    const next = rotationFrom(session);
    const after = { ...session, ...next, received: false };
    const result = await sessions.rotate(session.sid, guardFor(session), next);
    same(
      result,
      { rotated: true, session: after },
      "rotate did not give the session as it is after the write",
    );
    same(await sessions.find(session.sid), after, "rotate wrote something else than it gave");
  },

  ...comparisonCases,

  "rotate of a session that is not there writes nothing and gives none": async ({ sessions }) => {
    const result = await sessions.rotate(before.sid, guardFor(before), rotationFrom(before));
    same(result, { rotated: false }, "rotate gave a session that does not exist");
    same(await sessions.find(before.sid), undefined, "rotate made a session that did not exist");
  },

  "rotate writes nothing once the session has ended, and gives it with its end": async ({ sessions }) => {
    await sessions.insert(before);
    await sessions.revoke(before.sid, logout);
    const ended = { ...before, ended: logout };
    const result = await sessions.rotate(before.sid, guardFor(before), rotationFrom(before));
    same(result, { rotated: false, session: ended }, "rotate wrote although the session had ended");
    same(await sessions.find(before.sid), ended, "rotate changed a session that had ended");
  },

  "rotate refuses its own write a second time, and gives the session as the first one left it": async ({
    sessions,
  }) => {
    await sessions.insert(before);
    const next = rotationFrom(before);
    await sessions.rotate(before.sid, guardFor(before), next);
    const result = await sessions.rotate(before.sid, guardFor(before), next);
    const session = { ...before, ...next, received: false };
    same(result, { rotated: false, session }, "rotate wrote the same rotation twice");
  },

  "rotate moves activity forward only: of the one it has and the one it is told, the later stays": async ({
    sessions,
  }) => {
    let session = before;
    await sessions.insert(session);
    for (const [i, by] of [-1, 1, -days(400), 0].entries()) {
      const next = { ...rotationFrom(session, `rotation ${i}`), activeAt: session.activeAt + by };
      const after = {
        ...session,
        ...next,
        activeAt: Math.max(session.activeAt, next.activeAt),
        received: false,
      };
      const result = await sessions.rotate(session.sid, guardFor(session), next);
      const sentence = by < 0 ? "rotate moved activity back" : "rotate did not write a later activity";
      same(result, { rotated: true, session: after }, sentence);
      same(await sessions.find(session.sid), after, sentence);
      session = after;
    }
  },

  "rotate recovers: the next generation, after the digest that was presented": async ({ sessions }) => {
    await sessions.insert(before);
    const next = { ...rotationFrom(before), previousHash: digestOf("previous") };
    const guard = { ...guardFor(before), unreceived: true, rotatedAtMost: before.rotatedAt };
    const session = { ...before, ...next, received: false };
    const first = await sessions.rotate(before.sid, guard, next);
    same(first, { rotated: true, session }, "rotate did not write a recovery");
    const second = await sessions.rotate(before.sid, guard, next);
    same(second, { rotated: false, session }, "rotate wrote a recovery twice");
  },

  "rotate adopts: a generation that skips some": async ({ sessions }) => {
    await sessions.insert(before);
    const next = { ...rotationFrom(before), generation: 9, previousHash: digestOf("lost") };
    const result = await sessions.rotate(before.sid, guardFor(before), next);
    same(
      result,
      { rotated: true, session: { ...before, ...next } },
      "rotate did not write the generation that it was told",
    );
  },

  "rotate leaves expiry to the guard: without a limit in it, what is over by time is written": async ({
    sessions,
  }) => {
    const over = sessionRow({ expiresAt: 1, activeAt: 1, rotatedAt: 1, createdAt: 1 });
    await sessions.insert(over);
    const { rotated } = await sessions.rotate(over.sid, guardFor(over), rotationFrom(over));
    same(rotated, true, "rotate refused a session that the guard does not refuse");
  },
};
