import { type Core, endedError, type HeldToken, news } from "./core.ts";
import { SessionError, UnavailableError } from "./errors.ts";
import type { WaitOptions } from "./patience.ts";
import type { Refresh } from "./refresh.ts";
import { until } from "./until.ts";

/** Access tokens for calls. */
export interface Token {
  /**
   * A token of `owner` to send now, other than `refused`; undefined when the page is nobody's.
   */
  usable(
    this: void,
    owner: string | undefined,
    options: WaitOptions & { readonly signal?: AbortSignal | null | undefined },
    refused?: HeldToken,
  ): Promise<HeldToken | undefined>;
}

export function createToken(core: Core, refresh: Refresh): Token {
  const { clock, state } = core;

  async function now(refused?: HeldToken): Promise<HeldToken | undefined> {
    const seen = state.get();
    if (seen.status === "ended") throw endedError(core);
    const { token } = core;
    const nowMs = clock.monotonicMs();
    // One newer than the one that was refused is as good as a refresh.
    const isGood = token && token !== refused && nowMs < token.staleAtMs;
    if (isGood || seen.status === "signedOut") return token;
    const retryAfterMs = core.quietUntilMs - nowMs;
    if (retryAfterMs > 0) {
      // Another tab may have found out, and be gone: from now on this one needs the answer, too, and tries by itself.
      if (!seen.offline) state.set({ ...seen, offline: true });
      throw new UnavailableError("the next attempt is yet to come", { retryAfterMs });
    }
    const isRestoring = seen.status === "restoring";
    try {
      return await refresh(isRestoring ? "restore" : refused ? "unauthorized" : "expired");
    } catch (error) {
      // It turned out that nobody is signed in; public routes answer all the same.
      if (isRestoring && state.get().status === "signedOut") return undefined;
      throw error;
    }
  }

  /** Whether waiting may help against this failure. */
  function mayWait(error: unknown, { whenOffline, whenEnded }: WaitOptions): boolean {
    if (core.closed) return false;
    if (error instanceof UnavailableError) return (whenOffline ?? core.whenOffline) === "wait";
    const last = state.get();
    const back = last.status === "ended" && last.reason !== "replaced_by_login";
    return error instanceof SessionError && back && (whenEnded ?? core.whenEnded) === "wait";
  }

  return {
    async usable(owner, options, refused) {
      for (;;) {
        const seen = state.get();
        try {
          const token = await until(options.signal, now(refused));
          // A late 401 after a logout is handed over as it is.
          if (!owner || owner === token?.session.subject || (refused && !token)) return token;
          // What was started as one user is never sent as another, nor as nobody (complaint 50).
          throw token
            ? new SessionError("session_revoked", { reason: "replaced_by_login" })
            : endedError(core);
        } catch (error) {
          if (!mayWait(error, options)) throw error;
        }
        if (seen === state.get()) await news(core, options.signal);
      }
    },
  };
}
