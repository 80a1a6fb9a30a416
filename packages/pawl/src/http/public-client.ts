import { SessionError } from "../protocol/errors.ts";
import type { Form } from "./read-form.ts";

/**
 * Refuses a public client that says it is another one (RFC 6749 §3.2.1): its tokens would not be from here. There is nothing
 * to authenticate, so `Authorization` and `client_secret` are not looked at.
 *
 * @throws SessionError `invalid_client`.
 */
export function refuseOtherClient(form: Form, clientId: string): void {
  const stated = form.get("client_id");
  if (stated !== undefined && stated !== clientId) throw new SessionError("invalid_client");
}
