import { misuse } from "./failure.ts";
import { type NetworkUrl, withoutPassword } from "./network-url.ts";

export interface RedisLocation {
  readonly kind: "redis";
  /** The URL without the password. */
  readonly name: string;
  /** One; of a cluster, those that are asked for the others. */
  readonly nodes: readonly RedisNode[];
  readonly isCluster: boolean;
  readonly isTls: boolean;
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly database: number;
}

export interface RedisNode {
  readonly host: string;
  readonly port: number;
}

const defaultPort = 6379;

/**
 * Reads `redis://HOST`, `rediss://:PASSWORD@HOST:PORT/DATABASE` or `redis-cluster://HOST,HOST`; the same with `valkey`.
 *
 * @throws CommandFailure with the right form.
 */
export function parseRedisUrl(url: NetworkUrl, name: string): RedisLocation {
  const { scheme, username, password, hosts, path, query } = url;
  const isCluster = scheme.endsWith("-cluster");
  const nodes = hosts.split(",").map(nodeOf);
  const database = /^\/?$/.test(path) ? 0 : Number(/^\/(\d{1,5})$/.exec(path)?.[1]);
  if (nodes.some(({ host }) => host === "")) {
    throw misuse(`${name} names no host; write it as in ${scheme}://localhost.`);
  }
  if (!isCluster && nodes.length > 1) {
    throw misuse(
      `${name} names several hosts, which only a cluster has; write ${scheme}-cluster://… for one.`,
    );
  }
  if (Number.isNaN(database) || (isCluster && database !== 0)) {
    throw misuse(
      isCluster
        ? `${name} names a database, and a cluster has none; leave out what follows the hosts.`
        : `${name} must end with the number of a database, such as /0, or with the host.`,
    );
  }
  if (query !== "") throw misuse(`${name} takes no options for Redis; leave out what follows the ?.`);
  // Nobody else asks Redis in with a name alone; this is a password without its colon, and would be shown.
  if (username !== undefined && password === undefined) {
    throw misuse(
      `${name} has a user name and no password; a password alone has a colon before it: ${scheme}://:PASSWORD@HOST.`,
    );
  }
  return {
    kind: "redis",
    name: withoutPassword(url),
    nodes,
    isCluster,
    isTls: /^(rediss|valkeys)\b/.test(scheme),
    username: username === undefined || username === "" ? undefined : decodeURIComponent(username),
    password: password === undefined || password === "" ? undefined : decodeURIComponent(password),
    database,
  };
}

function nodeOf(text: string): RedisNode {
  const {
    v6,
    host = "",
    port,
  } = /^(?:\[(?<v6>[^\]]*)\]|(?<host>[^:]*))(?::(?<port>\d+))?$/.exec(text)?.groups ?? {};
  return { host: v6 ?? host, port: port === undefined ? defaultPort : Number(port) };
}
