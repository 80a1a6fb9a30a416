import type { Code } from "../protocol/codes.ts";
import type { RefreshRequest } from "../protocol/wire.ts";
import { nothing } from "./call.ts";
import { adopt, type Core, endedError, type HeldToken, obtain, tellTabs } from "./core.ts";
import { SessionError, UnavailableError } from "./errors.ts";
import type { RefreshCause } from "./events.ts";
import { afterRefusal } from "./state.ts";
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

export function createRefresh(core: Core): Refresh {
  const { emit, state } = core;
  let flight: Flight | undefined;

  function granted(grant: Grant, cause: RefreshCause, { waiters }: Flight): HeldToken {
    const { rotation, session } = grant;
    // Landed before anyone is told, so that a listener that refreshes starts a new one.
    flight = undefined;
    const token = adopt(core, grant);
    emit({ type: "refresh_succeeded", cause, rotation, generation: session.generation, waiters });
    if (rotation && rotation !== "unchanged") {
      // The new generation is in place; the one before it need not be kept usable. Nothing depends on it.
      core.call("/receipt", nothing, { accessToken: token.value }).catch(() => undefined);
    }
    return token;
  }

  function refused({ code, reason }: SessionError): void {
    const before = state.get();
    const after = afterRefusal(before, code, reason);
    core.token = undefined;
    state.set(after);
    emit({ type: "refresh_refused", code, reason });
    if (after !== before && after.status === "ended") emit({ type: "session_ended", code, reason });
    // Only news is passed on: a tab that was told to ask, and learns of the end, tells nobody again.
    if (before.status === "signedIn") tellTabs(core);
  }

  async function exchange(mine: Flight, cause: RefreshCause, attempt = 0): Promise<HeldToken> {
    let waitMs = (0.5 + core.random()) * 100 * 2 ** attempt;
    try {
      const body: RefreshRequest = { known_revision: core.revision };
      const { signal } = mine;
      return await obtain(core, "/refresh", { body, signal }, (grant) => granted(grant, cause, mine));
    } catch (error) {
      if (!(error instanceof UnavailableError) || error.code !== "refresh_token_superseded") throw error;
      core.revision = error.revision ?? core.revision;
      if (attempt === supersededRetries) throw error;
      waitMs += error.retryAfterMs ?? 0;
    }
    // Another tab holds, or is about to store, the newest cookie; or the server asks whether this one is really it.
    await new Promise<void>((done) => core.timers.set(done, waitMs));
    return exchange(mine, cause, attempt + 1);
  }

  async function fly(mine: Flight, cause: RefreshCause): Promise<HeldToken> {
    emit({ type: "refresh_started", cause });
    try {
      return await until(mine.signal, exchange(mine, cause));
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
      core.quietUntilMs = core.clock.monotonicMs() + (error.retryAfterMs ?? 0);
      emit({ type: "refresh_unavailable", cause, error });
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
