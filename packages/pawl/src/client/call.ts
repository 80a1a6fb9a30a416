import { csrfHeader, csrfHeaderValue, type routes, tokenType } from "../protocol/names.ts";
import { believedMs } from "./backoff.ts";
import { SessionError, UnavailableError } from "./errors.ts";
import { listen } from "./listen.ts";
import type { Settings } from "./settings.ts";
import { until } from "./until.ts";
import { readRefusal } from "./wire.ts";

export interface CallOptions {
  readonly body?: unknown;
  readonly accessToken?: string | undefined;
  /** Gives the call up. */
  readonly signal?: AbortSignal;
}

/**
 * One POST to the auth server, sent before this returns.
 *
 * Resolves with what `read` makes of a good answer; undefined means that it is not one of ours. Rejects with
 * `SessionError` when our own typed problem says no, and with an `UnavailableError` or whatever `fetch` threw for
 * everything else: no network, no answer in time, 429, 5xx, proxies, portals. Always settles, even if `fetch` never
 * does.
 */
export type Call = <T>(
  path: (typeof routes)[keyof typeof routes],
  read: (body: unknown, status: number) => T | undefined,
  options: CallOptions,
) => Promise<T>;

export function createCall({ authUrl, credentials, fetch, timers, refreshTimeoutMs }: Settings): Call {
  return (path, read, { body, accessToken, signal: outer }) => {
    const controller = new AbortController();
    const { signal } = controller;
    const giveUp = (): void => controller.abort();
    const stopListening = listen(outer, ["abort"], giveUp);
    // A page that is left may be kept as it is, frozen: with the call, and the lock around it.
    const stay = listen(path === "/logout" ? undefined : globalThis, ["pagehide"], giveUp);
    const timer = timers.set(
      () => controller.abort(new UnavailableError("no answer in time")),
      refreshTimeoutMs,
    );

    const exchange = async () => {
      const response = await fetch(authUrl + path, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          [csrfHeader]: csrfHeaderValue,
          ...(accessToken && { authorization: `${tokenType} ${accessToken}` }),
        },
        body: body ? JSON.stringify(body) : null,
        credentials,
        cache: "no-store",
        redirect: "error",
        // Closing the page right after the click must not keep the session alive (complaint 28).
        keepalive: path === "/logout",
        signal,
      });
      const { ok, status } = response;
      const answer: unknown = await response.json().catch(() => undefined);
      const value = ok ? read(answer, status) : undefined;
      if (value) return value;
      const refusal = readRefusal(response.headers, answer);
      // 409, 429 and 5xx are for another time: nobody has decided anything.
      if (refusal && status < 500 && status !== 409 && status !== 429)
        throw new SessionError(refusal.code, refusal);
      throw new UnavailableError(`no usable answer: status ${status}`, {
        status,
        code: refusal?.code,
        revision: refusal?.revision,
        // In seconds (RFC 9110 §10.2.3). A date is ignored: to read it would take the wall clock.
        retryAfterMs: believedMs(Number(response.headers.get("retry-after")) * 1000) || undefined,
      });
    };

    return until(signal, exchange()).finally(() => {
      timers.clear(timer);
      stopListening();
      stay();
    });
  };
}

/** Reads an answer that has no body: 204 and nothing else, for a portal's page is 200. */
export function nothing(_body: unknown, status: number): boolean {
  return status === 204;
}
