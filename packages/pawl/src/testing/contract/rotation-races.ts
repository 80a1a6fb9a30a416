import type { Session } from "../../session/session.ts";
import { startOfTime } from "../clock.ts";
import { guardFor, rotationFrom, sessionRow } from "../session-row.ts";
import { holds, same } from "./assertions.ts";
import type { Cases } from "./case.ts";

const logout = { reason: "logged_out", at: startOfTime } as const;

/** Sessions to race on: what happens once in twenty times should happen in one run. */
const twenty: readonly Session[] = Array.from({ length: 20 }, (_, i) => sessionRow({ sid: `raced ${i}` }));

/** The swap against itself and against whatever else writes, all at once in one process. */
export const rotationRaceCases: Cases = {
  "rotate: of a hundred at once exactly one wins, its write stays, and all are given the session": async ({
    sessions,
  }) => {
    const before = sessionRow();
    await sessions.insert(before);
    const writes = Array.from({ length: 100 }, (_, i) => rotationFrom(before, `racer ${i}`));
    const results = await Promise.all(
      writes.map((next) => sessions.rotate(before.sid, guardFor(before), next)),
    );
    const winners = results.flatMap(({ rotated }, i) => (rotated ? [i] : []));
    holds(
      winners.length === 1,
      `rotate is not atomic: of a hundred rotations from one token ${winners.length} won`,
    );

    const after = { ...before, ...writes[winners[0] ?? 0], received: false };
    same(await sessions.find(before.sid), after, "the session is not as the rotation that won wrote it");
    for (const { rotated, session } of results) {
      const asBefore = !rotated && session?.generation === before.generation;
      same(session, asBefore ? before : after, "rotate gave a session as it never was");
    }
  },

  "rotate and revoke at once: the end stays, and the rotation happened before it or not at all": async ({
    sessions,
  }) => {
    await Promise.all(twenty.map((before) => sessions.insert(before)));
    await Promise.all(
      twenty.map(async (before, i) => {
        const rotate = () => sessions.rotate(before.sid, guardFor(before), rotationFrom(before));
        const revoke = () => sessions.revoke(before.sid, logout);
        const [rotation, revoked] =
          i % 2 === 0
            ? await Promise.all([rotate(), revoke()])
            : await Promise.all([revoke(), rotate()]).then(([first, second]) => [second, first] as const);
        holds(revoked, "revoke did not end a live session that was rotated at the same moment");
        const rotated = rotation.rotated ? { ...before, ...rotationFrom(before), received: false } : before;
        const sentence = "a rotation undid the revocation, or came after it, or was lost by it";
        same(await sessions.find(before.sid), { ...rotated, ended: logout }, sentence);
      }),
    );
  },

  "rotate and receive at once: a receipt of the generation before never counts for the one after": async ({
    sessions,
  }) => {
    await Promise.all(twenty.map((before) => sessions.insert(before)));
    await Promise.all(
      twenty.map(async (before, i) => {
        const rotate = () => sessions.rotate(before.sid, guardFor(before), rotationFrom(before));
        const receive = () => sessions.receive(before.sid, before.generation);
        await Promise.all(i % 2 === 0 ? [rotate(), receive()] : [receive(), rotate()]);
        const after = { ...before, ...rotationFrom(before), received: false };
        same(
          await sessions.find(before.sid),
          after,
          "a receipt was written to a generation that it was not for",
        );
      }),
    );
  },

  "rotate if unreceived and receive at once: one of them comes first, and the other knows": async ({
    sessions,
  }) => {
    await Promise.all(twenty.map((before) => sessions.insert(before)));
    await Promise.all(
      twenty.map(async (before, i) => {
        const guard = { ...guardFor(before), unreceived: true };
        const rotate = () => sessions.rotate(before.sid, guard, rotationFrom(before));
        const receive = () => sessions.receive(before.sid, before.generation);
        const rotation = i % 2 === 0 ? rotate() : receive().then(rotate);
        const [{ rotated }] = await Promise.all([rotation, receive()]);
        const after = rotated
          ? { ...before, ...rotationFrom(before), received: false }
          : { ...before, received: true };
        same(await sessions.find(before.sid), after, "a recovery wiped out a receipt that came before it");
      }),
    );
  },

  "rotate and revokeAll at once: every session is ended, once, and stays so": async ({ sessions }) => {
    await Promise.all(twenty.map((before) => sessions.insert(before)));
    const rotations = twenty.map((before) =>
      sessions.rotate(before.sid, guardFor(before), rotationFrom(before)),
    );
    const ended = await sessions.revokeAll("usr_ada", logout);
    await Promise.all(rotations);
    same(
      [...ended].sort(),
      twenty.map(({ sid }) => sid).sort(),
      "revokeAll missed a session that was being rotated",
    );
    for (const { sid } of twenty) {
      same(
        (await sessions.find(sid))?.ended,
        logout,
        "a rotation undid a revocation of all of a user's sessions",
      );
    }
  },
};
