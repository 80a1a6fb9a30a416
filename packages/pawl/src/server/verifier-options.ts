import { noSignal, type RevocationSignal } from "../session/revocation-signal.ts";

/** As an `Authorization` header can carry it (RFC 6750 §2.1), and as long as a secret. */
const credential = /^[\w.~+/-]{32,512}=*$/;

/**
 * @param others that must not be among them: who may follow the feed must not thereby be able to log anybody in.
 * @throws TypeError that names the position of a bad credential, never the credential.
 */
export function checkCredentials(
  option: string,
  credentials: unknown = [],
  others: readonly string[] = [],
): readonly string[] {
  if (!Array.isArray(credentials)) {
    throw new TypeError(`${option} must be a list of strings; make one with: openssl rand -base64 48`);
  }
  for (const [position, one] of credentials.entries()) {
    checkCredential(`${option}[${position}]`, one);
    if (others.includes(one)) {
      throw new TypeError(
        `${option}[${position}] has another use already; make one with: openssl rand -base64 48`,
      );
    }
  }
  return [...credentials];
}

/** @throws TypeError that names the option and the fix, never the credential. */
export function checkCredential(name: string, one: unknown): void {
  if (typeof one === "string" && credential.test(one) && new Set(one).size >= 8) return;
  throw new TypeError(
    `${name} must have 32 to 512 characters as base64 has them; make one with: openssl rand -base64 48`,
  );
}

export function checkSignal(signal: Partial<RevocationSignal> | undefined): RevocationSignal {
  if (signal === undefined) return noSignal;
  if (typeof signal?.subscribe === "function" && typeof signal.publish === "function") {
    return signal as RevocationSignal;
  }
  throw new TypeError(
    "revocationSignal must be a signal, such as postgresSignal() of pawl/stores/postgres; leave it out to look once a second",
  );
}
