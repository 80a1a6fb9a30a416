/** The one cookie of a login, as a browser keeps it for one host. */
export interface Jar {
  /** The `Cookie` header of the next request; `undefined` if there is none. */
  readonly header: () => string | undefined;
  /** Name and value of the one cookie in it. */
  readonly cookie: () => readonly [name: string, value: string] | undefined;
  /** Stores what an answer sets, or deletes what it deletes, in order. */
  take(setCookies: readonly string[]): void;
}

/** RFC 6265bis §5.6: more than this, name and value together, a browser ignores. */
const maxCookieLength = 4096;

/** An empty jar. It refuses what a browser refuses, so that a server cannot pass with a cookie that none would keep. */
export function createJar(): Jar {
  const cookies = new Map<string, { readonly value: string; readonly endsAt: number }>();
  const live = () =>
    [...cookies]
      .filter(([, { endsAt }]) => Date.now() < endsAt)
      .map(([name, { value }]): [string, string] => [name, value]);
  return {
    header: () =>
      live()
        .map((cookie) => cookie.join("="))
        .join("; ") || undefined,
    cookie: () => live()[0],
    take: (lines) => {
      for (const line of lines) {
        const { name, value } = parseSetCookie(line);
        if (isKept(line)) cookies.set(name, { value, endsAt: endOf(line) });
      }
    },
  };
}

/** Whether a `Set-Cookie` line takes a cookie away: no value, or a time that is over. */
export function deletesCookie(line: string): boolean {
  return parseSetCookie(line).value === "" || endOf(line) <= Date.now();
}

/** When a browser drops the cookie of a line, in milliseconds since the epoch; `Max-Age` beats `Expires`. */
function endOf(line: string): number {
  const { attributes } = parseSetCookie(line);
  const maxAge = attributes.get("max-age");
  if (maxAge !== undefined) return Number(maxAge) > 0 ? Date.now() + Number(maxAge) * 1000 : 0;
  const expires = attributes.get("expires");
  return expires === undefined ? Number.POSITIVE_INFINITY : Date.parse(expires);
}

/** The value that a `Set-Cookie` line gives to a cookie. */
export function valueIn(line: string): string {
  return parseSetCookie(line).value;
}

/** RFC 6265bis §4.1.3: what the `__Host-` prefix asks of a line; `__Host-Http-` asks for `HttpOnly` besides. */
function isKept(line: string): boolean {
  const { name, value, attributes } = parseSetCookie(line);
  if (name.length + value.length > maxCookieLength) return false;
  if (!name.startsWith("__Host-")) return true;
  const isHostOnly = attributes.has("secure") && attributes.get("path") === "/" && !attributes.has("domain");
  return isHostOnly && (!name.startsWith("__Host-Http-") || attributes.has("httponly"));
}

function parseSetCookie(line: string) {
  const [pair = "", ...rest] = line.split(";");
  const [name, value] = halves(pair);
  const attributes = new Map(rest.map(halves).map(([key, text]) => [key.toLowerCase(), text]));
  return { name, value, attributes };
}

function halves(text: string): [string, string] {
  const equals = text.indexOf("=");
  if (equals < 0) return [text.trim(), ""];
  return [text.slice(0, equals).trim(), text.slice(equals + 1).trim()];
}
