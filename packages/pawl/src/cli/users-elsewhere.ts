import { failure } from "./failure.ts";
import type { Terminal } from "./terminal.ts";

/**
 * Where logins go to an endpoint of the application, users in the store are nobody's: better not added than added in vain.
 *
 * @throws CommandFailure that says where they are.
 */
export function refuseElsewhere(env: Terminal["env"]): void {
  if (!env["PAWL_IDENTITY"]) return;
  throw failure(
    "PAWL_IDENTITY is set: who may log in is said by the application, and its users are added and listed there. Unset it for the users in the store.",
  );
}
