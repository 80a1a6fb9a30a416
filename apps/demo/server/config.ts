import { join } from "node:path";
import type { Policy } from "pawl/server";
import { parseDuration } from "./duration.ts";

/** Everything that the environment decides, read once at start. */
export interface DemoConfig {
  readonly host: string;
  readonly port: number;
  /** The port was asked for by name: if it is taken that is an error, not a reason to take the next. */
  readonly portIsFixed: boolean;
  /** Sessions, keys and users. */
  readonly databaseFile: string;
  /** The notes: the app's own database, as yours would be. */
  readonly notesFile: string;
  /** Holds the secret if the environment does not. */
  readonly secretFile: string;
  /** From `PAWL_SECRETS`, newest first; `undefined` asks for one in `secretFile`. */
  readonly secrets: readonly string[] | undefined;
  readonly policy: Partial<Policy>;
  readonly production: boolean;
}

const demoFolder = join(import.meta.dirname, "..");

/**
 * A minute, where the product's default is thirty: someone who watches sees the token expire, and in ordinary
 * use of the page its refresh.
 */
const demoAccessTokenLifetime = "60s";

const lifetimes = {
  accessTokenLifetimeMs: "PAWL_ACCESS_TOKEN_LIFETIME",
  inactivityTimeoutMs: "PAWL_INACTIVITY_TIMEOUT",
  absoluteLifetimeMs: "PAWL_ABSOLUTE_LIFETIME",
  gracePeriodMs: "PAWL_GRACE_PERIOD",
  recoveryPeriodMs: "PAWL_RECOVERY_PERIOD",
} as const satisfies Partial<Record<keyof Policy, string>>;

/**
 * Reads the demo's settings from the environment. Does not judge the lifetimes: `createPawl` does.
 *
 * @throws TypeError that names the variable and the fix.
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): DemoConfig {
  const port = env["PORT"] || undefined;
  const databaseFile = env["PAWL_DEMO_DB"] || join(demoFolder, ".demo", "demo.sqlite");
  return {
    host: env["HOST"] || "127.0.0.1",
    port: port === undefined ? 3000 : parsePort(port),
    portIsFixed: port !== undefined,
    databaseFile,
    notesFile: `${databaseFile.replace(/\.sqlite$/, "")}.notes.sqlite`,
    secretFile: `${databaseFile}.secrets`,
    secrets: env["PAWL_SECRETS"] ? env["PAWL_SECRETS"].split(",").map((secret) => secret.trim()) : undefined,
    policy: readPolicy(env),
    production: env["NODE_ENV"] === "production",
  };
}

function readPolicy(env: Readonly<Record<string, string | undefined>>): Partial<Policy> {
  const policy: { -readonly [name in keyof typeof lifetimes]?: number } = {
    accessTokenLifetimeMs: parseDuration("the default", demoAccessTokenLifetime),
  };
  for (const [option, variable] of Object.entries(lifetimes) as [keyof typeof lifetimes, string][]) {
    const text = env[variable];
    if (text) policy[option] = parseDuration(variable, text);
  }
  return policy;
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) {
    throw new TypeError(`PORT must be a number from 0 to 65535, not "${text}"`);
  }
  return port;
}
