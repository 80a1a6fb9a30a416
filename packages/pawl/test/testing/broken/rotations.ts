import { setImmediate as nextTurn } from "node:timers/promises";
import type { Session } from "../../../src/session/session.ts";
import type { RotationGuard } from "../../../src/session/store.ts";
import { passes } from "../../../src/stores/passes.ts";
import { type BrokenStore, brokenSessions, onWritable } from "./breaking.ts";

/** A guard that holds of the session as it is, in the given fields. */
const ignoring = (ignored: (session: Session) => Partial<RotationGuard>) =>
  brokenSessions(({ find, rotate }) => ({
    rotate: async (sid, guard, next) => {
      const session = await find(sid);
      return rotate(sid, { ...guard, ...(session && ignored(session)) }, next);
    },
  }));

/** Not atomic: in the turn between its look and its write, others do the same. */
const lookThenWrite = onWritable((rows) => ({
  rotate: async (sid, guard, next) => {
    const session = rows.get(sid);
    if (session === undefined || !passes(session, guard)) return { rotated: false, session };
    await nextTurn();
    const after = { ...session, ...next, received: false };
    rows.set(sid, after);
    return { rotated: true, session: after };
  },
}));

/** Mistakes in the compare-and-swap. */
export const brokenRotations: readonly BrokenStore[] = [
  {
    mistake: "rotate ignores that the session has ended",
    open: onWritable((rows) => ({
      rotate: async (sid, guard, next) => {
        const session = rows.get(sid);
        if (session === undefined || !passes({ ...session, ended: null }, guard)) {
          return { rotated: false, session };
        }
        const after = { ...session, ...next, received: false };
        rows.set(sid, after);
        return { rotated: true, session: after };
      },
    })),
    foundBy: "rotate writes nothing once the session has ended, and gives it with its end",
  },
  {
    mistake: "rotate ignores the generation",
    open: ignoring(({ generation }) => ({ generation })),
    foundBy: "rotate compares generation, exactly",
  },
  {
    mistake: "rotate ignores the digest",
    open: ignoring(({ currentHash }) => ({ currentHash })),
    foundBy: "rotate compares currentHash, to its last byte",
  },
  {
    mistake: "rotate ignores the receipt",
    open: ignoring(() => ({ unreceived: false })),
    foundBy: "rotate compares unreceived, if the guard asks for it",
  },
  {
    mistake: "rotate always asks for no receipt",
    open: ignoring(() => ({ unreceived: true })),
    foundBy: "rotate compares unreceived, if the guard asks for it",
  },
  {
    mistake: "rotate ignores the instant of the last rotation",
    open: ignoring(({ rotatedAt }) => ({ rotatedAtMost: rotatedAt })),
    foundBy: "rotate compares rotatedAtMost, as the last instant that passes",
  },
  {
    mistake: "rotate ignores inactivity",
    open: ignoring(({ activeAt }) => ({ activeAfter: activeAt - 1 })),
    foundBy: "rotate compares activeAfter, as the last instant that does not pass",
  },
  {
    mistake: "rotate ignores the absolute end",
    open: ignoring(({ expiresAt }) => ({ expiresAfter: expiresAt - 1 })),
    foundBy: "rotate compares expiresAfter, as the last instant that does not pass",
  },
  {
    mistake: "rotate takes rotatedAtMost for the first instant that does not pass",
    open: brokenSessions(({ rotate }) => ({
      rotate: (sid, guard, next) => rotate(sid, { ...guard, rotatedAtMost: guard.rotatedAtMost - 1 }, next),
    })),
    foundBy: "rotate compares rotatedAtMost, as the last instant that passes",
  },
  {
    mistake: "rotate takes activeAfter for the first instant that passes",
    open: brokenSessions(({ rotate }) => ({
      rotate: (sid, guard, next) => rotate(sid, { ...guard, activeAfter: guard.activeAfter - 1 }, next),
    })),
    foundBy: "rotate compares activeAfter, as the last instant that does not pass",
  },
  {
    mistake: "rotate judges expiry by itself",
    open: brokenSessions(({ rotate }) => ({
      rotate: (sid, guard, next) => rotate(sid, { ...guard, expiresAfter: next.rotatedAt }, next),
    })),
    foundBy: "rotate leaves expiry to the guard: without a limit in it, what is over by time is written",
  },
  {
    mistake: "rotate leaves the receipt of the generation before",
    open: onWritable((rows) => ({
      rotate: async (sid, guard, next) => {
        const session = rows.get(sid);
        if (session === undefined || !passes(session, guard)) return { rotated: false, session };
        const after = { ...session, ...next };
        rows.set(sid, after);
        return { rotated: true, session: after };
      },
    })),
    foundBy: "rotate writes what it is told, opens the receipt again, leaves the rest, and gives the session",
  },
  {
    mistake: "rotate moves activity back",
    open: onWritable((rows) => ({
      rotate: async (sid, guard, next) => {
        const session = rows.get(sid);
        if (session === undefined || !passes(session, guard)) return { rotated: false, session };
        const after = { ...session, ...next, received: false };
        rows.set(sid, after);
        return { rotated: true, session: after };
      },
    })),
    foundBy: "rotate moves activity forward only: of the one it has and the one it is told, the later stays",
  },
  {
    mistake: "rotate takes no activity that is not its own instant",
    open: brokenSessions(({ rotate }) => ({
      rotate: (sid, guard, next) => rotate(sid, guard, { ...next, activeAt: next.rotatedAt }),
    })),
    foundBy: "rotate moves activity forward only: of the one it has and the one it is told, the later stays",
  },
  {
    mistake: "rotate gives no session when it refuses",
    open: brokenSessions(({ rotate }) => ({
      rotate: async (...parameters) => {
        const result = await rotate(...parameters);
        return result.rotated ? result : { rotated: false, session: undefined };
      },
    })),
    foundBy: "rotate compares generation, exactly",
  },
  {
    mistake: "rotate gives the session as it was before its write",
    open: brokenSessions(({ find, rotate }) => ({
      rotate: async (sid, guard, next) => {
        const session = await find(sid);
        return { rotated: (await rotate(sid, guard, next)).rotated, session };
      },
    })),
    foundBy: "rotate writes what it is told, opens the receipt again, leaves the rest, and gives the session",
  },
  {
    mistake: "rotate is not atomic: others come between its look and its write",
    open: lookThenWrite,
    foundBy: "rotate: of a hundred at once exactly one wins, its write stays, and all are given the session",
  },
  {
    mistake: "rotate writes the whole row back, and a revocation that came between is lost",
    open: lookThenWrite,
    foundBy: "rotate and revoke at once: the end stays, and the rotation happened before it or not at all",
  },
];
