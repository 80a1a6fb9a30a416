import { SessionError } from "pawl/client";
import { ApiError } from "./demo-api.ts";
import type { Texts } from "./language/texts.ts";

/**
 * What to tell the user about something that failed. Empty for the end of the session, which the whole page tells.
 */
export function failureText(error: unknown, { offline }: Texts): string {
  if (error instanceof ApiError) return error.message;
  if (error instanceof SessionError) return "";
  return offline.failed;
}
