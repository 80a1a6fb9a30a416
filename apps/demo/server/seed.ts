import type { PasswordIdentity, UserStore } from "pawl/server";
import type { Notes } from "./notes.ts";

/** The login that the demo prints and its login page shows. */
export const demoLogin = {
  email: "demo@example.com",
  password: "correct horse battery staple",
} as const;

/** Somebody else, to see what becomes of a tab when another user logs in beside it. */
export const guestLogin = { email: "guest@example.com", password: demoLogin.password } as const;

/** The first on top, as on a list of things to do. */
const firstNotes = [
  "Start here: expire the access token, and watch the wheel. This list never flickers.",
  "Open a second tab and cut the network. Both say so, both heal, and one refresh serves both.",
  "Write half a note, end the session, log in on the spot: what you wrote is still there.",
  "Leave both tabs alone for a while. Nobody asks you to log in again.",
];

const guestNotes = ["Somebody else’s note. A tab of the other user never shows it, and never asks for it."];

/**
 * Refuses to run where a login that everyone knows would be a hole (ASVS 6.3.2).
 *
 * @throws Error with a sentence for the person at the terminal.
 */
export function refuseProduction(production: boolean): void {
  if (!production) return;
  throw new Error(
    "This is a demo: it creates a login whose password is published, so it does not start with NODE_ENV=production. " +
      "To run Pawl in production, use it as a library, or run `pawl serve`.",
  );
}

/** Makes sure that both logins exist, with a few notes to begin with. Leaves alone those that do. */
export async function seedDemoLogins(
  users: UserStore,
  identity: PasswordIdentity,
  notes: Notes,
): Promise<void> {
  await seed(users, identity, notes, demoLogin, firstNotes);
  await seed(users, identity, notes, guestLogin, guestNotes);
}

async function seed(
  users: UserStore,
  identity: PasswordIdentity,
  notes: Notes,
  login: { readonly email: string; readonly password: string },
  texts: readonly string[],
): Promise<void> {
  if ((await users.findByEmail(login.email)) !== undefined) return;
  const { subject } = await identity.addUser(login);
  for (const text of texts.toReversed()) notes.add(subject, text);
}
