/**
 * JSON as a security boundary reads it: UTF-8 only, every member name once (RFC 7519 §4, RFC 8725 §3.7), no
 * `__proto__`, and no deeper than told. Everything else is `JSON.parse`.
 */

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The value, or `undefined` if the bytes are not such JSON. (`undefined` is not a JSON value.) */
export function parseStrictJson(bytes: Uint8Array, maxDepth: number): unknown {
  let text: string;
  let value: unknown;
  try {
    text = utf8.decode(bytes);
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return membersAreUnique(text, maxDepth) ? value : undefined;
}

/** Walks text that `JSON.parse` took, so that only strings and brackets need to be told apart. */
function membersAreUnique(text: string, maxDepth: number): boolean {
  // One entry an open bracket: the names seen so far in an object, null in an array.
  const open: (Set<string> | null)[] = [];
  // Whether the next string of an object is a name: after its bracket and after each comma. Lists do not ask.
  // Stryker disable next-line BooleanLiteral: nothing is open yet, so nothing asks before the first bracket sets it.
  let nameComesNext = false;
  // Stryker disable next-line EqualityOperator: behind the end there is no character, so none of the cases.
  for (let i = 0; i < text.length; i++) {
    switch (text.charCodeAt(i)) {
      case 0x7b: // {
        open.push(new Set());
        nameComesNext = true;
        if (open.length > maxDepth) return false;
        break;
      case 0x5b: // [
        open.push(null);
        if (open.length > maxDepth) return false;
        break;
      case 0x7d: // }
      case 0x5d: // ]
        open.pop();
        break;
      case 0x2c: // ,
        nameComesNext = true;
        break;
      case 0x22: {
        const end = endOfString(text, i);
        const names = open.at(-1);
        if (nameComesNext && names) {
          const raw = text.slice(i + 1, end);
          // Stryker disable next-line StringLiteral: a name without escapes is read as it is, only more slowly.
          const hasEscapes = raw.includes("\\");
          const name = hasEscapes ? (JSON.parse(`"${raw}"`) as string) : raw;
          if (name === "__proto__" || names.has(name)) return false;
          names.add(name);
          nameComesNext = false;
        }
        i = end;
        break;
      }
    }
  }
  return true;
}

/** The index of the quote that closes the string opened at `start`. */
function endOfString(text: string, start: number): number {
  let i = start + 1;
  while (text.charCodeAt(i) !== 0x22) i += text.charCodeAt(i) === 0x5c ? 2 : 1;
  return i;
}
