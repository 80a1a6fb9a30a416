/**
 * Goal: what is not JSON and not a problem can be described as well: a form, and errors in OAuth's shape (RFC 6749 §5.2).
 * Method: an operation as such a route would have it, described and shown.
 */
import { expect, test } from "vitest";
import { z } from "zod";
import { component } from "../../../src/http/components/component.ts";
import { describeApi } from "../../../src/http/openapi/describe-api.ts";
import { describeOperation } from "../../../src/http/openapi/describe-operation.ts";
import { renderOperation } from "../../../src/http/openapi/page/operation.ts";
import { form, json } from "../../../src/http/operations/content.ts";
import type { Operation } from "../../../src/http/operations/operation.ts";

interface GrantRequest {
  grant_type: "refresh_token";
  refresh_token: string;
}

interface OAuthError {
  error: "invalid_grant" | "invalid_request";
}

const grantRequest = component<GrantRequest>("GrantRequest", {
  text: "A grant.",
  members: { grant_type: "Which.", refresh_token: "The token." },
})(z.object({ grant_type: z.literal("refresh_token"), refresh_token: z.string() }));

const oauthError = component<OAuthError>("OAuthError", {
  text: "Not granted.",
  members: { error: "What went wrong." },
})(z.object({ error: z.enum(["invalid_grant", "invalid_request"]) }));

const operation: Operation = {
  operationId: "grant",
  group: "For backends",
  summary: "Grant",
  text: "Grants.",
  needs: ["none"],
  request: { content: form(grantRequest), required: true },
  answers: {
    200: { text: "Granted." },
    400: { text: "Refused.", content: json(oauthError) },
  },
  codes: ["invalid_request", "store_unavailable"],
};

test("a form is the body, by its media type", () => {
  expect(describeOperation(operation).requestBody).toEqual({
    required: true,
    content: {
      "application/x-www-form-urlencoded": { schema: { $ref: "#/components/schemas/GrantRequest" } },
    },
  });
});

test("errors of another shape stand beside the problems of the same status", () => {
  const { responses } = describeOperation(operation);
  expect(Object.keys(responses)).toEqual(["200", "400", "503"]);
  expect(Object.keys(responses["400"]?.content ?? {})).toEqual([
    "application/json",
    "application/problem+json",
  ]);
  expect(responses["400"]?.description).toMatch(/^Refused\.\n\n`invalid_request`: /);
  expect(responses["400"]?.content?.["application/json"]).toEqual({
    schema: { $ref: "#/components/schemas/OAuthError" },
  });
});

test("the page shows both", () => {
  const features = { verifiers: false, services: false, receivers: false };
  const document = describeApi({ issuer: "https://app.example", cookieName: "__Host-x", features });
  const { markup } = renderOperation(document, "/grant", "post", describeOperation(operation));
  expect(markup).toContain("<code>application/x-www-form-urlencoded</code>");
  expect(markup).toContain('<a href="#schema-OAuthError">OAuthError</a>');
  expect(markup).toContain('<a href="#problem-invalid_request">');
  expect(markup).toContain('<a href="#problem-store_unavailable">');
});
