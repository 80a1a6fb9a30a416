import { type Code, codes } from "../../protocol/codes.ts";
import { oauthFailure } from "../components/oauth.ts";
import { oauthErrorOf } from "../oauth-failure.ts";
import { type ResponseObject, referenceTo } from "./document.ts";
import { challenge, retryAfter } from "./problems.ts";

/** The failures that OAuth clients are told, by status: one answer for all codes that share one. */
export function oauthAnswers(answered: readonly Code[]): Map<number, ResponseObject> {
  const statuses = [...new Set(answered.map((code) => toldAs(code).status))];
  return new Map(
    statuses.map((status) => [
      status,
      oauthAnswer(
        status,
        answered.filter((code) => toldAs(code).status === status),
      ),
    ]),
  );
}

function oauthAnswer(status: number, some: readonly Code[]): ResponseObject {
  const headers = {
    ...(status === 401 ? { "WWW-Authenticate": challenge } : {}),
    ...(status === 503 ? { "Retry-After": retryAfter } : {}),
  };
  const errors = [...new Set(some.map((code) => toldAs(code).error))];
  const narrowed = {
    type: "object",
    required: ["error", "code"],
    properties: { error: { type: "string", enum: errors }, code: { type: "string", enum: some } },
  };
  return {
    description: some
      .map((code) => `\`${code}\`, for OAuth \`${toldAs(code).error}\`: ${codes[code].title}`)
      .join("\n\n"),
    ...(Object.keys(headers).length === 0 ? {} : { headers }),
    content: { "application/json": { schema: { allOf: [referenceTo(oauthFailure.name), narrowed] } } },
  };
}

function toldAs(code: Code): { readonly error: string; readonly status: number } {
  const told = oauthErrorOf(code);
  if (told === undefined) throw new Error(`${code} has no word in OAuth`);
  return told;
}
