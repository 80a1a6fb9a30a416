import type { Code } from "../protocol/codes.ts";
import type { RefreshRequest } from "../protocol/wire.ts";
import { nothing } from "./call.ts";
import { adopt, type Core, endedError, fence, type HeldToken, obtain, tellTabs } from "./core.ts";
import { SessionError, UnavailableError } from "./errors.ts";
import type { RefreshCause } from "./events.ts";
import { afterRefusal, ownerOf, sessionOf } from "./state.ts";
import { until } from "./until.ts";
import type { Grant } from "./wire.ts";

/**
 * A new access token, by the one refresh in flight or a new one. Every waiter settles: with the token, with a
 * `SessionError` when the server said that there is no session, or with an `UnavailableError`.
 */
export type Refresh = (cause: RefreshCause) => Promise<HeldToken>;

interface Flight {
  readonly signal: AbortSignal;
  readonly promise: Promise<HeldToken>;
  waiters: number;
}

/** The only codes that may end a session. All else, whatever it says, says nothing about the session. */
const endings: readonly Code[] = [
  "refresh_token_missing",
  "refresh_token_unknown",
  "refresh_token_reused",
  "session_expired",
  "session_revoked",
];

const supersededRetries = 3;

/** The token that another tab was given is on its way here, by the time that it lets the lock go. */
const hearsayMs = 100;

/** @param failed is told of each refresh that got no answer. */
export function createRefresh(core: Core, failed: (error: UnavailableError) => void): Refresh {
  const { emit, state, timers, clock } = core;
  let flight: Flight | undefined;

  const pause = (delayMs: number): Promise<void> => new Promise((done) => timers.set(done, delayMs));

  function granted(grant: Grant, cause: RefreshCause, { waiters }: Flight): HeldToken {
    const { rotation, session } = grant;
    // Landed before anyone is told, so that a listener that refreshes starts a new one.
    flight = undefined;
    core.channel?.post({ v: 1, kind: "granted", body: grant.body });
    if ((ownerOf(state.get()) ?? session.subject) !== session.subject) fence(core);
    const token = adopt(core, grant);
    emit({ type: "refresh_succeeded", cause, rotation, generation: session.generation, waiters });
    if (rotation && rotation !== "unchanged") {
      // The new generation is in place; the one before it need not be kept usable. Nothing depends on it.
      core.call("/receipt", nothing, { accessToken: token.value }).catch(() => undefined);
    }
    return token;
  }

  function refused({ code: said, reason: told }: SessionError): void {
    const before = state.get();
    const missing = said === "refresh_token_missing";
    // The cookie went with the answer to another tab, which was told why.
    const heard = missing ? core.heardEnd : undefined;
    const code = endings.find((ending) => ending === heard?.code) ?? said;
    // The browser drops the cookie at the absolute end, a second early at most: then nobody else can tell why.
    const session = sessionOf(before);
    const serverNow = clock.monotonicMs() + (core.serverOffsetMs ?? 0);
    const isOver = missing && session && serverNow >= session.expiresAt - 2000;
    const reason = heard?.reason ?? (isOver ? "absolute_lifetime" : told);
    const after = afterRefusal(before, code, reason);
    core.token = undefined;
    state.set(after);
    emit({ type: "refresh_refused", code, reason });
    if (after !== before && after.status === "ended") emit({ type: "session_ended", code, reason });
    // Only news is passed on: a tab that was told to ask, and learns of the end, tells nobody again.
    if (session) tellTabs(core, { subject: session.subject, code, reason });
  }

  async function exchange(mine: Flight, cause: RefreshCause, attempt = 0): Promise<HeldToken> {
    const { token } = core;
    // Of those that waited for the lock, all but the first find what it was given, or that nothing can be had now.
    const found = async (): Promise<HeldToken | undefined> => {
      // Who has no token would not take that one anyway, and a page is waiting to be shown.
      if (token && core.token === token) await pause(hearsayMs);
      const retryAfterMs = core.quietUntilMs - clock.monotonicMs();
      if (retryAfterMs > 0) throw new UnavailableError("another tab had no answer", { retryAfterMs });
      return core.token === token ? undefined : core.token;
    };
    const body = (): RefreshRequest => ({
      known_revision: core.revision,
      inactive_for: core.idleMs && Math.ceil(core.idleMs() / 1000),
    });
    try {
      const { signal } = mine;
      return await obtain(core, "/refresh", { body, signal }, (grant) => granted(grant, cause, mine), found);
    } catch (error) {
      const { code, revision = core.revision, retryAfterMs = 0 } = error as UnavailableError;
      if (code !== "refresh_token_superseded") throw error;
      core.revision = revision;
      if (attempt === supersededRetries) throw error;
      // Another tab holds, or is about to store, the newest cookie; or the server asks whether this one is really it.
      await pause(retryAfterMs + (0.5 + core.random()) * 100 * 2 ** attempt);
    }
    return exchange(mine, cause, attempt + 1);
  }

  async function fly(mine: Flight, cause: RefreshCause): Promise<HeldToken> {
    emit({ type: "refresh_started", cause });
    try {
      // Logged out here, whether or not the server has heard of it: its cookie signs nobody in again.
      if (core.tombstone.stands()) throw endedError(core);
      const token = await until(mine.signal, exchange(mine, cause));
      // Landed already, unless another tab was given it.
      if (flight === mine) flight = undefined;
      return token;
    } catch (thrown) {
      if (mine.signal.aborted) {
        // It no longer counts: its waiters go by what is true now.
        if (core.token) return core.token;
        if (core.closed || state.get().status === "restoring") return refresh("restore");
        throw endedError(core);
      }
      flight = undefined;
      if (thrown instanceof SessionError && endings.includes(thrown.code)) {
        refused(thrown);
        throw thrown;
      }
      // What else our server says no to (a lost CSRF header, two cookies) is no end either.
      const error =
        thrown instanceof UnavailableError
          ? thrown
          : new UnavailableError("no answer", thrown as SessionError);
      emit({ type: "refresh_unavailable", cause, error });
      failed(error);
      throw error;
    }
  }

  function refresh(cause: RefreshCause): Promise<HeldToken> {
    const { signal } = core.epoch;
    if (flight?.signal !== signal) {
      const mine: Flight = {
        signal,
        waiters: 0,
        // Takes off once it is known as the one in flight: whoever is told of it may ask for another.
        promise: Promise.resolve().then(() => fly(mine, cause)),
      };
      flight = mine;
    }
    flight.waiters++;
    return flight.promise;
  }

  return refresh;
}
