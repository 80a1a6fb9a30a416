import { type Code, codes } from "../../protocol/codes.ts";
import { problem } from "../components/problem.ts";
import { challengeOf } from "../problem.ts";
import { type HeaderObject, type ResponseObject, referenceTo } from "./document.ts";

const text = (description: string): HeaderObject => ({
  description,
  required: true,
  schema: { type: "string" },
});

export const challenge: HeaderObject = text("What was looked for (RFC 6750 §3).");
export const retryAfter: HeaderObject = {
  description: "When to come back, in seconds.",
  required: true,
  schema: { type: "integer", minimum: 1, format: "int64" },
};

/** The problems that an operation may answer, by status: one answer for all codes that share one. */
export function problemAnswers(answered: readonly Code[]): Map<number, ResponseObject> {
  const statuses = [...new Set(answered.map((code) => codes[code].status))];
  return new Map(
    statuses.map((status) => [
      status,
      problemAnswer(
        status,
        answered.filter((code) => codes[code].status === status),
      ),
    ]),
  );
}

function problemAnswer(status: number, some: readonly Code[]): ResponseObject {
  const headers = {
    ...(some.every((code) => challengeOf(code) !== undefined) ? { "WWW-Authenticate": challenge } : {}),
    ...(status === 503 ? { "Retry-After": retryAfter } : {}),
  };
  const narrowed = {
    type: "object",
    required: ["status", "code"],
    properties: { status: { type: "integer", const: status }, code: { type: "string", enum: some } },
  };
  const schema = { allOf: [referenceTo(problem.name), narrowed] };
  return {
    description: some.map((code) => `\`${code}\`: ${codes[code].title}`).join("\n\n"),
    ...(Object.keys(headers).length === 0 ? {} : { headers }),
    content: { "application/problem+json": { schema } },
  };
}
