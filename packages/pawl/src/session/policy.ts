/** `seconds(8)` is 8000: every duration inside Pawl is in milliseconds. */
export const seconds = (n: number): number => n * 1000;
/** `minutes(30)` in milliseconds. */
export const minutes = (n: number): number => seconds(n * 60);
/** `hours(24)` in milliseconds. */
export const hours = (n: number): number => minutes(n * 60);
/** `days(7)` in milliseconds. */
export const days = (n: number): number => hours(n * 24);

/** The lifetimes and rules of every session, in milliseconds; frozen when it is made. */
export interface Policy {
  /**
   * Life of an access token. At most 60 minutes, shorter than the inactivity timeout, and never beyond the end of
   * its session. Default 30 minutes.
   */
  readonly accessTokenLifetimeMs: number;
  /** A session unused for this long is over. Default 7 days. */
  readonly inactivityTimeoutMs: number;
  /** A session this old is over, whatever its use. Default 30 days. */
  readonly absoluteLifetimeMs: number;
  /**
   * For this long after a rotation, its old token is answered with the same successor. Default 10 seconds; must
   * be longer than the client's refresh timeout (8 seconds). 0 is the literal reading of RFC 9700 §4.14.2:
   * every use rotates, and any second use of a token is reuse.
   */
  readonly gracePeriodMs: number;
  /** For this long, an answer that nobody is known to have received is made again. Default 7 days. */
  readonly recoveryPeriodMs: number;
  /**
   * Whether a refresh token that is newer than the store is taken at its word: after a failover that lost the last
   * writes, nobody is logged out. Its cost: a stolen token from the lost time is taken too, and whoever of thief and
   * owner comes second is then found out. Default false: such a token is refused, and nothing is revoked.
   */
  readonly adoptAfterFailover: boolean;
  /** Tolerated difference of clocks when an access token is verified in another process. Default 5 seconds. */
  readonly clockToleranceMs: number;
}

/** What holds where nothing else is said. */
export const defaultPolicy: Policy = Object.freeze({
  accessTokenLifetimeMs: minutes(30),
  inactivityTimeoutMs: days(7),
  absoluteLifetimeMs: days(30),
  gracePeriodMs: seconds(10),
  recoveryPeriodMs: days(7),
  adoptAfterFailover: false,
  clockToleranceMs: seconds(5),
});

/** The options that are durations. */
type DurationName = Exclude<keyof Policy, "adoptAfterFailover">;

const bounds: Readonly<Record<DurationName, readonly [min: number, max: number]>> = {
  accessTokenLifetimeMs: [seconds(1), minutes(60)],
  inactivityTimeoutMs: [seconds(1), days(400)],
  absoluteLifetimeMs: [seconds(1), days(400)],
  gracePeriodMs: [0, minutes(5)],
  recoveryPeriodMs: [0, days(30)],
  clockToleranceMs: [0, seconds(60)],
};

/**
 * Completes and checks a policy. What is not given has its default.
 *
 * @throws TypeError that names the option, what it was and the fix.
 */
export function createPolicy(options: Partial<Policy> = {}): Policy {
  const policy = { ...defaultPolicy };
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined) continue;
    if (name === "adoptAfterFailover") {
      if (typeof value !== "boolean") {
        throw new TypeError(`policy.${name} must be true or false, not ${String(value)}`);
      }
      policy[name] = value;
      continue;
    }
    const bound = Object.hasOwn(bounds, name) ? bounds[name as DurationName] : undefined;
    if (bound === undefined) {
      throw new TypeError(
        `policy.${name} is not an option; the options are ${Object.keys(defaultPolicy).join(", ")}`,
      );
    }
    const [min, max] = bound;
    if (
      !Number.isInteger(value) ||
      // Stryker disable next-line ConditionalExpression: for the types alone, since only numbers are integers.
      typeof value !== "number" ||
      value < min ||
      value > max
    ) {
      throw new TypeError(
        `policy.${name} must be whole milliseconds from ${min} to ${max}, not ${String(value)}; write it as minutes(30) or days(7)`,
      );
    }
    policy[name as DurationName] = value;
  }
  if (policy.inactivityTimeoutMs > policy.absoluteLifetimeMs) {
    throw new TypeError(
      "policy.inactivityTimeoutMs is longer than policy.absoluteLifetimeMs and would never apply; make it shorter",
    );
  }
  // Activity is seen at a refresh, which comes when the access token has expired.
  if (policy.accessTokenLifetimeMs >= policy.inactivityTimeoutMs) {
    throw new TypeError(
      "policy.accessTokenLifetimeMs is not shorter than policy.inactivityTimeoutMs, so active users would be logged out; make it shorter",
    );
  }
  if (policy.recoveryPeriodMs < 2 * policy.gracePeriodMs) {
    throw new TypeError(
      "policy.recoveryPeriodMs is shorter than two grace periods, and recovery begins only then; make it longer",
    );
  }
  return Object.freeze(policy);
}
