import { SessionError } from "../protocol/errors.ts";
import { createVerifierCredentials } from "./verifier-credentials.ts";

/** Who asks for revocations as security event tokens (RFC 8936), and by which name. */
export interface PollReceiver {
  /** What it shows, in `Authorization: Bearer`. */
  readonly credential: string;
  /** The `aud` of the tokens that it is given. */
  readonly audience: string;
}

/** Lets receivers in. */
export interface SecurityEventReceivers {
  readonly isConfigured: boolean;
  /** @throws SessionError `verifier_credential_invalid`. */
  audienceOf(request: Request): string;
}

export function createSecurityEventReceivers(receivers: readonly PollReceiver[]): SecurityEventReceivers {
  const known = receivers.map(({ credential, audience }) => ({
    credentials: createVerifierCredentials([credential]),
    audience,
  }));
  return {
    isConfigured: known.length > 0,
    audienceOf(request) {
      // Each of them, as in `createVerifierCredentials`.
      const [found] = known.filter(({ credentials }) => credentials.isKnown(request));
      if (found === undefined) throw new SessionError("verifier_credential_invalid");
      return found.audience;
    },
  };
}
