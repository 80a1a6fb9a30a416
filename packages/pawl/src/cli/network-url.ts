import { misuse } from "./failure.ts";

/** A URL of a store that is a server, taken apart; the parts are as they were written. */
export interface NetworkUrl {
  readonly text: string;
  readonly scheme: string;
  readonly username: string | undefined;
  readonly password: string | undefined;
  /** One host, or several with commas between, each with its port if one was given. */
  readonly hosts: string;
  /** Begins with a slash, unless it is empty. */
  readonly path: string;
  /** Begins with a question mark, unless it is empty. */
  readonly query: string;
}

/** No `@` but the one after the password: where there are two, nobody knows which part is the password. */
const form =
  /^([a-z-]+):\/\/(?:(?<username>[^@:/?#\s]*)(?::(?<password>[^@/?#\s]*))?@)?(?<hosts>[^@/?#\s]*)(?<path>\/[^@?#\s]*)?(?<query>\?[^@#\s]*)?$/;

const schemes = /^(postgres|postgresql|(redis|rediss|valkey|valkeys)(-cluster)?):\/\//;

/**
 * Takes a URL apart if its scheme is one of ours.
 *
 * @returns `undefined` for everything else.
 * @throws CommandFailure if it cannot be read; nothing of it is repeated, since a part may be the password.
 */
export function parseNetworkUrl(text: string, name: string): NetworkUrl | undefined {
  const scheme = schemes.exec(text)?.[1];
  if (scheme === undefined) return undefined;
  const { username, password, hosts = "", path = "", query = "" } = form.exec(text)?.groups ?? {};
  const isReadable =
    form.test(text) && [username, password, path].every(isDecodable) && hosts.split(",").every(isHost);
  if (isReadable) return { text, scheme, username, password, hosts, path, query };
  throw misuse(
    `${name} is no URL that can be read; in a user name or a password write @ : / ? # % as %40 %3A %2F %3F %23 %25.`,
  );
}

/** PostgreSQL's may be empty: then its variables or its socket are meant. */
function isHost(host: string): boolean {
  const port = /^(?:[\w.%-]*|\[[\da-fA-F:.]+\])(?::(\d{1,5}))?$/.exec(host);
  return port !== null && Number(port[1] ?? 0) <= 65_535;
}

function isDecodable(part: string | undefined): boolean {
  try {
    decodeURIComponent(part ?? "");
    return true;
  } catch {
    return false;
  }
}

/** The URL as it may be shown to everyone: three asterisks for the password, and no query, which may hold one. */
export function withoutPassword({ scheme, username, password, hosts, path, query }: NetworkUrl): string {
  const user = username === undefined ? "" : `${username}${password === undefined ? "" : ":***"}@`;
  return `${scheme}://${user}${hosts}${path}${query === "" ? "" : "?…"}`;
}
