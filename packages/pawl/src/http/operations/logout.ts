import { logoutRequest } from "../components/tokens.ts";
import { bodyCodes, storeCodes } from "./codes.ts";
import { json } from "./content.ts";
import { csrf, setCookie } from "./headers.ts";
import type { Operation } from "./operation.ts";

export const logout: Operation = {
  operationId: "logout",
  group: "Sessions of a browser or an app",
  summary: "Log out",
  text: "Ends the session that the cookie, the body’s refresh token or the access token names, expired or not. The answer is the same whether there was one.",
  needs: ["refreshTokenCookie", "accessToken", "none"],
  headers: csrf,
  request: { content: json(logoutRequest), required: false },
  answers: {
    204: {
      text: "There is no such session any more.",
      headers: {
        ...setCookie,
        "Clear-Site-Data": {
          text: "What pages left in the caches goes with the session.",
          schema: { type: "string" },
          required: true,
        },
      },
    },
  },
  codes: [...bodyCodes, "csrf_rejected", ...storeCodes],
};
