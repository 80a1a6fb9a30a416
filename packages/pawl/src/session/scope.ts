/** The scopes that the claims of a session grant (RFC 9068 §2.2.3, RFC 6749 §3.3); none where `scope` is no text. */
export function scopesOf(claims: Readonly<Record<string, unknown>>): readonly string[] {
  const scope = claims["scope"];
  return typeof scope === "string" ? scope.split(" ").filter((one) => one !== "") : [];
}

/** Whether more is asked for than was granted (RFC 6749 §6); so is what is not written as scopes are. */
export function exceedsScope(granted: readonly string[], asked: string): boolean {
  return !asked.split(" ").every((one) => granted.includes(one));
}

/** What was granted of that which is asked for, in the order in which it was granted: never more than either. */
export function narrowScope(granted: readonly string[], asked: string): string {
  const parts = asked.split(" ");
  return granted.filter((one) => parts.includes(one)).join(" ");
}
