import type { Code } from "../protocol/codes.ts";
import { SessionError } from "../protocol/errors.ts";

/** A good access token that does not do for this route, and what would; told in the challenge. */
export class InsufficientError extends SessionError {
  /** By the names of the challenge's parameters. Values are of the route, never of the request. */
  readonly lacking: Readonly<Record<string, string>>;

  constructor(code: Code, lacking: Readonly<Record<string, string>>) {
    super(code);
    this.lacking = lacking;
  }
}
