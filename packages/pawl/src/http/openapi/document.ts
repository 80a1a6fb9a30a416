import type { JsonSchema } from "../operations/operation.ts";

/** The parts of an OpenAPI 3.1 document that ours has. */
export interface OpenApiDocument {
  readonly openapi: string;
  readonly jsonSchemaDialect: string;
  readonly info: {
    readonly title: string;
    readonly version: string;
    readonly summary: string;
    readonly description: string;
    readonly license: { readonly name: string; readonly identifier: string };
  };
  readonly servers: readonly { readonly url: string }[];
  readonly tags: readonly TagObject[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, JsonSchema>>;
    readonly securitySchemes: Readonly<Record<string, SecurityScheme>>;
  };
}

export interface TagObject {
  readonly name: string;
  readonly description: string;
}

export interface OperationObject {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description: string;
  /** Alternatives; `{}` is none. */
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters?: readonly ParameterObject[];
  readonly requestBody?: { readonly required: boolean; readonly content: ContentObject };
  readonly responses: Readonly<Record<string, ResponseObject>>;
}

export interface ParameterObject extends HeaderObject {
  readonly name: string;
  readonly in: "path" | "header";
}

export interface HeaderObject {
  readonly description: string;
  readonly required: boolean;
  readonly schema: JsonSchema;
}

export interface ResponseObject {
  readonly description: string;
  readonly headers?: Readonly<Record<string, HeaderObject>>;
  readonly content?: ContentObject;
}

export type ContentObject = Readonly<Record<string, MediaTypeObject>>;

export interface MediaTypeObject {
  readonly schema: JsonSchema;
  /** Ours: the data of each server-sent event, by its name. */
  readonly "x-event-data"?: Readonly<Record<string, JsonSchema>>;
}

export interface SecurityScheme {
  readonly type: "apiKey" | "http";
  readonly description: string;
  readonly [member: string]: string;
}

/** `#/components/schemas/…` */
export const schemaPrefix = "#/components/schemas/";

export function referenceTo(name: string): JsonSchema {
  return { $ref: `${schemaPrefix}${name}` };
}
