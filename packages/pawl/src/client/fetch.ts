import { tokenType } from "../protocol/names.ts";
import { asksForRefresh } from "./challenge.ts";
import { type Core, endedError, type HeldToken } from "./core.ts";
import { SessionError, UnavailableError } from "./errors.ts";
import type { Refresh } from "./refresh.ts";
import { until } from "./until.ts";

export function createFetch(core: Core, refresh: Refresh): typeof fetch {
  const { apiOrigins, clock, emit, state } = core;

  /** The token to send now, other than `refused`; undefined when nobody is signed in. */
  async function usableToken(refused?: HeldToken): Promise<HeldToken | undefined> {
    const { status } = state.get();
    if (status === "ended") throw endedError(core);
    const { token } = core;
    const nowMs = clock.monotonicMs();
    // One newer than the one that was refused is as good as a refresh.
    if (status === "signedOut" || (token && token !== refused && nowMs < token.staleAtMs)) return token;
    const retryAfterMs = core.quietUntilMs - nowMs;
    if (retryAfterMs > 0) throw new UnavailableError("the server asked to wait", { retryAfterMs });
    try {
      return await refresh(status === "restoring" ? "restore" : refused ? "unauthorized" : "expired");
    } catch (error) {
      // It turned out that nobody is signed in; public routes answer all the same.
      if (status === "restoring" && state.get().status === "signedOut") return undefined;
      throw error;
    }
  }

  return async (input, init) => {
    const given = input instanceof Request ? input : undefined;
    const url = new URL(given ? given.url : String(input), core.baseUrl);
    const isOurs = (origin: string): boolean => apiOrigins.includes(origin);
    const authorized = new Headers(init?.headers ?? given?.headers).has("authorization");
    if (authorized || !isOurs(url.origin)) return core.fetch(input, init);

    const { body } = init ?? {};
    if (body instanceof ReadableStream) {
      // Read by the first attempt, it would be empty in the second (complaint 55).
      throw new TypeError("client.fetch: a stream cannot be sent twice; pass a string, Blob or bytes.");
    }
    const request = given && init ? new Request(given, init) : given;
    const signal = request?.signal ?? init?.signal ?? undefined;
    signal?.throwIfAborted();

    const before = state.get();
    const owner = before.status === "signedIn" ? before.session : undefined;

    const attempt = (token: HeldToken | undefined, subject: string | undefined): Promise<Response> => {
      // What was started as one user is never sent as another (complaint 50).
      if (token && token.session.subject !== subject) {
        throw new SessionError("session_revoked", { reason: "replaced_by_login" });
      }
      const copy = request?.clone();
      const headers = copy?.headers ?? new Headers(init?.headers);
      if (token) headers.set("authorization", `${tokenType} ${token.value}`);
      return copy ? core.fetch(copy) : core.fetch(input, { ...init, headers });
    };

    const first = await until(signal, usableToken());
    const { subject } = owner ?? first?.session ?? {};
    const response = await attempt(first, subject);
    // After a redirect elsewhere the answer is not of an API that was sent the token, and asks for nothing.
    const elsewhere = response.redirected && !isOurs(new URL(response.url).origin);
    if (!first || elsewhere || !(await asksForRefresh(response))) return response;

    emit({ type: "request_unauthorized", path: url.pathname });
    const second = await until(signal, usableToken(first));
    if (!second) return response;
    emit({ type: "request_retried", path: url.pathname });
    // Nobody will read it, and its connection is free again.
    response.body?.cancel().catch(() => undefined);
    return attempt(second, subject);
  };
}
