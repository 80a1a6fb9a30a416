/**
 * The errors of Pawl as a second copy of the package throws them: the same names and members, other classes. Next bundles
 * the proxy, pages and routes apart from each other.
 */

export class SessionError extends Error {
  override readonly name = "SessionError";
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

export class StoreError extends Error {
  override readonly name = "StoreError";
}
