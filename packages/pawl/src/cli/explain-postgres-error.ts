import { errorChain } from "./error-chain.ts";
import { explainNetworkError } from "./explain-network-error.ts";

/** SQLSTATEs that a person can do something about (https://www.postgresql.org/docs/current/errcodes-appendix.html). */
const sentences: Readonly<Record<string, (name: string) => string>> = {
  "28P01": (name) => `${name} refuses the password; correct it in the URL, or in PGPASSWORD.`,
  "28000": (name) =>
    `${name} does not let this user in; see that the role exists, and that pg_hba.conf allows it from here.`,
  "3D000": (name) => `${name} names a database that does not exist; make it with: ${createdb(name)}`,
  "42501": (name) =>
    `${name} does not allow this user what Pawl needs; make the user the owner of the database, or grant it.`,
  "53300": (name) =>
    `${name} has no connection left; raise max_connections there, or lower --store-connections.`,
  "53100": (name) => `${name} cannot grow, since its disk is full; make room there and try again.`,
  "57P03": (name) => `${name} is starting or stopping; try again in a moment.`,
  "57014": (name) => `${name} took too long; see what keeps it busy (pg_stat_activity), and try again.`,
  "25006": (name) => `${name} takes no writes, since it is a standby; name the primary in --store.`,
};

/** What `pg` says in words alone. */
const messages: readonly (readonly [RegExp, (name: string) => string])[] = [
  [/no encryption/, (name) => `${name} wants TLS; add sslmode=verify-full to the URL.`],
  [
    /does not support SSL/,
    (name) => `${name} does not speak TLS; turn it on there, or leave sslmode out of the URL.`,
  ],
  [
    /unsupported startup parameter/,
    (name) => `${name} is a PgBouncer; add pgbouncer=true to the query of the URL.`,
  ],
  [/password must be a/, (name) => `${name} asks for a password; set PGPASSWORD, or write it into the URL.`],
  [
    /^timeout exceeded|connection timeout$|^Query read timeout$|ETIMEDOUT/,
    (name) =>
      `${name} does not answer; see that host and port are right, and that no firewall is in between.`,
  ],
  [
    /Connection terminated/,
    (name) => `${name} closed the connection; see that PostgreSQL listens there, and look into its log.`,
  ],
];

/** What to do about a database that could not be used; `undefined` if nobody knows. */
export function explainPostgresError(error: unknown, name: string): string | undefined {
  for (const { code, message } of errorChain(error)) {
    const said = messages.find(([pattern]) => pattern.test(message))?.[1];
    const found = said ?? (code === undefined ? undefined : sentences[code]);
    if (found !== undefined) return found(name);
  }
  return explainNetworkError(error, name);
}

/** Without a name in the URL, the user's is the database's, and createdb takes it for that as well. */
function createdb(name: string): string {
  return `createdb ${/[^/]\/([^/?]+)(\?…)?$/.exec(name)?.[1] ?? ""}`.trimEnd();
}
