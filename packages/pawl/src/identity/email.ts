const maxLength = 254;

/**
 * The one form in which an e-mail address is stored and compared: NFKC, lower case, no space around it. Two
 * spellings that look alike to a reader of that form cannot be two accounts (ASVS 6.3.8). Does not fold
 * provider rules such as dots or plus signs.
 *
 * `undefined` if it is not an address: something, one `@`, something; no white space; at most 254 characters.
 */
export function canonicalEmail(text: string): string | undefined {
  if (text.length > maxLength) return undefined;
  const canonical = text.normalize("NFKC").toLowerCase().trim();
  return canonical.length <= maxLength && /^[^\s@\p{C}]+@[^\s@\p{C}]+$/u.test(canonical) ? canonical : undefined;
}
