import { bodyOf } from "../../outgoing/body-of.ts";
import { inTime } from "../../outgoing/in-time.ts";
import { parseStrictJson } from "../../tokens/strict-json.ts";
import type { Clock } from "../ports.ts";
import type { PushReceiver } from "./push-receiver.ts";
import { type Attempt, type Refusal, refusals } from "./step-after.ts";

/** Sends one token to a receiver; aborting the signal gives it up. Never rejects. */
export type PostToken = (receiver: PushReceiver, token: string, signal: AbortSignal) => Promise<Attempt>;

export interface PostTokenParts {
  readonly send: typeof fetch;
  readonly clock: Clock;
  /** For the whole exchange. */
  readonly timeoutMs: number;
}

const whom = "the receiver";
/** Enough for a reason and a sentence. */
const maxBytes = 4096;

/**
 * The request of RFC 8935 §2.1. Follows no redirect: the token and the authorization go where the operator said, and nowhere
 * else. Of an answer the status, `Retry-After` and a registered reason are kept, and nothing that the receiver has made up.
 */
export function createPostToken({ send, clock, timeoutMs }: PostTokenParts): PostToken {
  async function post(receiver: PushReceiver, token: string, signal: AbortSignal): Promise<Attempt> {
    const { endpoint, authorization } = receiver;
    const response = await send(endpoint, {
      method: "POST",
      headers: {
        "content-type": "application/secevent+jwt",
        accept: "application/json",
        ...(authorization === undefined ? {} : { authorization }),
      },
      body: token,
      redirect: "manual",
      signal,
    });
    const { status, headers } = response;
    const retryAfterMs = readRetryAfter(headers.get("retry-after"), clock());
    if (status === 400) return { kind: "answered", status, err: await refusalIn(response), retryAfterMs };
    await response.body?.cancel();
    return { kind: "answered", status, err: null, retryAfterMs };
  }

  return async (receiver, token, signal) => {
    try {
      return await inTime({ whom, timeoutMs, signal, run: (limit) => post(receiver, token, limit) });
    } catch (error) {
      return { kind: "no_answer", error };
    }
  };
}

/** @throws StoreError for more than 4 KiB: who goes on and on has not answered. */
async function refusalIn(response: Response): Promise<Refusal> {
  const said = parseStrictJson(await bodyOf(response, maxBytes, whom), 4);
  const { err } = Object(said) as { readonly err?: unknown };
  return refusals.find((known) => known === err) ?? null;
}

/** Seconds, or a date (RFC 9110 §10.2.3); what is neither, or over, is 0. */
export function readRetryAfter(text: string | null, now: number): number {
  if (text === null) return 0;
  const ms = /^\d{1,9}$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
  return Number.isFinite(ms) ? Math.max(0, ms) : 0;
}
