import type { Session } from "../../src/session/session.ts";
import type { Theft } from "./thief.ts";
import type { Use } from "./world.ts";

/**
 * `caught`: the session ended, as stolen. `unused`: the thief never got round to it, or the session was over before.
 * `unseen`: it goes on, and the rules promise nothing yet.
 */
export type Verdict = { readonly kind: "caught" | "unused" | "unseen" | "broken"; readonly why?: string };

/**
 * Judges one theft by what was promised: of a thief and an owner whose uses are further apart than two grace periods, the
 * thief is answered once at most. When they come again after the owner has been answered, the session ends; or, if they
 * hide behind what they claim not to have seen, they get nothing.
 *
 * @param uses those of the owner and of the thief, in order.
 * @param apartMs two grace periods, and what clocks may differ by.
 * @param row the session in the end.
 */
export function judgeTheft(
  theft: Pick<Theft, "name" | "kind">,
  uses: readonly Use[],
  row: Session | undefined,
  apartMs: number,
): Verdict {
  const byThief = uses.filter(({ who }) => who === theft.name);
  if (byThief.length === 0) return { kind: "unused" };
  const isCaught = row?.ended?.reason === "refresh_token_reused";
  if (isCaught) return { kind: "caught" };
  // Whoever is told that a session has ended must be able to rely on it.
  if (uses.some(({ outcome }) => outcome === "refresh_token_reused")) {
    return { kind: "broken", why: "the session was said to be ended as stolen, and it goes on" };
  }
  const again = secondUse(theft, uses, apartMs);
  if (again === undefined) return { kind: "unseen" };
  if (theft.kind === "bold") return { kind: "broken", why: "the thief came a second time, and went unseen" };
  if (again.status === 200) return { kind: "broken", why: "the thief hid, and was given a token again" };
  return { kind: "unseen" };
}

/** The thief's next use after both, the thief and then the owner, were answered; each long after the other. */
function secondUse({ name }: Pick<Theft, "name">, uses: readonly Use[], apartMs: number): Use | undefined {
  const isDecided = ({ status }: Use) => status === 200 || status === 401 || status === 409;
  const decided = uses.filter(isDecided);
  for (const [index, first] of decided.entries()) {
    if (first.who !== name || first.status !== 200 || !isAfter(decided.slice(0, index), first)) continue;
    // Whoever of the two did something in between did it within one stretch of their own.
    const later = decided.slice(index + 1);
    const [owner] = later;
    if (owner === undefined || owner.who === name || owner.beganAt - first.endedAt < apartMs) continue;
    const thiefAt = later.findIndex(({ who }) => who === name);
    const again = later[thiefAt];
    if (again === undefined) continue;
    const between = later.slice(0, thiefAt);
    if (between.some(({ status }) => status === 200) && isAfter(between, again)) return again;
  }
  return undefined;

  /** Long after each use of the owner among those. */
  function isAfter(before: readonly Use[], use: Use): boolean {
    return before.every(({ who, endedAt }) => who === name || use.beganAt - endedAt >= apartMs);
  }
}
