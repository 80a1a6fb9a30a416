import { revocationRequest } from "../components/oauth.ts";
import { bodyCodes, storeCodes } from "./codes.ts";
import { form } from "./content.ts";
import type { Operation } from "./operation.ts";

export const revoke: Operation = {
  operationId: "revokeByOAuth",
  group: "For OAuth clients",
  summary: "Log out, by OAuth",
  text: "Ends the session of a refresh token or of an access token (RFC 7009). The answer is the same whether there was one.",
  needs: ["none"],
  request: { content: form(revocationRequest), required: true },
  answers: { 200: { text: "Nothing of the session works any more." } },
  codes: [...bodyCodes, "invalid_client", ...storeCodes],
  failures: "oauth",
};
