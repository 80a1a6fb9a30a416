import type { Credential } from "../operations/operation.ts";
import type { SecurityScheme } from "./document.ts";

/** How each credential is shown. */
export function securitySchemes(
  cookieName: string,
): Readonly<Record<Exclude<Credential, "none">, SecurityScheme>> {
  return {
    refreshTokenCookie: {
      type: "apiKey",
      in: "cookie",
      name: cookieName,
      description:
        "The refresh token, as a login or a refresh has set it. Browsers send it by themselves, and no script can read it.",
    },
    accessToken: {
      type: "http",
      scheme: "bearer",
      bearerFormat: "JWT",
      description:
        "The `access_token` of a login or a refresh, in `Authorization: Bearer …`, and nowhere else.",
    },
    verifierCredential: {
      type: "http",
      scheme: "bearer",
      description: "What an API shows that checks access tokens; configured by the operator of this server.",
    },
    receiverCredential: {
      type: "http",
      scheme: "bearer",
      description: "What a receiver of security events shows; configured by the operator of this server.",
    },
    serviceCredential: {
      type: "http",
      scheme: "bearer",
      description:
        "What a backend shows that may say who has logged in; configured by the operator of this server.",
    },
  };
}
