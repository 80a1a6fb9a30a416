/**
 * Goal: whatever a store fails with, callers and logs can tell it by one name and see what was behind it.
 * Method: an error as a store makes it.
 */
import { expect, test } from "vitest";
import { StoreError } from "../../src/session/store.ts";

test("a store's error has a name of its own, its message and its cause", () => {
  const cause = new Error("disk full");
  const error = new StoreError("could not write", { cause });
  expect(error).toBeInstanceOf(Error);
  expect(error).toMatchObject({ name: "StoreError", message: "could not write", cause });
  expect(String(error)).toBe("StoreError: could not write");
});
