/**
 * A value as JSON on one line that no terminal and no log reader can misread (ASVS 16.4.1): control and format
 * characters, line and paragraph separators are escaped, all of them, and not only those that JSON must escape.
 *
 * @param maxLength strings are cut after so many UTF-16 units, with an ellipsis in place of the rest.
 */
export function jsonLine(value: unknown, maxLength: number = Number.POSITIVE_INFINITY): string {
  const text = JSON.stringify(value, (_, part: unknown) =>
    typeof part === "string" ? truncate(part, maxLength) : part,
  );
  // What is left of these characters stands inside a string, where an escape means the same.
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, escapeUnits);
}

/** The text itself if it is short; otherwise its beginning, never half a character, and an ellipsis. */
export function truncate(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const end = /[\uD800-\uDBFF]/.test(text[maxLength - 1] ?? "") ? maxLength - 1 : maxLength;
  return `${text.slice(0, end)}…`;
}

/** Text from elsewhere, for a terminal: what could move the cursor or hide something becomes visible. */
export function printable(text: string, maxLength: number = Number.POSITIVE_INFINITY): string {
  return truncate(text, maxLength).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, escapeUnits);
}

function escapeUnits(character: string): string {
  return Array.from(
    { length: character.length },
    (_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, "0")}`,
  ).join("");
}
