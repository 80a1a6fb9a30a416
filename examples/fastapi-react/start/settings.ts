import { join } from "node:path";

/** The folder of this example. */
export const exampleFolder: string = join(import.meta.dirname, "..");

/** The root of the repository. */
export const repository: string = join(exampleFolder, "../..");

export interface Settings {
  /** Where browsers find everything: one origin, so that the cookie is everybody's own. */
  readonly port: number;
  /** Where the session server listens, for the others alone; 0 for any free port. */
  readonly authPort: number;
  /** The same for the API. */
  readonly apiPort: number;
  /** Databases and secrets. */
  readonly stateFolder: string;
  /** As `pawl serve` takes it, such as `30m`; short ones show how little anybody notices. */
  readonly accessTokenLifetime: string;
  /** How long after a login the password may be changed. */
  readonly recentLoginSeconds: number;
  /** The interpreter to use, and no other. */
  readonly python: string | undefined;
}

/** @throws Error with a sentence for the person at the terminal. */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const portOf = (name: string, otherwise: number): number => {
    const text = env[name] || String(otherwise);
    if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
    throw new Error(`${name} must be a port from 0 to 65535, such as 5173.`);
  };
  const recentLoginSeconds = Number(env["RECENT_LOGIN_SECONDS"] || 300);
  if (!(recentLoginSeconds >= 1)) throw new Error("RECENT_LOGIN_SECONDS must be 1 at least, such as 300.");
  return {
    port: portOf("PORT", 5173),
    authPort: portOf("AUTH_PORT", 0),
    apiPort: portOf("API_PORT", 0),
    stateFolder: env["STATE_FOLDER"] || join(exampleFolder, ".state"),
    accessTokenLifetime: env["ACCESS_TOKEN_LIFETIME"] || "30m",
    recentLoginSeconds,
    python: env["PYTHON"] || undefined,
  };
}
