import type { Code } from "../../src/protocol/codes.ts";
import { SessionError } from "../../src/protocol/errors.ts";
import type { EndReason } from "../../src/protocol/reasons.ts";

export interface Refusal {
  readonly code: Code;
  readonly reason?: EndReason;
}

/** How a promise was refused. Fails if it was not, or if what it rejected with is no answer. */
export async function refusalOf(promise: Promise<unknown>): Promise<Refusal> {
  try {
    await promise;
  } catch (thrown) {
    if (!(thrown instanceof SessionError)) throw thrown;
    const { code, reason } = thrown;
    return { code, ...(reason === undefined ? {} : { reason }) };
  }
  throw new Error("It was not refused.");
}
