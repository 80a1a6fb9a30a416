import { z } from "zod";

/** A schema with a name in the OpenAPI document, of exactly the payload `T`. */
export interface Component<T = unknown> {
  readonly name: string;
  readonly schema: z.ZodType<T>;
  /** What it is, in sentences. */
  readonly text: string;
  /** What each member is, with its unit. */
  readonly members: Readonly<Record<string, string>>;
  readonly example?: unknown;
}

/** What the schema alone does not say. Every member has a text, so that a new one does not compile without. */
export interface ComponentFacts<T> {
  readonly text: string;
  readonly members: { readonly [K in keyof Required<T>]: string };
  readonly example?: T;
}

/** By which the generator knows which schemas have names, wherever one is part of another. */
export const namedSchemas: z.core.$ZodRegistry<{ id: string }> = z.registry<{ id: string }>();

const components = new Map<string, Component>();

/** True for identical types: what may be missing, and what may be undefined, included. */
type AreSame<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Nothing where the schema gives exactly `T`; otherwise something that no schema has. */
type Exactly<S extends z.ZodType, T> =
  AreSame<z.output<S>, T> extends true ? unknown : { readonly differsFrom: T };

/**
 * Names the schema of a payload. It compiles for a schema of exactly `T`: a member that only one of both has, or that is
 * optional in one, is a type error, so that payload and document cannot drift apart.
 *
 * @throws Error for a name that another schema has.
 */
export function component<T>(
  name: string,
  facts: ComponentFacts<T>,
): <S extends z.ZodType<T>>(schema: S & Exactly<S, T>) => Component<T> {
  return (schema) => {
    if (components.has(name)) throw new Error(`two schemas are called ${name}`);
    const made: Component<T> = { ...facts, name, schema };
    components.set(name, made);
    namedSchemas.add(schema, { id: name });
    return made;
  };
}

/** The component of a name that `namedSchemas` has. */
export function componentNamed(name: string): Component | undefined {
  return components.get(name);
}
