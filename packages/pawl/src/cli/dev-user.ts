import { canonicalEmail } from "../identity/email.ts";
import { passwordIdentity } from "../identity/password.ts";
import type { UserStore } from "../identity/user-store.ts";
import { failure, misuse } from "./failure.ts";

/** Someone who can log in as soon as the server is up, to try things out with. */
export interface DevUser {
  readonly email: string;
  readonly password: string;
}

/**
 * Reads `EMAIL PASSWORD`; the password may hold spaces.
 *
 * @throws CommandFailure that does not repeat the text, which holds a password.
 */
export function readDevUser(text: string | undefined, name: string): DevUser | undefined {
  if (text === undefined) return undefined;
  const space = text.indexOf(" ");
  if (space <= 0) throw misuse(`${name} must be an e-mail, a space and a password of 15 characters or more.`);
  return { email: text.slice(0, space), password: text.slice(space + 1) };
}

/** No account of a known name and password may exist in production (ASVS 6.3.2). */
export function refuseDevUser(user: DevUser | undefined, isProduction: boolean, name: string): void {
  if (user === undefined || !isProduction) return;
  throw failure(`${name} is for development; in production add users with: pawl users add EMAIL`);
}

/**
 * Adds the user, unless one with this e-mail is there already: that one keeps the password it has.
 *
 * @throws CommandFailure that says what is wrong with the e-mail or the password.
 */
export async function addDevUser(users: UserStore, user: DevUser, name: string): Promise<void> {
  const email = canonicalEmail(user.email);
  if (email !== undefined && (await users.findByEmail(email)) !== undefined) return;
  try {
    await passwordIdentity({ users }).addUser(user);
  } catch (error) {
    throw error instanceof TypeError ? misuse(`${name}: ${error.message}`) : error;
  }
}
