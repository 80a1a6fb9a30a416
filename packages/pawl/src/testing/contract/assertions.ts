import { AssertionError, deepStrictEqual } from "node:assert";
import { StoreError } from "../../session/store.ts";

/** @param sentence what the store did, if not. */
export function holds(condition: boolean, sentence: string): void {
  if (!condition) throw failure(sentence, { actual: false, expected: true });
}

/** Two values, compared deeply; bytes by what they are, in whatever kind of array a driver gives them. */
export function same(actual: unknown, expected: unknown, sentence: string): void {
  const [was, wanted] = [plain(actual), plain(expected)];
  try {
    deepStrictEqual(was, wanted);
  } catch (error) {
    const difference = error instanceof Error ? error.message : String(error);
    throw failure(`${sentence}\n${difference}`, { actual: was, expected: wanted });
  }
}

/** The call has no answer, and says so as the port asks. */
export async function rejects(call: () => Promise<unknown>, sentence: string): Promise<void> {
  let actual: unknown;
  try {
    actual = await call();
  } catch (error) {
    if (error instanceof StoreError) return;
    throw failure(`${sentence}; it rejected, but not with a StoreError: ${error}`, { actual: error });
  }
  throw failure(sentence, { actual });
}

/** Many names, compared without showing all of them. */
export function sameNames(actual: readonly string[], expected: readonly string[], sentence: string): void {
  const first = expected.findIndex((name, i) => name !== actual[i]);
  const index = first < 0 ? expected.length : first;
  if (first < 0 && actual.length === expected.length) return;
  const [was, wanted] = [actual, expected].map(
    (names) => `${names.length}, with ${names[index]} at ${index}`,
  );
  throw failure(`${sentence}\nit gave ${was}; expected were ${wanted}`, { actual: was, expected: wanted });
}

/** What a case throws, whatever it was: a verb that rejects is a finding too. */
export function asAssertion(error: unknown): AssertionError {
  if (error instanceof AssertionError) return error;
  const found = failure(`a call had no answer: ${error}`, { actual: error });
  return Object.assign(found, { cause: error });
}

function failure(message: string, values: { actual?: unknown; expected?: unknown }): AssertionError {
  return new AssertionError({ message, ...values });
}

/** The same value in plain objects, arrays and `Uint8Array`s; what is `undefined` is not there. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return new Uint8Array(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, one]) => (one === undefined ? [] : [[name, plain(one)]])),
  );
}
