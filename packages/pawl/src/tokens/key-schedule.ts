import type { SigningAlgorithm } from "./algorithms.ts";
import { maxAccessTokenLifetimeSeconds } from "./limits.ts";

/**
 * The life of a signing key: announced, so that everybody knows it before they meet it; signing; retired, until the last
 * token that it signed has expired. All of it follows from the keys in the store and the time, so that nodes agree
 * without talking. Pure: no clock, no I/O.
 */
export type KeyState = "announced" | "signing" | "retired";

/** What the schedule needs to know of a key. */
export interface PlannedKey {
  readonly kid: string;
  readonly alg: SigningAlgorithm;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** From when it signs, until another one does. */
  readonly signsAt: number;
}

/** How long things take, in milliseconds. */
export interface KeySchedule {
  /** A key signs for this long. */
  readonly rotateEveryMs: number;
  /** A key is shown for this long before it signs. */
  readonly announceMs: number;
  /** A key is kept for this long after the next one has begun to sign. */
  readonly keepMs: number;
  /** A node knows the keys of the store as they were this long ago, or better. */
  readonly rereadMs: number;
}

/** How long anybody may keep a copy of the JWKS: the `max-age` of its answer. */
export const jwksMaxAgeMs: number = 5 * 60 * 1000;

const rereadMs = 60 * 1000;
/** The clocks of two nodes may differ by this much. */
const clockDifferenceMs = 4 * 60 * 1000;
/** So much later than the one that makes or removes a key does the slowest other node notice. */
const marginMs = rereadMs + clockDifferenceMs;
/** Whole seconds are rounded away twice, and other processes allow for clocks: 60 s at most, by `session/policy.ts`. */
const longestTokenMs = (maxAccessTokenLifetimeSeconds + 2 + 60) * 1000;

/** The schedule of a running system; only how often is a matter of taste. */
export function keySchedule(rotateEveryMs: number): KeySchedule {
  return { rotateEveryMs, announceMs: jwksMaxAgeMs + marginMs, keepMs: longestTokenMs + marginMs, rereadMs };
}

/** In the order in which they sign; of two with one instant, the one that was inserted later is later. */
function inTurn<Key extends PlannedKey>(keys: readonly Key[]): Key[] {
  return keys.toSorted((a, b) => a.signsAt - b.signsAt);
}

/**
 * The key that signs: of those whose time has come, the latest. Before anybody's time, the first: a node whose clock is
 * behind must not be without one.
 *
 * @param keys in the order in which they were inserted.
 */
export function signerAt<Key extends PlannedKey>(keys: readonly Key[], now: number): Key | undefined {
  const planned = inTurn(keys);
  return planned.findLast(({ signsAt }) => signsAt <= now) ?? planned[0];
}

/** A key and where it is in its life. */
export interface KeyStanding<Key extends PlannedKey = PlannedKey> {
  readonly key: Key;
  readonly state: KeyState;
  /** When it came to this state. */
  readonly beganAt: number;
  /** When it leaves it: signs, is succeeded (as planned, if there is no successor yet) or may be removed. */
  readonly endsAt: number;
}

/**
 * Where each key is in its life, in the order in which they sign. Retired ones whose `endsAt` has passed may be removed.
 *
 * @param keys in the order in which they were inserted.
 */
export function standingsAt<Key extends PlannedKey>(
  keys: readonly Key[],
  { rotateEveryMs, keepMs }: Pick<KeySchedule, "rotateEveryMs" | "keepMs">,
  now: number,
): KeyStanding<Key>[] {
  const signer = signerAt(keys, now);
  let state: KeyState = "retired";
  return inTurn(keys).map((key, i, planned) => {
    const { createdAt, signsAt } = key;
    const nextAt = planned[i + 1]?.signsAt;
    if (state === "signing") state = "announced";
    if (key === signer) state = "signing";
    if (state === "announced") return { key, state, beganAt: createdAt, endsAt: signsAt };
    if (state === "signing")
      return { key, state, beganAt: signsAt, endsAt: nextAt ?? signsAt + rotateEveryMs };
    // Stryker disable next-line LogicalOperator: for the types alone, since a retired key has a successor.
    const retiredAt = nextAt ?? signsAt;
    return { key, state, beganAt: retiredAt, endsAt: retiredAt + keepMs };
  });
}

/**
 * Whether a key should be announced now: there is none; or the last one is about to end its time; or it is for another
 * algorithm than is wanted by now. While one is announced, no further one is.
 */
export function isKeyDue(
  keys: readonly PlannedKey[],
  alg: SigningAlgorithm,
  { rotateEveryMs, announceMs }: Pick<KeySchedule, "rotateEveryMs" | "announceMs">,
  now: number,
): boolean {
  const last = inTurn(keys).at(-1);
  if (last === undefined) return true;
  if (last.signsAt > now) return false;
  return last.alg !== alg || now >= last.signsAt + rotateEveryMs - announceMs;
}

/** From when a key signs that is to sign at once: not before the one that does, whatever this node's clock says. */
export function signsAtOnce(keys: readonly PlannedKey[], now: number): number {
  return Math.max(now, signerAt(keys, now)?.signsAt ?? now);
}
