import type { Component } from "../components/component.ts";
import type {
  AnswerFacts,
  BodyFacts,
  Content,
  HeaderFacts,
  HeaderTable,
  JsonSchema,
  Operation,
} from "../operations/operation.ts";
import {
  type ContentObject,
  type HeaderObject,
  type MediaTypeObject,
  type OperationObject,
  type ParameterObject,
  type ResponseObject,
  referenceTo,
} from "./document.ts";
import { oauthAnswers } from "./oauth-failures.ts";
import { problemAnswers } from "./problems.ts";

/** One operation as OpenAPI has it. */
export function describeOperation(operation: Operation): OperationObject {
  const { operationId, group, summary, text, needs, path = {}, headers = {}, request } = operation;
  const parameters = [...parametersOf("path", path), ...parametersOf("header", headers)];
  return {
    operationId,
    tags: [group],
    summary,
    description: text,
    security: needs.map((credential) => (credential === "none" ? {} : { [credential]: [] })),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(request === undefined
      ? {}
      : { requestBody: { required: request.required, content: contentOf(request.content) } }),
    responses: responsesOf(operation),
  };
}

/** By status; where an answer and a failure share one, both media types stand side by side. */
function responsesOf({ answers, codes, failures }: Operation): Record<string, ResponseObject> {
  const responses: Record<string, ResponseObject> = {};
  for (const [status, answer] of Object.entries(answers)) responses[status] = responseOf(answer);
  const failed = failures === "oauth" ? oauthAnswers(codes) : problemAnswers(codes);
  for (const [status, answer] of failed) {
    const { description, headers, content } = responses[status] ?? {};
    responses[status] = {
      description: [description, answer.description].filter((part) => part !== undefined).join("\n\n"),
      ...((answer.headers ?? headers) ? { headers: { ...headers, ...answer.headers } } : {}),
      content: { ...content, ...answer.content },
    };
  }
  return responses;
}

function responseOf({ text, content, headers }: AnswerFacts): ResponseObject {
  return {
    description: text,
    ...(headers === undefined ? {} : { headers: headersOf(headers) }),
    ...(content === undefined ? {} : { content: contentOf(content) }),
  };
}

function parametersOf(place: "path" | "header", facts: HeaderTable): ParameterObject[] {
  return Object.entries(facts).map(([name, fact]) => ({ name, in: place, ...headerOf(fact) }));
}

function headersOf(facts: HeaderTable): Record<string, HeaderObject> {
  return Object.fromEntries(Object.entries(facts).map(([name, fact]) => [name, headerOf(fact)]));
}

function headerOf({ text, required, schema }: HeaderFacts): HeaderObject {
  return { description: text, required, schema };
}

function contentOf(content: Content): ContentObject {
  return Object.fromEntries(Object.entries(content).map(([type, body]) => [type, mediaTypeOf(body)]));
}

function mediaTypeOf(body: BodyFacts): MediaTypeObject {
  if ("anyOf" in body) return { schema: oneOf(body.anyOf) };
  const { schema, events } = body;
  if (events === undefined) return { schema };
  const entries = Object.entries(events).map(([name, { name: payload }]) => [name, referenceTo(payload)]);
  return { schema, "x-event-data": Object.fromEntries(entries) };
}

function oneOf(components: readonly Component[]): JsonSchema {
  const references = components.map(({ name }) => referenceTo(name));
  const [only] = references;
  return references.length === 1 && only !== undefined ? only : { anyOf: references };
}
