import type { HostCookieName } from "../http/cookies.ts";
import type { SigningAlgorithm } from "../tokens/algorithms.ts";
import { type DevUser, readDevUser } from "./dev-user.ts";
import { formatDuration, parseDuration } from "./duration.ts";
import { misuse } from "./failure.ts";
import { type FollowerSettings, followerOptions } from "./follower-options.ts";
import { printable } from "./json-line.ts";
import { rotateKeysEveryOption, serverAlgorithmOption } from "./key-options.ts";
import { type LoginSettings, loginOptions } from "./login-options.ts";
import type { Option, OptionTable } from "./option.ts";
import { parseStoreLocation, type StoreLocation } from "./store-location.ts";

/** Everything that `pawl serve` can be told. Where `createPawl` has the same, it has the same name. */
export interface ServeSettings extends LoginSettings, FollowerSettings {
  readonly port: number;
  readonly host: string;
  readonly basePath: string;
  readonly store: StoreLocation;
  readonly storeConnections: number;
  readonly secrets: string | undefined;
  readonly secretsFile: string | undefined;
  readonly devUser: DevUser | undefined;
  readonly issuer: string | undefined;
  readonly audience: string | undefined;
  readonly allowedOrigins: readonly string[] | undefined;
  readonly cookieName: HostCookieName | undefined;
  readonly apiDocs: boolean;
  readonly accessTokenLifetimeMs: number;
  readonly inactivityTimeoutMs: number;
  readonly absoluteLifetimeMs: number;
  readonly gracePeriodMs: number;
  readonly recoveryPeriodMs: number;
  readonly adoptAfterFailover: boolean;
  readonly keyAlgorithm: SigningAlgorithm;
  readonly rotateKeysEveryMs: number;
}

const listening = "Where it listens";
const keeping = "What it keeps";
const facing = "Who it is to browsers and APIs";
const lasting = "How long things last";
const signing = "How it signs";

/** The one table behind parsing, environment, defaults and help. */
export const serveOptions: OptionTable<ServeSettings> = {
  port: {
    ...named("port", "N"),
    group: listening,
    text: "Port to listen on; 0 picks a free one",
    default: "4000",
    example: "4000",
    read: readPort,
  },
  host: {
    ...named("host", "ADDRESS"),
    group: listening,
    text: "Address to listen on; 0.0.0.0 for all, in a container say",
    default: "127.0.0.1",
    example: "127.0.0.1",
    read: readHost,
  },
  basePath: {
    ...named("base-path", "PATH"),
    group: listening,
    text: "Path that all routes are under",
    default: "",
    defaultText: "none, so that the refresh endpoint is POST /refresh",
    example: "/auth",
    read: readBasePath,
  },
  store: storeOption(keeping),
  storeConnections: {
    ...named("store-connections", "N"),
    group: keeping,
    text: "Connections of this server to PostgreSQL, at most",
    default: "10",
    example: "10",
    read: readConnections,
  },
  secrets: {
    flag: null,
    env: "PAWL_SECRETS",
    placeholder: "LIST",
    group: keeping,
    text: "Secrets of 32 bytes or more, newest first, with commas between: openssl rand -base64 48",
    defaultText: "in development, made at first start and kept beside the database",
    example: '"$(openssl rand -base64 48)"',
    read: (text) => text,
  },
  secretsFile: {
    ...named("secrets-file", "FILE"),
    group: keeping,
    text: "File with the same list, readable by its owner only",
    defaultText: "the database's name and .secrets; pawl.secrets where it is a server",
    example: "/run/secrets/pawl",
    read: (text) => text,
  },
  devUser: {
    flag: null,
    env: "PAWL_DEV_USER",
    placeholder: "EMAIL PASSWORD",
    group: keeping,
    text: "A user to try things out with, added at the start; refused in production",
    defaultText: "nobody",
    example: '"ada@example.com correct horse battery staple"',
    read: readDevUser,
  },
  issuer: {
    ...named("issuer", "URL"),
    group: facing,
    text: "Public URL of this server; https, except on this machine",
    defaultText: "http://localhost:PORT and the base path; required in production",
    example: "https://auth.example.com",
    read: (text) => text,
  },
  audience: {
    ...named("audience", "NAME"),
    group: facing,
    text: "Name of the API that access tokens are for",
    defaultText: "the origin of the issuer",
    example: "https://api.example.com",
    read: (text) => text,
  },
  allowedOrigins: {
    ...named("allowed-origins", "LIST"),
    group: facing,
    text: "Origins whose pages may use the cookie, with commas between",
    defaultText: "the origin of the issuer; in development this server by its local names, too",
    example: "https://app.example.com",
    read: (text) => (text === undefined ? undefined : listOf(text)),
  },
  cookieName: {
    ...named("cookie-name", "NAME"),
    group: facing,
    text: "Name of the refresh-token cookie; begins with __Host-",
    defaultText: "__Host-Http-pawl- and six characters that depend on the issuer",
    example: "__Host-Http-session",
    read: readCookieName,
  },
  apiDocs: {
    ...named("no-api-docs", null),
    group: facing,
    text: "Do not describe the HTTP interface at GET /openapi.json and GET /docs; nothing in there is secret",
    defaultText: "off: anyone may read them",
    example: "",
    read: (text, name) => !readSwitch(text, name),
  },
  ...followerOptions,
  ...loginOptions,
  accessTokenLifetimeMs: duration("access-token-lifetime", "30m", "1s", "60m", "Life of an access token"),
  inactivityTimeoutMs: inactivityOption(lasting),
  absoluteLifetimeMs: duration(
    "absolute-lifetime",
    "30d",
    "1s",
    "400d",
    "A session this old is over, however much it is used",
  ),
  gracePeriodMs: duration(
    "grace-period",
    "10s",
    "0",
    "5m",
    "For so long after a refresh, the token it replaced gets the same answer again",
  ),
  recoveryPeriodMs: duration(
    "recovery-period",
    "7d",
    "0",
    "30d",
    "For so long, an answer that never arrived can be had again",
  ),
  adoptAfterFailover: {
    ...named("adopt-after-failover", null),
    group: lasting,
    text: "Take a refresh token at its word that is newer than the store, so that a failover that lost the last writes logs nobody out; a token that was stolen in that time is taken, too",
    defaultText: "off: such a token is refused, and nothing is revoked",
    example: "",
    read: readSwitch,
  },
  keyAlgorithm: serverAlgorithmOption(signing),
  rotateKeysEveryMs: rotateKeysEveryOption(signing),
};

/** `--store`, under a heading of the caller's. */
export function storeOption(group: string): Option<StoreLocation> {
  return {
    ...named("store", "STORE"),
    group,
    text: "sqlite:FILE; postgres://USER@HOST/DATABASE; redis://HOST or valkey://HOST, rediss:// for TLS, redis-cluster://HOST,HOST for a cluster; or memory:, which begins empty and is gone with the process. A URL with a password belongs into the variable, since everyone on the machine can read a command line",
    default: "sqlite:pawl.sqlite",
    example: "sqlite:pawl.sqlite",
    read: (text = "", name) => parseStoreLocation(text, name),
  };
}

/** `--inactivity-timeout`, which says also which sessions are worth listing. */
export function inactivityOption(group: string): Option<number> {
  return {
    ...duration("inactivity-timeout", "7d", "1s", "400d", "A session unused for so long is over"),
    group,
  };
}

/** `null` for the placeholder of a switch. */
function named(
  flag: string,
  placeholder: string | null,
): Pick<Option<unknown>, "flag" | "env" | "placeholder"> {
  return { flag, env: `PAWL_${flag.replaceAll("-", "_").toUpperCase()}`, placeholder };
}

/** Bounds are the policy's own; a test holds the two together. */
function duration(flag: string, byDefault: string, min: string, max: string, text: string): Option<number> {
  return {
    ...named(flag, "TIME"),
    group: lasting,
    text,
    default: byDefault,
    example: byDefault,
    read: (written = "", name) => {
      const ms = parseDuration(written);
      const [minMs, maxMs] = [parseDuration(min) ?? 0, parseDuration(max) ?? 0];
      if (ms !== undefined && ms >= minMs && ms <= maxMs) return ms;
      throw misuse(
        `${name} must be a time from ${formatDuration(minMs)} to ${max}, such as ${byDefault}, not ${quoted(written)}; the units are ms, s, m, h and d.`,
      );
    },
  };
}

function readPort(text = "", name: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw misuse(`${name} must be a port from 0 to 65535, such as 4000, not ${quoted(text)}.`);
}

function readConnections(text = "", name: string): number {
  if (/^\d{1,4}$/.test(text) && Number(text) >= 1 && Number(text) <= 1000) return Number(text);
  throw misuse(`${name} must be a number from 1 to 1000, such as 10, not ${quoted(text)}.`);
}

/** A flag that is there has no text; a variable says what it means. */
function readSwitch(text: string | undefined, name: string): boolean {
  if (text === "" || text === "true" || text === "1") return true;
  if (text === undefined || text === "false" || text === "0") return false;
  throw misuse(`${name} must be true or false, not ${quoted(text)}.`);
}

function readHost(text = "", name: string): string {
  if (/^[\w.:%-]{1,255}$/.test(text)) return text;
  throw misuse(`${name} must be an address or a host name, such as 127.0.0.1, not ${quoted(text)}.`);
}

function readBasePath(text = "", name: string): string {
  const trimmed = text.replace(/\/+$/, "");
  if (/^(\/[\w.~-]+)*$/.test(trimmed)) return trimmed;
  throw misuse(`${name} must be empty or a path such as /auth, not ${quoted(text)}.`);
}

function readCookieName(text: string | undefined, name: string): HostCookieName | undefined {
  if (text === undefined || /^__Host-[\w-]{1,64}$/.test(text)) return text as HostCookieName | undefined;
  throw misuse(
    `${name} must begin with __Host-, such as __Host-Http-session, so that browsers insist on Secure.`,
  );
}

function listOf(text: string): string[] {
  return text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

function quoted(text: string): string {
  return `"${printable(text, 60)}"`;
}
