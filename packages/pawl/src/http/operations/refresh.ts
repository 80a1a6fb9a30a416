import { refreshRequest, tokenResponse } from "../components/tokens.ts";
import { bodyCodes, storeCodes } from "./codes.ts";
import { json } from "./content.ts";
import { csrf, setCookie } from "./headers.ts";
import type { Operation } from "./operation.ts";

export const refresh: Operation = {
  operationId: "refresh",
  group: "Sessions of a browser or an app",
  summary: "Refresh the tokens",
  text: "A refresh token becomes a new pair. It comes by cookie and is answered by cookie, or in the body and is answered in the body. After `refresh_token_superseded` the same request is worth another try, with the newest cookie.",
  needs: ["refreshTokenCookie", "none"],
  headers: csrf,
  request: { content: json(refreshRequest), required: false },
  answers: {
    200: { text: "The next tokens of the session.", content: json(tokenResponse), headers: setCookie },
  },
  codes: [
    ...([...bodyCodes, "duplicate_cookie", "csrf_rejected"] as const),
    ...(["refresh_token_missing", "refresh_token_unknown", "refresh_token_reused"] as const),
    ...(["session_expired", "session_revoked", "refresh_token_superseded", ...storeCodes] as const),
  ],
};
