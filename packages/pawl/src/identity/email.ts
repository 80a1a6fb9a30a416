const maxLength = 254;
/** Nothing that a reader cannot see: no control, no format character, nothing that is ignored when shown. */
const address = /^[^\s@\p{C}\p{DI}]+@[^\s@\p{C}\p{DI}]+$/u;

/**
 * The one form in which an e-mail address is stored and compared: NFKC, lower case, no space around it. Two
 * spellings that look alike to a reader of that form cannot be two accounts (ASVS 6.3.8). Does not fold
 * provider rules such as dots or plus signs.
 *
 * `undefined` if it is not an address: something, one `@`, something; nothing invisible; at most 254 characters.
 */
export function canonicalEmail(text: string): string | undefined {
  if (text.length > maxLength) return undefined;
  // Normalised again, since a lower-case letter may compose with an accent where its capital did not.
  const canonical = text.normalize("NFKC").toLowerCase().normalize("NFKC").trim();
  return canonical.length <= maxLength && address.test(canonical) ? canonical : undefined;
}
