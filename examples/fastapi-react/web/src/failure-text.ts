import { SessionError } from "pawl/client";
import { ApiError } from "./api.ts";

/** What to tell the user about something that failed. Empty for the end of the session, which the whole page tells. */
export function failureText(error: unknown): string {
  if (error === undefined || error instanceof SessionError) return "";
  if (error instanceof ApiError && error.status < 500) return "That was not accepted.";
  return "That did not work just now. Please try again.";
}

/** The same for a login. Only an answer about the password is told as one. */
export function loginFailureText(error: unknown): string {
  const isAnswer = error instanceof SessionError && error.code === "invalid_credentials";
  return isAnswer ? "E-mail or password is wrong." : "Nobody can be logged in just now. Please try again.";
}
