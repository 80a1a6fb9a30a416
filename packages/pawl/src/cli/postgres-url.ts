import { type NetworkUrl, withoutPassword } from "./network-url.ts";

export interface PostgresLocation {
  readonly kind: "postgres";
  /** With the password: for the driver alone. */
  readonly url: string;
  /** Without it: for everything that is printed. */
  readonly name: string;
  /** Whether a pooler stands in between that knows neither prepared statements nor settings of a connection. */
  readonly isPooled: boolean;
}

/** The driver reads the rest, as every PostgreSQL client does: `sslmode`, `host` of a socket, `application_name`. */
export function parsePostgresUrl(url: NetworkUrl): PostgresLocation {
  const query = new URLSearchParams(url.query);
  return {
    kind: "postgres",
    url: url.text,
    name: withoutPassword(url),
    isPooled: query.get("pgbouncer") === "true",
  };
}
