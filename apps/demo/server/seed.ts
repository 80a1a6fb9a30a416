import type { PasswordIdentity, UserStore } from "pawl/server";
import type { Notes } from "./notes.ts";

/** The login that the demo prints and its login page shows. */
export const demoLogin = {
  email: "demo@example.com",
  password: "correct horse battery staple",
} as const;

/** The first on top, as on a list of things to do. */
const firstNotes = [
  "Start here: expire the access token, and watch the wheel. This list never flickers.",
  "Leave the page alone for a minute, then add a note. Nobody asks you to log in again.",
  "Reload it, or open it in a second tab. You stay logged in, and no storage holds a token.",
  "At last, revoke this session from elsewhere, and see what you are told.",
];

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

/** Makes sure that the demo login exists, with a few notes to begin with. Changes nothing if it does. */
export async function seedDemoLogin(
  users: UserStore,
  identity: PasswordIdentity,
  notes: Notes,
): Promise<void> {
  if ((await users.findByEmail(demoLogin.email)) !== undefined) return;
  const { subject } = await identity.addUser(demoLogin);
  for (const text of firstNotes.toReversed()) notes.add(subject, text);
}
