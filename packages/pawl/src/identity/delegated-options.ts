import { faultOfUrl } from "../outgoing/fault-of-url.ts";
import { minutes, seconds } from "../session/policy.ts";

/** Where the users are, and how that place knows who asks. */
export interface DelegatedIdentityOptions {
  /** The application's endpoint; https, or this machine. */
  readonly url: string;
  /** Signs each request; 32 bytes or more, the same there: `openssl rand -base64 48`. */
  readonly secret: string;
  /** The whole exchange may take so long, in milliseconds from 100 to 60 000. Default 5 seconds. */
  readonly timeoutMs?: number | undefined;
  /** Questions asked at once; default 32. */
  readonly requestsAtOnce?: number | undefined;
  /** Logins that may wait for their turn; one more is answered 503. Default 64. */
  readonly requestsWaiting?: number | undefined;
  /** Default the platform's. */
  readonly fetch?: typeof fetch | undefined;
  /** Milliseconds since the epoch; default the system's clock. */
  readonly clock?: (() => number) | undefined;
}

type CheckedIdentityOptions = {
  readonly [Name in "url" | "secret" | "timeoutMs" | "requestsAtOnce" | "requestsWaiting"]-?: NonNullable<
    DelegatedIdentityOptions[Name]
  >;
};

/** @throws TypeError that names the option and the fix, and never holds the secret. */
export function checkIdentityOptions(options: DelegatedIdentityOptions): CheckedIdentityOptions {
  const { secret, timeoutMs = seconds(5), requestsAtOnce = 32, requestsWaiting = 64 } = options ?? {};
  const url = checkUrl(options?.url);
  const isSecret = typeof secret === "string" && Buffer.byteLength(secret) >= 32 && new Set(secret).size >= 8;
  if (!isSecret) {
    throw new TypeError(
      "secret must have 32 bytes or more, the same as at the endpoint; make one with: openssl rand -base64 48",
    );
  }
  checkCount("timeoutMs", timeoutMs, 100, minutes(1));
  checkCount("requestsAtOnce", requestsAtOnce, 1, Number.MAX_SAFE_INTEGER);
  checkCount("requestsWaiting", requestsWaiting, 0, Number.MAX_SAFE_INTEGER);
  for (const name of ["fetch", "clock"] as const) {
    if (options[name] !== undefined && typeof options[name] !== "function") {
      throw new TypeError(`${name} must be a function; leave it out for the default`);
    }
  }
  return { url, secret, timeoutMs, requestsAtOnce, requestsWaiting };
}

/** Passwords travel by it: https, or this machine. */
function checkUrl(value: unknown): string {
  const fault = faultOfUrl(value);
  if (fault?.is === "no_url") {
    throw new TypeError(
      "url must be an absolute URL without a user, such as http://127.0.0.1:8000/auth/verify",
    );
  }
  if (fault?.is === "open") {
    throw new TypeError(
      `url must use https, since ${fault.hostname} is not this machine and passwords travel by it`,
    );
  }
  return new URL(String(value)).href;
}

function checkCount(name: string, value: unknown, min: number, max: number): void {
  if (Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max) return;
  const range = max === Number.MAX_SAFE_INTEGER ? `of ${min} or more` : `from ${min} to ${max}`;
  throw new TypeError(`${name} must be a whole number ${range}; leave it out for the default`);
}
