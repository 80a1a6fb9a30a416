import { printable } from "./json-line.ts";

/** What a log line says of an error: never its stack, its parameters or anything else that it carries. */
export interface ErrorDescription {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
  readonly cause?: ErrorDescription;
}

/** A cause of a cause of a cause tells nothing new, and a circle must end. */
const maxDepth = 3;

/** Name, message and code of an error and of its causes. */
export function describeError(error: unknown, depth: number = 1): ErrorDescription {
  if (!(error instanceof Error)) return { name: "NotAnError", message: `a thrown ${typeof error}` };
  const { code } = error as { code?: unknown };
  return {
    name: error.name,
    message: withoutTokens(error.message),
    ...(typeof code === "string" ? { code } : {}),
    ...(error.cause !== undefined && depth < maxDepth
      ? { cause: describeError(error.cause, depth + 1) }
      : {}),
  };
}

/**
 * No error of ours has a secret in its message; those of others may quote what they could not read. Whatever looks
 * like one, 32 characters of base64 in a row, is left out (ASVS 16.2.5). Paths have dots and slashes between words.
 */
export function withoutTokens(message: string): string {
  return message.replace(/[A-Za-z0-9_+=-]{32,}/g, "[left out]");
}

/** An error that nobody foresaw, as one line for a person. */
export function errorLine(error: unknown): string {
  const { name, message } = describeError(error);
  return printable(`${name}: ${message}`, 500);
}
