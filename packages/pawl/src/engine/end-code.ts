import type { Code } from "../protocol/codes.ts";
import type { EndReason } from "../protocol/reasons.ts";

/** How the holder of an authentic refresh token is told that its session ended for this reason. */
export function codeOfEnd(reason: EndReason): Code {
  switch (reason) {
    case "inactivity":
    case "absolute_lifetime":
      return "session_expired";
    case "refresh_token_reused":
      return "refresh_token_reused";
    default:
      return "session_revoked";
  }
}
