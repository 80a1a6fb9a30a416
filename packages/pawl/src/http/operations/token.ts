import { oauthTokenRequest } from "../components/oauth.ts";
import { oauthTokenResponse } from "../components/tokens.ts";
import { bodyCodes, storeCodes } from "./codes.ts";
import { form, json } from "./content.ts";
import type { Operation } from "./operation.ts";

export const token: Operation = {
  operationId: "refreshByOAuth",
  group: "For OAuth clients",
  summary: "Refresh the tokens, by OAuth",
  text: "As `POST /refresh` with the token in the body. What is over is 400 `invalid_grant`; a soft refusal, after which the session lives on, is 409 `temporarily_unavailable`.",
  needs: ["none"],
  request: { content: form(oauthTokenRequest), required: true },
  answers: { 200: { text: "The next tokens of the session.", content: json(oauthTokenResponse) } },
  codes: [
    ...([...bodyCodes, "unsupported_grant_type", "invalid_client", "invalid_scope"] as const),
    ...(["invalid_target", "refresh_token_unknown", "refresh_token_reused", "session_expired"] as const),
    ...(["session_revoked", "refresh_token_superseded", ...storeCodes] as const),
  ],
  failures: "oauth",
};
