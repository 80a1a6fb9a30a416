import { bodyOf } from "../outgoing/body-of.ts";
import { inTime } from "../outgoing/in-time.ts";
import { seconds } from "../session/policy.ts";
import { StoreError } from "../session/store.ts";
import { readAnswer } from "./delegated-answer.ts";
import { checkIdentityOptions, type DelegatedIdentityOptions } from "./delegated-options.ts";
import { signatureHeader, signRequest } from "./delegated-signature.ts";
import type { Authenticated, Credentials, Identity } from "./identity.ts";
import { createWorkQueue } from "./work-queue.ts";

const whom = "the identity endpoint";
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
      throw new StoreError(`${whom} answered with status ${response.status} instead of 200`);
    }
    return readAnswer(await bodyOf(response, maxBytes, whom));
  }

  return {
    async authenticate({ email, password }: Credentials) {
      const body = JSON.stringify({ email, password });
      // As with passwords: what is absurdly long is nobody's, and is not sent anywhere.
      if (Buffer.byteLength(body) > maxBytes) return null;
      return inTurn(() => inTime({ whom, timeoutMs, run: (signal) => ask(body, signal) }));
    },
  };
}
