import { securityEventPollRequest, securityEventPollResponse } from "../components/revocations.ts";
import { bodyCodes, storeCodes } from "./codes.ts";
import { json } from "./content.ts";
import type { Operation } from "./operation.ts";

export const pollSecurityEvents: Operation = {
  operationId: "pollSecurityEvents",
  group: "For backends",
  summary: "Poll for security event tokens",
  text: "Revocations as the standards have them: RFC 8936, with the event `session-revoked` of OpenID CAEP. Every entry is told at least once, until it is acknowledged.",
  needs: ["receiverCredential"],
  feature: "receivers",
  request: { content: json(securityEventPollRequest), required: false },
  answers: { 200: { text: "Signed events, by their `jti`.", content: json(securityEventPollResponse) } },
  codes: [...bodyCodes, "verifier_credential_invalid", ...storeCodes],
};
