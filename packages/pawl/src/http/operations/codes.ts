import type { Code } from "../../protocol/codes.ts";

/** Of what reads a JSON body. */
export const bodyCodes: readonly Code[] = ["invalid_request", "content_too_large", "unsupported_media_type"];

/** Of what needs an access token. `invalid_request`: an `Authorization` that is not one token. */
export const accessTokenCodes: readonly Code[] = [
  "invalid_request",
  "access_token_missing",
  "access_token_invalid",
];

/** Of what asks the store. */
export const storeCodes: readonly Code[] = ["internal_error", "store_unavailable"];
