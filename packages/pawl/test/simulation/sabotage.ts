import { setTimeout as sleep } from "node:timers/promises";
import type { SessionEnd } from "../../src/session/session.ts";
import type { RotationGuard, RotationResult, RotationWrite } from "../../src/session/store.ts";
import { passes } from "../../src/stores/passes.ts";
import type { Store } from "../../src/stores/store.ts";
import { aroundStore } from "../support/around-store.ts";

/** Get, compare, and then set: what rotation must not be. Whoever writes last has the session, and not always the jar. */
export function withoutAtomicRotation(store: Store): Store {
  let rotations = 0;
  const { find, rotate } = store.sessions;
  return aroundStore(store, async ({ verb, parameters }, run): Promise<unknown> => {
    if (verb !== "sessions.rotate") return run();
    const [sid, guard, next] = parameters as [string, RotationGuard, RotationWrite];
    let session = await find(sid);
    if (session === undefined || !passes(session, guard)) return { rotated: false, session };
    // Time enough for another to compare with the same.
    await sleep(25);
    let result: RotationResult = { rotated: false, session };
    while (!result.rotated && session !== undefined && session.ended === null) {
      result = await rotate(sid, { ...guard, ...anything, ...session }, next);
      session = result.session;
    }
    // Every other answer is overtaken by the one after it.
    await sleep(rotations++ % 2 === 0 ? 50 : 0);
    return result;
  });
}

/** A guard that lets through whatever generation and hash it is completed with. */
const anything = {
  unreceived: false,
  rotatedAtMost: Number.MAX_SAFE_INTEGER,
  activeAfter: 0,
  expiresAfter: 0,
};

/** Says that it has ended a stolen session, and has not. */
export function withoutRevocationOfTheft(store: Store): Store {
  return aroundStore(store, async ({ verb, parameters }, run) => {
    const [, end] = parameters as [string, SessionEnd];
    return verb === "sessions.revoke" && end.reason === "refresh_token_reused" ? true : run();
  });
}
