/**
 * A value, or a function that gives it when it is first needed. `next build` imports every route: what reads a secret or
 * opens a database belongs into a function.
 */
export type Lazy<T extends object> = T | (() => T);

export function given<T extends object>(lazy: Lazy<T>): T {
  return typeof lazy === "function" ? (lazy as () => T)() : lazy;
}
