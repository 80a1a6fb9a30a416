import type { JsonSchema } from "../../operations/operation.ts";
import { schemaPrefix } from "../document.ts";
import { type Html, html, joined, nothing } from "./html.ts";
import { words } from "./words.ts";

/** The named schema that a schema is, if it is nothing else. */
export function nameOf({ $ref }: JsonSchema): string | undefined {
  return typeof $ref === "string" ? $ref.slice(schemaPrefix.length) : undefined;
}

/** The alternatives of a schema; itself if it has none. */
export function alternativesOf(schema: JsonSchema): readonly JsonSchema[] {
  return Array.isArray(schema["anyOf"]) ? schema["anyOf"] : [schema];
}

/** The members of an object, each with its schema. */
function membersOf({ properties }: JsonSchema): [name: string, schema: JsonSchema][] {
  return typeof properties === "object" && properties !== null ? Object.entries(properties) : [];
}

/** A schema in a few words, with links to those that have names. */
export function typeOf(schema: JsonSchema): Html {
  const { type, items, additionalProperties: rest } = schema;
  const name = nameOf(schema);
  if (name !== undefined) return html`<a href="#schema-${name}">${name}</a>`;
  if (Array.isArray(schema["anyOf"])) return joined(schema["anyOf"].map(typeOf), " or ");
  if (schema["const"] !== undefined) return literal(schema["const"]);
  if (Array.isArray(schema["enum"])) return joined(schema["enum"].map(literal), " or ");
  if (Array.isArray(type))
    return joined(
      type.map((one) => typeOf({ ...schema, type: one })),
      " or ",
    );
  if (type === "array") return html`array of ${typeOf(isSchema(items) ? items : {})}`;
  if (type === "object" && isSchema(rest)) return html`object of ${typeOf(rest)}`;
  return html`${typeof type === "string" ? type : "anything"}${boundsOf(schema)}`;
}

/** The members of an object, with what they are. */
export function memberList(schema: JsonSchema): Html {
  const required = Array.isArray(schema["required"]) ? schema["required"] : [];
  const rows = membersOf(schema).map(([name, member]) =>
    definition(name, member, required.includes(name), textOf(member)),
  );
  return rows.length === 0 ? nothing : html`<dl class="members">${rows}</dl>`;
}

/** One row of a list of members or headers. */
export function definition(name: string, schema: JsonSchema, isRequired: boolean, text: string): Html {
  const need = isRequired ? nothing : html` <span class="optional">optional</span>`;
  return html`<div><dt><code>${name}</code> <span class="type">${typeOf(schema)}</span>${need}</dt><dd>${words(text)}</dd></div>`;
}

/** An example of a schema, or nothing. */
export function exampleOf({ examples }: JsonSchema): unknown {
  return Array.isArray(examples) ? examples[0] : undefined;
}

export function textOf({ description }: JsonSchema): string {
  return typeof description === "string" ? description : "";
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === "object" && value !== null;
}

function literal(value: unknown): Html {
  return html`<code>${JSON.stringify(value)}</code>`;
}

/** How long a text, and how large a number may be. */
function boundsOf(schema: JsonSchema): Html {
  const range = (least: unknown, most: unknown, unit: string) => {
    if (most === undefined) return nothing;
    return html`, ${String(least ?? 0)} to ${String(most)}${unit}`;
  };
  if (schema["type"] === "string") return range(schema["minLength"], schema["maxLength"], " characters");
  return range(schema["minimum"], schema["maximum"], "");
}
