/**
 * Goal: what the document says may be sent is what is taken, member by member.
 * Method: bodies that are right and wrong in every way that a schema knows, before the validator of the route and before
 * the schema of the document.
 */
import { expect, test } from "vitest";
import type { z } from "zod";
import { describeApi } from "../../../src/http/openapi/describe-api.ts";
import {
  loginRequest,
  loginTicketRequest,
  logoutRequest,
  refreshRequest,
  securityEventPoll,
} from "../../../src/http/schemas.ts";
import { schemasOf } from "../../support/openapi/answer-schemas.ts";

const document = describeApi({
  issuer: "https://app.example/auth",
  cookieName: "__Host-test",
  features: { verifiers: true, services: true, receivers: true },
});
const at = schemasOf(document);

const login = { email: "ada@example.com", password: "x" };

const cases: [path: string, schema: z.ZodType, right: unknown[], wrong: unknown[]][] = [
  [
    "/login",
    loginRequest,
    [
      ...[login, { ...login, transport: "body" }, { ...login, remember: false, transport: "cookie" }],
      ...[{ ticket: "" }, { ticket: "t", remember: true }, { ...login, email: "x".repeat(254) }],
    ],
    [
      ...[{}, null, [], "x", { ...login, ticket: "t" }, { email: login.email }, { ...login, surplus: 1 }],
      ...[
        { ...login, transport: "header" },
        { ...login, remember: "yes" },
        { ...login, email: "" },
      ],
      ...[{ ...login, email: "x".repeat(255) }, { ...login, password: "x".repeat(1025) }, { ticket: 1 }],
      ...[{ ticket: "t", surplus: 1 }],
    ],
  ],
  [
    "/login-tickets",
    loginTicketRequest,
    [{ subject: "a" }, { subject: "a", claims: { a: [1] }, amr: ["pwd"] }, { subject: "a", amr: [] }],
    [
      ...[{}, { subject: "" }, { subject: "x".repeat(256) }, { subject: "a", claims: [] }],
      ...[
        { subject: "a", amr: [""] },
        { subject: "a", amr: "pwd" },
        { subject: "a", amr: Array(17).fill("x") },
      ],
      ...[{ subject: "a", surplus: 1 }],
    ],
  ],
  [
    "/refresh",
    refreshRequest,
    [
      {},
      { refresh_token: "" },
      { known_revision: null },
      { known_revision: "x", inactive_for: 0 },
      { inactive_for: 34_560_000 },
    ],
    [
      { refresh_token: 1 },
      { known_revision: 1 },
      { inactive_for: -1 },
      { inactive_for: 1.5 },
      { inactive_for: 34_560_001 },
      { surplus: 1 },
      [],
    ],
  ],
  ["/logout", logoutRequest, [{}, { refresh_token: "x" }], [{ refresh_token: null }, { surplus: 1 }]],
  [
    "/security-events/poll",
    securityEventPoll,
    [{}, { ack: ["a"], setErrs: { a: { err: "x" } }, maxEvents: 0, returnImmediately: true }, { surplus: 1 }],
    [
      { ack: "a" },
      { ack: [1] },
      { setErrs: [] },
      { maxEvents: -1 },
      { maxEvents: 1.5 },
      { returnImmediately: 1 },
    ],
  ],
];

test.each(cases)("%s: validator and document take and refuse the same", (path, schema, right, wrong) => {
  const validate = at("paths", path, "post", "requestBody", "content", "application/json", "schema");
  for (const [bodies, isRight] of [
    [right, true],
    [wrong, false],
  ] as const) {
    for (const body of bodies) {
      expect([body, schema.safeParse(body).success, validate(body)]).toEqual([body, isRight, isRight]);
    }
  }
});

test("every operation with a JSON body is among them; of forms see forms.test.ts", () => {
  const withBody = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.values(methods).some(({ requestBody }) => "application/json" in (requestBody?.content ?? {}))
      ? [path]
      : [],
  );
  expect(cases.map(([path]) => path).sort()).toEqual(withBody.sort());
});
