import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Files of one folder, which only its owner may look into. */
export interface State {
  readonly folder: string;
  /** Pawl's database. Its secrets are beside it, made by `pawl serve`. */
  readonly sessions: string;
  /** The application's own database. */
  readonly database: string;
  /** Signs Pawl's questions to the application. */
  readonly identitySecret: string;
  /** Opens the feed of revocations to the application. */
  readonly verifierCredential: string;
}

/** Makes what is not there yet. For a machine of one's own: in production, secrets come from where secrets are kept. */
export function prepareState(folder: string): State {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return {
    folder,
    sessions: join(folder, "sessions.sqlite"),
    database: join(folder, "notes.sqlite"),
    identitySecret: secretIn(join(folder, "identity.secret")),
    verifierCredential: secretIn(join(folder, "verifier.secret")),
  };
}

/** The file; what is in it is drawn once. */
function secretIn(file: string): string {
  try {
    writeFileSync(file, `${randomBytes(48).toString("base64url")}\n`, { flag: "wx", mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  return file;
}
