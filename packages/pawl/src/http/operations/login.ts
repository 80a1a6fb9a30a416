import { loginRequest, ticketLoginRequest, tokenResponse } from "../components/tokens.ts";
import { bodyCodes, storeCodes } from "./codes.ts";
import { json } from "./content.ts";
import { csrf, setCookie } from "./headers.ts";
import type { Operation } from "./operation.ts";

export const login: Operation = {
  operationId: "login",
  group: "Sessions of a browser or an app",
  summary: "Log in",
  text: "Credentials, or a login ticket, become a session: always a new one. A session whose cookie came along is ended.",
  needs: ["none"],
  headers: csrf,
  request: { content: json(loginRequest, ticketLoginRequest), required: true },
  answers: {
    200: { text: "The tokens of a new session.", content: json(tokenResponse), headers: setCookie },
  },
  codes: [
    ...([...bodyCodes, "duplicate_cookie", "invalid_credentials", "csrf_rejected"] as const),
    ...(["overloaded", ...storeCodes] as const),
  ],
};
