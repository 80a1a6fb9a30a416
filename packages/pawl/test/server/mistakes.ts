import { expect } from "vitest";
import { createPawl, type Pawl } from "../../src/server/create-pawl.ts";
import type { PawlOptions } from "../../src/server/options.ts";
import { memoryStore } from "../../src/stores/memory/index.ts";
import { twoPeople } from "../support/people.ts";
import { secretOne } from "../support/secrets.ts";

/** Options with nothing wrong in them. */
export const right: PawlOptions = {
  issuer: "https://app.example/auth",
  audience: "https://api.example",
  store: memoryStore(),
  secrets: [secretOne],
  identity: twoPeople,
};

/** Makes Pawl with some options changed; a value that is undefined is left out. */
export function create(changes: Record<string, unknown>): Pawl {
  const options = Object.entries({ ...right, ...changes }).filter(([, value]) => value !== undefined);
  return createPawl(Object.fromEntries(options) as unknown as PawlOptions);
}

/** A TypeError with this message, and no secret in it. */
export function expectMistake(changes: Record<string, unknown>, message: string | RegExp): void {
  const act = () => create(changes);
  expect(act).toThrow(TypeError);
  expect(act).toThrow(message);
  expect(act).not.toThrow(secretOne);
}
