import { activeToken, inactiveToken, introspectionRequest } from "../components/oauth.ts";
import { bodyCodes, storeCodes } from "./codes.ts";
import { form, json } from "./content.ts";
import type { Operation } from "./operation.ts";

export const introspect: Operation = {
  operationId: "introspect",
  group: "For OAuth clients",
  summary: "Ask whether an access token is good",
  text: "By the session as it is at this instant (RFC 7662), for what must not happen with one that has just ended. The credential may also be the password of `Authorization: Basic`, or `client_secret` in the form.",
  needs: ["verifierCredential"],
  feature: "verifiers",
  request: { content: form(introspectionRequest), required: true },
  answers: { 200: { text: "What it is.", content: json(activeToken, inactiveToken) } },
  codes: [...bodyCodes, "verifier_credential_invalid", ...storeCodes],
  failures: "oauth",
};
