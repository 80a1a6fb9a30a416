import { tokenType } from "../protocol/names.ts";
import { type BodyOptions, sendable } from "./body.ts";
import { asksForRefresh } from "./challenge.ts";
import type { Core, HeldToken } from "./core.ts";
import type { WaitOptions } from "./patience.ts";
import { ownerOf } from "./state.ts";
import type { Token } from "./token.ts";

/** What `client.fetch` takes besides what `fetch` takes. */
export interface ClientRequestInit extends RequestInit, WaitOptions, BodyOptions {
  /**
   * Sends an `Idempotency-Key` with the request and with its repetition, so that an API that knows the header does
   * the work once: `true` for a new random one, or the caller's own (draft-ietf-httpapi-idempotency-key-header).
   */
  idempotencyKey?: boolean | string | undefined;
}

/**
 * `fetch`, with the access token for the origins that may have it, and with what `ClientRequestInit` adds; what it
 * guarantees and throws stands with `Client.fetch`.
 */
export type ClientFetch = (input: RequestInfo | URL, init?: ClientRequestInit) => Promise<Response>;

export function createFetch(core: Core, { usable }: Token): ClientFetch {
  const { mayReceiveToken, emit } = core;

  return async (input, init) => {
    const given = input instanceof Request ? input : undefined;
    const url = new URL(given ? given.url : String(input), core.baseUrl);
    const ownHeaders = new Headers(init?.headers ?? given?.headers);
    if (ownHeaders.has("authorization") || !mayReceiveToken(url)) return core.fetch(input, init);

    const owner = ownerOf(core.state.get());
    // Null in init takes the place of the request's own, as with `fetch`.
    const { signal = given?.signal } = init ?? {};
    signal?.throwIfAborted();
    const { idempotencyKey, ...fixed } = await sendable(init, signal);
    if (idempotencyKey && !ownHeaders.has("idempotency-key")) {
      ownHeaders.set("idempotency-key", idempotencyKey === true ? crypto.randomUUID() : idempotencyKey);
    }
    const request = given && new Request(given, { ...fixed, headers: ownHeaders });

    const attempt = (token: HeldToken | undefined): Promise<Response> => {
      const copy = request?.clone();
      const headers = copy?.headers ?? new Headers(ownHeaders);
      if (token) headers.set("authorization", `${tokenType} ${token.value}`);
      return copy ? core.fetch(copy) : core.fetch(input, { ...fixed, headers });
    };

    const asked = { ...init, signal };
    const first = await usable(owner, asked);
    const response = await attempt(first);
    // After a redirect elsewhere the answer is not of an API that was sent the token, and asks for nothing.
    const elsewhere = response.redirected && !mayReceiveToken(new URL(response.url));
    if (!first || elsewhere || !(await asksForRefresh(response))) return response;

    emit({ type: "request_unauthorized", path: url.pathname });
    const second = await usable(first.session.subject, asked, first);
    if (!second) return response;
    emit({ type: "request_retried", path: url.pathname });
    // Nobody will read it, and its connection is free again.
    response.body?.cancel().catch(() => undefined);
    return attempt(second);
  };
}
