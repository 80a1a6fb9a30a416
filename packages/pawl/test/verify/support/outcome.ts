import { SessionError } from "../../../src/protocol/errors.ts";
import { VerifierUnavailableError } from "../../../src/verify/verifier-unavailable-error.ts";

/** How a verification came out. Anything but the two errors that it may throw is a failure of the test. */
export type Outcome = "verified" | "invalid" | "unavailable";

export async function outcomeOf(verification: Promise<unknown>): Promise<Outcome> {
  try {
    await verification;
    return "verified";
  } catch (thrown) {
    if (thrown instanceof SessionError && thrown.code === "access_token_invalid") return "invalid";
    if (thrown instanceof VerifierUnavailableError) return "unavailable";
    throw thrown;
  }
}
