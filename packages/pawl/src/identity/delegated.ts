import { seconds } from "../session/policy.ts";
import { StoreError } from "../session/store.ts";
import { readAnswer } from "./delegated-answer.ts";
import { checkIdentityOptions, type DelegatedIdentityOptions } from "./delegated-options.ts";
import { signatureHeader, signRequest } from "./delegated-signature.ts";
import type { Authenticated, Credentials, Identity } from "./identity.ts";
import { createWorkQueue } from "./work-queue.ts";

const maxBytes = 16 * 1024;

/**
 * An identity that asks the application: credentials go to an endpoint of its own, in whatever language, which answers
 * who that is. The exchange is in docs/identity.md.
 *
 * Guarantees that only an answer with status 200 that names somebody, or nobody, is an answer; everything else (another
 * status, no JSON, a redirect, silence) is none, and 503: unavailable is never unauthenticated. No credential, and nothing
 * that the endpoint said, is in an error. Does not make unknown users cost what known ones do: that is the endpoint's.
 *
 * @throws TypeError that names the option and the fix.
 */
export function delegatedIdentity(options: DelegatedIdentityOptions): Identity {
  const { url, secret, timeoutMs, requestsAtOnce, requestsWaiting } = checkIdentityOptions(options);
  const { fetch: send = fetch, clock = Date.now } = options;
  const inTurn = createWorkQueue({ atOnce: requestsAtOnce, waiting: requestsWaiting });

  async function ask(body: string, signal: AbortSignal): Promise<Authenticated | null> {
    const signature = signRequest(secret, Math.floor(clock() / seconds(1)), body);
    const response = await send(url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        accept: "application/json",
        [signatureHeader]: signature,
      },
      body,
      // The credentials go where the operator said, and nowhere else.
      redirect: "error",
      signal,
    });
    if (response.status !== 200) {
      await response.body?.cancel();
      throw new StoreError(`the identity endpoint answered with status ${response.status} instead of 200`);
    }
    return readAnswer(await bodyOf(response));
  }

  return {
    async authenticate({ email, password }: Credentials) {
      const body = JSON.stringify({ email, password });
      // As with passwords: what is absurdly long is nobody's, and is not sent anywhere.
      if (Buffer.byteLength(body) > maxBytes) return null;
      return inTurn(() => inTime(timeoutMs, (signal) => ask(body, signal)));
    },
  };
}

/** @throws StoreError for more than 16 KiB, which are not read to their end. */
async function bodyOf(response: Response): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > maxBytes) throw new StoreError("the identity endpoint answered with more than 16 KiB");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** @throws StoreError, whatever `run` throws: of a stranger's error only its code is kept, since it may quote the request. */
async function inTime<T>(timeoutMs: number, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  // Not left to the signal alone: a fetch of somebody's own may not look at it.
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new StoreError(`the identity endpoint gave no answer within ${timeoutMs} ms`));
      controller.abort();
    }, timeoutMs);
  });
  try {
    return await Promise.race([run(controller.signal), timeout]);
  } catch (error) {
    if (error instanceof StoreError) throw error;
    throw new StoreError(`the identity endpoint gave no answer${codeOf(error)}`);
  } finally {
    clearTimeout(timer);
  }
}

/** Such as ` (ECONNREFUSED)`; of what wraps an error, that of its cause. Causes may go in a circle, so not for ever. */
function codeOf(error: unknown, depth: number = 3): string {
  const { code, cause } = Object(error) as { code?: unknown; cause?: unknown };
  if (typeof code === "string" && /^[A-Z_]{3,40}$/.test(code)) return ` (${code})`;
  return depth === 0 ? "" : codeOf(cause, depth - 1);
}
