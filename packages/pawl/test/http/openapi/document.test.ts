/**
 * Goal: the document is OpenAPI 3.1 that tools can rely on, complete in both directions, and says what is configured.
 * Method: documents of several configurations, walked from end to end; each schema against the meta-schema of its
 * dialect, each example against its schema.
 */
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { describe, expect, test } from "vitest";
import manifest from "../../../package.json" with { type: "json" };
import { componentNamed } from "../../../src/http/components/component.ts";
import { type ApiFacts, describeApi } from "../../../src/http/openapi/describe-api.ts";
import { version } from "../../../src/http/openapi/version.ts";
import { operations } from "../../../src/http/operations/table.ts";
import { routeTable } from "../../../src/http/router.ts";
import { schemasOf } from "../../support/openapi/answer-schemas.ts";

const everything = { verifiers: true, services: true, receivers: true };
const facts: ApiFacts = {
  issuer: "https://app.example/auth",
  cookieName: "__Host-Http-mine",
  features: everything,
};
const document = describeApi(facts);
const described = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
);
const schemas = Object.entries(document.components.schemas);

/** Every value below a member of this name, wherever it is. */
function valuesOf(part: unknown, name: string): unknown[] {
  if (typeof part !== "object" || part === null) return [];
  return Object.entries(part).flatMap(([key, value]) => [
    ...(key === name ? [value] : []),
    ...valuesOf(value, name),
  ]);
}

describe("the document and the router", () => {
  const ofRouter = [...routeTable].flatMap(([path, methods]) =>
    [...methods.keys()].map((method) => `${method} ${path}`),
  );

  test("have the same paths and methods", () => {
    expect(described.map(({ path, method }) => `${method.toUpperCase()} ${path}`)).toEqual(ofRouter);
  });

  test("nothing is described that the router does not have", () => {
    const ofTable = Object.entries(operations).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    expect(ofTable.sort()).toEqual([...ofRouter].sort());
  });
});

describe("as OpenAPI", () => {
  test("every reference leads to a schema, and every schema is referred to", () => {
    const references = new Set(valuesOf(document, "$ref"));
    expect([...references].sort()).toEqual(schemas.map(([name]) => `#/components/schemas/${name}`).sort());
  });

  test("an operation has an id of its own, a tag that is declared, a summary and a description", () => {
    const ids = described.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    const tags = document.tags.map(({ name }) => name);
    for (const { operation } of described) {
      expect(operation.operationId).toMatch(/^[a-z][A-Za-z]+$/);
      for (const tag of operation.tags) expect(tags).toContain(tag);
      expect(operation.tags).toHaveLength(1);
      expect(operation.summary).toMatch(/^[A-Z]\P{P}.*[^.]$/u);
      expect(operation.description).toMatch(/\.$/);
    }
  });

  test("a path has a parameter for each of its braces, and no other", () => {
    for (const { path, operation } of described) {
      const inPath = (operation.parameters ?? []).filter((parameter) => parameter.in === "path");
      const braces = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      expect(inPath.map(({ name }) => name)).toEqual(braces);
      for (const { required } of inPath) expect(required).toBe(true);
    }
  });

  test("a header has no name that OpenAPI would ignore", () => {
    const names = described.flatMap(({ operation }) => operation.parameters ?? []).map(({ name }) => name);
    for (const name of names)
      expect(["accept", "content-type", "authorization"]).not.toContain(name.toLowerCase());
    const ofAnswers = described.flatMap(({ operation }) =>
      Object.values(operation.responses).flatMap(({ headers = {} }) => Object.keys(headers)),
    );
    expect(ofAnswers.map((name) => name.toLowerCase())).not.toContain("content-type");
  });

  test("what an operation needs is among the security schemes, and each scheme is needed somewhere", () => {
    const needed = described.flatMap(({ operation }) =>
      operation.security.flatMap((one) => Object.keys(one)),
    );
    expect([...new Set(needed)].sort()).toEqual(Object.keys(document.components.securitySchemes).sort());
    for (const { operation } of described) expect(operation.security.length).toBeGreaterThan(0);
  });

  test("every answer has a status and a description; a 204 and a 304 have no body", () => {
    for (const { operation } of described) {
      for (const [status, { description, content }] of Object.entries(operation.responses)) {
        expect(status).toMatch(/^[2345]\d\d$/);
        expect(description).not.toBe("");
        // RFC 7009 §2.2: only the status says something.
        const isSilent = operation.operationId === "revokeByOAuth" && status === "200";
        if (status === "204" || status === "304" || isSilent) expect(content).toBeUndefined();
        else expect(Object.keys(content ?? {}).length).toBeGreaterThan(0);
      }
    }
  });

  test("every schema, named or not, is one by the meta-schema of JSON Schema 2020-12", () => {
    expect(document.jsonSchemaDialect).toBe("https://json-schema.org/draft/2020-12/schema");
    const ajv = new Ajv2020({ strict: false });
    addFormats.default(ajv);
    const all = [...schemas.map(([, schema]) => schema), ...valuesOf(document.paths, "schema")];
    expect(all.length).toBeGreaterThan(100);
    for (const schema of all)
      expect([ajv.validateSchema(schema as object), ajv.errors]).toEqual([true, null]);
  });
});

describe("schemas", () => {
  test.each(schemas)("%s has a text, and one for each of its members and of no other", (name, schema) => {
    const texts = componentNamed(name);
    expect(schema["description"]).toMatch(/\.$/);
    const members = schema["properties"] as Record<string, { description: string }>;
    expect(Object.keys(members).sort()).toEqual(Object.keys(texts?.members ?? {}).sort());
    for (const { description } of Object.values(members)) expect(description).toMatch(/\.$/);
  });

  test("an instant says that it is in milliseconds, a lifetime that it is in seconds", () => {
    for (const [, schema] of schemas) {
      const members = Object.entries(
        schema["properties"] as Record<string, { description: string; type: string }>,
      );
      for (const [name, { description, type }] of members) {
        if (/_at$|^as_of$/.test(name))
          expect([type, description]).toEqual(["integer", expect.stringMatching(/millisecond/)]);
        if (name === "expires_in")
          expect([type, description]).toEqual(["integer", expect.stringMatching(/seconds/)]);
      }
    }
  });

  test("an example is as its schema says", () => {
    const at = schemasOf(document);
    const withExample = schemas.filter(([, schema]) => "examples" in schema);
    expect(withExample.length).toBeGreaterThan(10);
    for (const [name, { examples }] of withExample) {
      for (const example of examples as unknown[]) {
        expect([name, at("components", "schemas", name)(example)]).toEqual([name, true]);
      }
    }
  });

  test("what is sent is exactly what is described; what is answered may have more members one day", () => {
    const closed = schemas
      .filter(([, schema]) => schema["additionalProperties"] === false)
      .map(([name]) => name);
    expect(closed).toEqual([
      ...["LoginRequest", "LoginTicketRequest", "LogoutRequest", "RefreshRequest", "TicketLoginRequest"],
    ]);
  });
});

describe("what is configured", () => {
  test("is the server’s URL, without a slash at its end, and the cookie’s name", () => {
    expect(document.servers).toEqual([{ url: "https://app.example/auth" }]);
    expect(describeApi({ ...facts, issuer: "https://app.example/" }).servers).toEqual([
      { url: "https://app.example" },
    ]);
    expect(document.components.securitySchemes["refreshTokenCookie"]).toMatchObject({
      type: "apiKey",
      in: "cookie",
      name: "__Host-Http-mine",
    });
  });

  test.each([
    ["verifiers", ["/revocations", "/introspect"], "verifierCredential"],
    ["services", ["/login-tickets"], "serviceCredential"],
    ["receivers", ["/security-events/poll"], "receiverCredential"],
  ])("without %s there is no %s, nor what only it needs", (feature, paths, credential) => {
    const without = describeApi({ ...facts, features: { ...everything, [feature]: false } });
    expect(Object.keys(document.paths)).toEqual(expect.arrayContaining(paths));
    expect(Object.keys(without.paths)).toEqual(
      Object.keys(document.paths).filter((one) => !paths.includes(one)),
    );
    expect(Object.keys(without.components.securitySchemes)).not.toContain(credential);
    const references = new Set(valuesOf(without, "$ref"));
    expect(Object.keys(without.components.schemas)).toHaveLength(references.size);
  });

  test("the version is the package’s", () => {
    expect([version, document.info.version]).toEqual([manifest.version, manifest.version]);
  });
});
