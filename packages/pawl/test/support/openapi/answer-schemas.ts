import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import type { OpenApiDocument } from "../../../src/http/openapi/document.ts";
import type { JsonSchema } from "../../../src/http/operations/operation.ts";

/** Finds the validator of a schema by where it stands in the document, as a JSON pointer of unescaped parts. */
export type SchemaAt = (...pointer: readonly string[]) => ValidateFunction;

/** An id that no reference of the document has. */
const documentId = "https://document.test/openapi.json";

/** The schemas of a document, compiled when they are asked for. */
export function schemasOf(document: OpenApiDocument): SchemaAt {
  // Not strict: an OpenAPI document is no schema, and holds more than schemas.
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema(document, documentId);
  const compiled = new Map<string, ValidateFunction>();
  return (...pointer) => {
    const at = pointer.map((part) => `/${part.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
    const known = compiled.get(at) ?? ajv.compile({ $ref: `${documentId}#${encodeURI(at)}` });
    compiled.set(at, known);
    return known;
  };
}

/**
 * A document whose schemas take no member that they do not name. Clients must bear new members, but tests must not:
 * whatever is answered has to be described.
 */
export function closed(document: OpenApiDocument): OpenApiDocument {
  const schemas = Object.entries(document.components.schemas).map(([name, schema]) => [
    name,
    "additionalProperties" in schema || schema["type"] !== "object"
      ? schema
      : ({ ...schema, additionalProperties: false } satisfies JsonSchema),
  ]);
  return { ...document, components: { ...document.components, schemas: Object.fromEntries(schemas) } };
}
