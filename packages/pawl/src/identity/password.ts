import { randomBytes } from "node:crypto";
import { canonicalEmail } from "./email.ts";
import type { Authenticated, Credentials, Identity } from "./identity.ts";
import { createPasswordHashing } from "./password-hash.ts";
import type { User, UserStore } from "./user-store.ts";
import { createWorkQueue } from "./work-queue.ts";

/** NIST SP 800-63B-4 §3.1.1.2 for a password that is the only factor; counted in code points. */
export const minPasswordLength = 15;
/** Longer ones are refused openly, never cut. */
export const maxPasswordBytes = 1024;

/** Where the users are, and how much hashing may go on at once. */
export interface PasswordIdentityOptions {
  readonly users: UserStore;
  /** Hashes computed at once; default 2. Each takes 19 MiB and about 20 ms of a core. */
  readonly hashesAtOnce?: number | undefined;
  /** Logins that may wait for a hash; one more is answered 503. Default 64. */
  readonly hashesWaiting?: number | undefined;
  /** Milliseconds since the epoch; default the system's clock. */
  readonly clock?: (() => number) | undefined;
}

/** E-mail and password, with argon2id. */
export interface PasswordIdentity extends Identity {
  /**
   * Adds a user. The password is hashed as received: no normalisation, no truncation, no composition rules.
   *
   * @throws TypeError that says what is wrong with the e-mail or the password, or that the user exists.
   */
  addUser(credentials: Credentials): Promise<Pick<User, "subject" | "email" | "createdAt">>;
}

/**
 * The identity built in: users in the same store, passwords with argon2id (m = 19 MiB, t = 2, p = 1), hashed off
 * the event loop in a bounded queue.
 *
 * Guarantees that unknown users and wrong passwords get the same answer for the same work (ASVS 6.3.8). Does not
 * limit attempts and does not know breached passwords: put a rate limit before `POST /login`.
 *
 * @throws TypeError that names the option and the fix.
 */
export function passwordIdentity(options: PasswordIdentityOptions): PasswordIdentity {
  const { users, hashesAtOnce = 2, hashesWaiting = 64, clock = Date.now } = options;
  if (typeof users?.findByEmail !== "function") {
    throw new TypeError("users must be a store of users; try passwordIdentity({ users: store.users })");
  }
  checkCount("hashesAtOnce", hashesAtOnce, 1);
  checkCount("hashesWaiting", hashesWaiting, 0);
  const hashing = createPasswordHashing(createWorkQueue({ atOnce: hashesAtOnce, waiting: hashesWaiting }));
  let decoy: Promise<string> | undefined;

  /** A hash that no password matches, so that an unknown user costs what a known one does. */
  function decoyHash(): Promise<string> {
    decoy ??= hashing.hash(randomBytes(32).toString("base64url")).catch((error: unknown) => {
      decoy = undefined;
      throw error;
    });
    return decoy;
  }

  async function authenticate({ email, password }: Credentials): Promise<Authenticated | null> {
    // Made before the look-up, on every path, so that the first unknown user does not pay for it visibly.
    const noMatch = await decoyHash();
    if (Buffer.byteLength(password) > maxPasswordBytes) return null;
    const canonical = canonicalEmail(email);
    const user = canonical === undefined ? undefined : await users.findByEmail(canonical);
    const matches = await hashing.verify(user?.passwordHash ?? noMatch, password);
    if (user === undefined || !matches) return null;
    if (hashing.isOutdated(user.passwordHash)) await rehash(user, password);
    return { subject: user.subject, amr: ["pwd"] };
  }

  /** Raises the parameters of an old hash while the password is at hand (ASVS 11.4.2). */
  async function rehash(user: User, password: string): Promise<void> {
    try {
      await users.replaceHash(user.subject, user.passwordHash, await hashing.hash(password));
    } catch {
      // The login is right whether or not its hash could be renewed; the next one tries again.
    }
  }

  async function addUser({ email, password }: Credentials) {
    const canonical = canonicalEmail(email);
    if (canonical === undefined) throw new TypeError("That is not an e-mail address.");
    checkNewPassword(password);
    const user: User = {
      subject: `usr_${randomBytes(16).toString("base64url")}`,
      email: canonical,
      passwordHash: await hashing.hash(password),
      createdAt: clock(),
    };
    if (!(await users.insert(user))) throw new TypeError("A user with this e-mail exists.");
    return { subject: user.subject, email: user.email, createdAt: user.createdAt };
  }

  return { authenticate, addUser };
}

function checkCount(name: string, value: unknown, min: number): void {
  if (Number.isSafeInteger(value) && (value as number) >= min) return;
  throw new TypeError(`${name} must be a whole number of ${min} or more; leave it out for the default`);
}

function checkNewPassword(password: string): void {
  const length = [...password].length;
  if (length < minPasswordLength) {
    throw new TypeError(
      `The password has ${length} characters and needs at least ${minPasswordLength}; a few words make a good one.`,
    );
  }
  if (Buffer.byteLength(password) > maxPasswordBytes) {
    throw new TypeError(`The password is longer than ${maxPasswordBytes} bytes.`);
  }
}
