import { watchActivity } from "./activity.ts";
import type { Core } from "./core.ts";
import type { Refresh } from "./refresh.ts";

/** `setTimeout` takes no more: a little under 25 days. */
const longestTimerMs = 2 ** 31 - 1;

/** Activity that the server has not been told of in an answer just made is told again after so long. */
const leastMs = 5000;

/** What the server already knows of, up to the way of a request. */
const toleranceMs = 2000;

/**
 * Refreshes ahead of time while the user is active in the visible page, at about 80 % of the token's lifetime (and of
 * the inactivity timeout, so that no active user reaches it); and asks once more when the session should have ended,
 * so that the page says so by itself. Until the returned function is called.
 *
 * From then on refreshes tell how long the user has been inactive; without this, each counts as activity.
 */
export function refreshAhead(core: Core, refresh: Refresh): () => void {
  const { state, clock, timers, random } = core;
  let dueTimer: unknown;
  let endTimer: unknown;
  let dueAtMs = Number.POSITIVE_INFINITY;

  const activity = watchActivity(clock, attend);
  core.idleMs = () => clock.monotonicMs() - activity.lastMs();

  const ask = (cause: "proactive" | "ending"): void => void refresh(cause).catch(() => undefined);

  function attend(): void {
    const now = state.get();
    if (now.status !== "signedIn" || now.offline || document.visibilityState !== "visible") return;
    if (clock.monotonicMs() < dueAtMs) return;
    const knownMs = now.session.lastActiveAt - now.issuedAt + now.receivedAtMs;
    if (activity.lastMs() <= knownMs + toleranceMs) return;
    // Once; the answer plans the next.
    dueAtMs = Number.POSITIVE_INFINITY;
    ask("proactive");
  }

  function plan(): void {
    timers.clear(dueTimer);
    timers.clear(endTimer);
    const now = state.get();
    if (now.status !== "signedIn") return;
    const { session, issuedAt, receivedAtMs, expiresInMs } = now;
    const passedMs = clock.monotonicMs() - receivedAtMs;
    const inactivityMs = session.inactivityExpiresAt - issuedAt;
    const share = 0.75 + 0.1 * random();
    const dueInMs = Math.max(leastMs, share * Math.min(expiresInMs, inactivityMs));
    dueAtMs = receivedAtMs + Math.min(dueInMs, expiresInMs);
    dueTimer = timers.set(attend, dueAtMs - receivedAtMs - passedMs);
    const endInMs = Math.min(inactivityMs, session.expiresAt - issuedAt) - passedMs;
    // Not all tabs at once, and not a moment too early.
    endTimer = timers.set(() => ask("ending"), Math.min(endInMs + 500 + random() * 1000, longestTimerMs));
  }

  const unsubscribe = state.subscribe(plan);
  plan();
  return () => {
    unsubscribe();
    activity.stop();
    timers.clear(dueTimer);
    timers.clear(endTimer);
    core.idleMs = undefined;
  };
}
