/** A `Set-Cookie` line, taken apart. */
export interface SetCookie {
  readonly name: string;
  readonly value: string;
  /** Lower-case names; flags have the value `true`. */
  readonly attributes: Readonly<Record<string, string | true>>;
}

/** Reads a line by the server's grammar (RFC 6265 §4.1.1), which is stricter than what browsers take. */
export function parseSetCookie(line: string): SetCookie {
  const [pair = "", ...rest] = line.split("; ");
  const match = /^([\w!#$%&'*+.^`|~-]+)=([\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*)$/.exec(pair);
  if (match?.[1] === undefined || match[2] === undefined) throw new Error("not a cookie-pair");
  const attributes: Record<string, string | true> = {};
  for (const attribute of rest) {
    const [name = "", value] = attribute.split("=");
    if (!/^[A-Za-z-]+$/.test(name) || name.toLowerCase() in attributes) throw new Error("not an attribute");
    attributes[name.toLowerCase()] = value ?? true;
  }
  return { name: match[1], value: match[2], attributes };
}
