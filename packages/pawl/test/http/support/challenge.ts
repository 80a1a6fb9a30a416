/** One challenge of a `WWW-Authenticate` header. */
export interface Challenge {
  readonly scheme: string;
  readonly parameters: ReadonlyMap<string, string>;
}

const token = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const quoted = '"((?:[\\t \\x21\\x23-\\x5b\\x5d-\\x7e\\x80-\\xff]|\\\\[\\t \\x21-\\x7e\\x80-\\xff])*)"';
const parameter = new RegExp(`(${token})[\\t ]*=[\\t ]*(?:(${token})|${quoted})`, "y");
const scheme = new RegExp(`(${token})(?: +|$)`, "y");
const comma = /[\t ]*,[\t ]*/y;

/**
 * Reads a header that holds exactly one challenge with named parameters, by the grammar of RFC 9110 §11.6.1 and
 * to the last character; throws for anything else.
 */
export function parseChallenge(header: string | null): Challenge {
  if (header === null) throw new Error("there is no WWW-Authenticate header");
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const match = pattern.exec(header);
    at += match?.[0].length ?? 0;
    return match;
  };
  const name = take(scheme)?.[1];
  if (name === undefined) throw new Error("a challenge begins with its scheme");
  const parameters = new Map<string, string>();
  while (at < header.length) {
    if (parameters.size > 0 && take(comma) === null) throw new Error("parameters are parted by commas");
    const match = take(parameter);
    if (match?.[1] === undefined) throw new Error(`no parameter at ${at}`);
    const key = match[1].toLowerCase();
    if (parameters.has(key)) throw new Error("a parameter comes once");
    parameters.set(key, match[2] ?? (match[3] ?? "").replace(/\\(.)/g, "$1"));
  }
  return { scheme: name, parameters };
}
