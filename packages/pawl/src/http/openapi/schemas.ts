import { z } from "zod";
import { componentNamed, namedSchemas } from "../components/component.ts";
import type { JsonSchema } from "../operations/operation.ts";
import { schemaPrefix } from "./document.ts";

/** Every schema that has a name, as JSON Schema 2020-12 with its texts. */
export function namedJsonSchemas(): ReadonlyMap<string, JsonSchema> {
  const { schemas } = z.toJSONSchema(namedSchemas, {
    // Of both directions: what is sent is exactly this, and what is answered may have more members one day.
    io: "input",
    uri: (id) => `${schemaPrefix}${id}`,
    override: ({ jsonSchema }) => tidy(jsonSchema),
  });
  return new Map(Object.entries(schemas).map(([name, schema]) => [name, described(name, schema)]));
}

/** Names that a part of the document refers to, and those that these refer to, in alphabetical order. */
export function namesIn(part: unknown, schemas: ReadonlyMap<string, JsonSchema>): string[] {
  const found = new Set<string>();
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    for (const [key, member] of Object.entries(value)) {
      const isReference = key === "$ref" && typeof member === "string";
      const name = isReference ? member.slice(schemaPrefix.length) : undefined;
      if (name === undefined) visit(member);
      else if (!found.has(name)) {
        found.add(name);
        visit(schemas.get(name));
      }
    }
  };
  visit(part);
  return [...found].sort();
}

/** Leaves out what says nothing, and says how wide integers are, which generators of other languages ask. */
function tidy(schema: z.core.JSONSchema.BaseSchema): void {
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (schema.type === "integer") schema.format = "int64";
  // Names of members are always text, and it is no property that only answers have.
  delete schema.propertyNames;
  delete schema.readOnly;
}

function described(name: string, schema: z.core.JSONSchema.BaseSchema): JsonSchema {
  const { $schema: _dialect, $id: _name, properties = {}, ...rest } = schema;
  const { text = "", members = {}, example } = componentNamed(name) ?? {};
  const withTexts = Object.entries(properties).map(([member, value]) => [
    member,
    { ...(typeof value === "object" ? value : {}), description: members[member] },
  ]);
  return {
    description: text,
    ...rest,
    properties: Object.fromEntries(withTexts),
    ...(example === undefined ? {} : { examples: [example] }),
  };
}
