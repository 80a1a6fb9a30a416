/**
 * Goal: the cases for several processes find what those for one cannot: stores that are shared by nobody, or that are
 * atomic only among the calls of one process.
 * Method: such stores, opened by real processes; and modules that cannot be opened at all.
 */
import { AssertionError } from "node:assert";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { memoryStore } from "../../src/stores/memory/index.ts";
import { type StoreCase, storeContract } from "../../src/testing/index.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { openShared as openWithoutLock } from "./broken/atomic-in-one-process.ts";

const timeoutMs = 60_000;
const newFile = () => join(temporaryFolder(), "pawl.sqlite");

/** The cases for several processes that share what a module beside this file opens. */
function casesOf(module: string, location = newFile): StoreCase[] {
  const shared = { module: new URL(module, import.meta.url), location };
  return storeContract({ open: memoryStore, shared }).filter(({ name }) =>
    name.startsWith("several processes"),
  );
}

function caseOf(cases: readonly StoreCase[], part: string): StoreCase {
  const found = cases.find(({ name }) => name.includes(part));
  if (found === undefined) throw new Error(`there is no case about ${part}`);
  return found;
}

describe("a store that is atomic in one process only", () => {
  const races = storeContract({ open: () => openWithoutLock(newFile()) });
  const race = caseOf(races, "of a hundred at once exactly one wins");

  test("passes the race in one process", () => race.run(), timeoutMs);

  test.each([
    [
      "one wins each generation",
      /^rotate is not atomic: a generation was won by no process, or by several\n/,
    ],
    // Which of the two it is depends on who comes between whom.
    ["a revocation is never undone", /^a rotation .* changed a session that had ended|^a revocation undid a/],
  ])(
    "is found among several: %s",
    async (part, sentence) => {
      const several = caseOf(casesOf("./broken/atomic-in-one-process.ts"), part);
      await expect(several.run()).rejects.toThrow(sentence);
    },
    timeoutMs,
  );
});

test.each([
  "what one wrote, the others see",
  "of their rotations one wins each generation",
  "a sid is taken once",
  "an e-mail is taken once",
  "all see the same signing keys",
])(
  "a store that each process has for itself is found: %s",
  async (part) => {
    const found = caseOf(casesOf("./broken/unshared.ts"), part);
    await expect(found.run()).rejects.toBeInstanceOf(AssertionError);
  },
  timeoutMs,
);

describe("a process that cannot open the store says why", () => {
  test.each([
    ["./broken/nowhere.ts", /in another process that shares the store: .*Cannot find module/s],
    [
      "./broken/breaking.ts",
      /in another process that shares the store: .*does not export openShared\(location\)/s,
    ],
  ])(
    "%s",
    async (module, why) => {
      const [first] = casesOf(module, () => "anywhere");
      await expect(first?.run()).rejects.toThrow(why);
    },
    timeoutMs,
  );
});
