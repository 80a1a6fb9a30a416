import { watchActivity } from "./activity.ts";
import type { Ask, Core } from "./core.ts";
import { isVisible } from "./listen.ts";

/** `setTimeout` takes no more: a little under 25 days. */
const longestTimerMs = 2 ** 31 - 1;

const never = Number.POSITIVE_INFINITY;

/** Activity that the server has not been told of in an answer just made is told again after so long. */
const leastMs = 5000;

/** What the server already knows of, up to the way of a request. */
const toleranceMs = 2000;

/**
 * Refreshes ahead of time while the user is active in the visible page, at about 80 % of the token's lifetime, and
 * before half of the inactivity timeout, so that no active user reaches it; and asks once more when the session should
 * have ended, so that the page says so by itself.
 *
 * From then on refreshes tell how long the user has been inactive; without this, each counts as activity.
 */
export function refreshAhead(core: Core, ask: Ask): void {
  const { state, clock, timers, random } = core;
  let dueTimer: unknown;
  let endTimer: unknown;
  let dueAtMs = never;
  let knownMs = 0;

  const activity = watchActivity(clock, attend);
  core.idleMs = () => clock.monotonicMs() - activity.lastMs();

  function attend(): void {
    if (clock.monotonicMs() < dueAtMs || !isVisible()) return;
    if (activity.lastMs() <= knownMs + toleranceMs) return;
    // Once; the answer plans the next.
    dueAtMs = never;
    ask("proactive");
  }

  function plan(): void {
    timers.clear(dueTimer);
    timers.clear(endTimer);
    dueAtMs = never;
    const now = state.get();
    // Offline, the recovery asks.
    if (now.status !== "signedIn" || now.offline) return;
    const { session, issuedAt, receivedAtMs, expiresInMs } = now;
    const passedMs = clock.monotonicMs() - receivedAtMs;
    const { expiresAt, inactivityExpiresAt, lastActiveAt } = session;
    const share = 0.75 + 0.1 * random();
    // At the absolute end there is nothing to be gained: what came next could live no longer.
    const tokenMs = issuedAt + expiresInMs + toleranceMs < expiresAt ? share * expiresInMs : never;
    // Within half of the inactivity timeout: a warning comes later, and is gone as soon as the user does something.
    const halfMs = (inactivityExpiresAt - lastActiveAt) / 2;
    const idleMs = inactivityExpiresAt < expiresAt ? lastActiveAt - issuedAt + share * halfMs : never;
    const dueInMs = Math.max(leastMs, Math.min(tokenMs, idleMs));
    dueAtMs = receivedAtMs + dueInMs;
    knownMs = receivedAtMs + lastActiveAt - issuedAt;
    dueTimer = timers.set(attend, Math.min(dueInMs - passedMs, longestTimerMs));
    const endInMs = Math.min(inactivityExpiresAt, expiresAt) - issuedAt - passedMs;
    // Not all tabs at once, not a moment too early, and no storm if the server goes on all the same.
    const endingMs = Math.max(endInMs, 0) + 500 + random() * 1000;
    endTimer = timers.set(() => ask("ending"), Math.min(endingMs, longestTimerMs));
  }

  plan();
  core.stops.push(state.subscribe(plan), activity.stop, () => {
    timers.clear(dueTimer);
    timers.clear(endTimer);
  });
}
