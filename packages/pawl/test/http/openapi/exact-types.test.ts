/**
 * Goal: the schema of a payload cannot drift from its interface, in either direction.
 * Method: schemas that differ a little, which must not compile; the type checker is the test, and running it shows that
 * nothing else refused them.
 */
import { expect, test } from "vitest";
import { z } from "zod";
import { component } from "../../../src/http/components/component.ts";

interface Payload {
  sid: string;
  reason?: "a" | "b";
}

const facts = { text: "A payload.", members: { sid: "One.", reason: "Two." } };
const name = (() => {
  let n = 0;
  return () => `ExactTypes${n++}`;
})();

test("the same members compile, with the same that may be missing", () => {
  const made = component<Payload>(
    name(),
    facts,
  )(z.object({ sid: z.string(), reason: z.enum(["a", "b"]).exactOptional() }));
  expect(made.schema.safeParse({ sid: "x" }).success).toBe(true);
});

test("a difference does not compile", () => {
  const sid = z.string();
  const reason = z.enum(["a", "b"]);
  const surplus = z.object({ sid, reason: reason.exactOptional(), surplus: sid });
  const larger = z.object({ sid, reason: z.enum(["a", "b", "c"]).exactOptional() });
  const smaller = z.object({ sid, reason: z.enum(["a"]).exactOptional() });
  const made = [
    // @ts-expect-error A member that only the interface has.
    component<Payload>(name(), facts)(z.object({ sid })),
    // @ts-expect-error A member that only the schema has.
    component<Payload>(name(), facts)(surplus),
    // @ts-expect-error Undefined is not the same as missing.
    component<Payload>(name(), facts)(z.object({ sid, reason: reason.optional() })),
    // @ts-expect-error It may be missing.
    component<Payload>(name(), facts)(z.object({ sid, reason })),
    // @ts-expect-error A value more than the interface has.
    component<Payload>(name(), facts)(larger),
    // @ts-expect-error A value less.
    component<Payload>(name(), facts)(smaller),
  ];
  expect(made).toHaveLength(6);
});

test("a member without a text does not compile", () => {
  // @ts-expect-error `reason` has none.
  const made = component<Payload>(name(), { text: "A payload.", members: { sid: "One." } });
  expect(made).toBeTypeOf("function");
});

test("two schemas of one name are a mistake", () => {
  const twice = name();
  const schema = () => z.object({ sid: z.string(), reason: z.enum(["a", "b"]).exactOptional() });
  component<Payload>(twice, facts)(schema());
  expect(() => component<Payload>(twice, facts)(schema())).toThrow(`two schemas are called ${twice}`);
});
