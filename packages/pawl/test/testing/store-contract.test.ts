/**
 * Goal: the contract finds what it is for: a store with any one mistake fails it, in words that name the mistake.
 * Method: a table of stores, each the memory store with one mistake, and the case that must fail for it.
 */
import { AssertionError } from "node:assert";
import { describe, expect, test } from "vitest";
import { memoryStore } from "../../src/stores/memory/index.ts";
import type { Store } from "../../src/stores/store.ts";
import { storeContract } from "../../src/testing/index.ts";
import { brokenLists } from "./broken/lists.ts";
import { brokenRest } from "./broken/rest.ts";
import { brokenRotations } from "./broken/rotations.ts";
import { brokenSessionVerbs } from "./broken/sessions.ts";

/** What a case says to a store; undefined if nothing. */
async function verdict(name: string, open: () => Store): Promise<unknown> {
  const found = storeContract({ open }).find((one) => one.name === name);
  if (found === undefined) throw new Error(`there is no case "${name}"`);
  return found.run().then(
    () => undefined,
    (error: unknown) => error,
  );
}

const brokenStores = [...brokenRotations, ...brokenSessionVerbs, ...brokenLists, ...brokenRest];

describe("a store in which", () => {
  test.each(brokenStores)("$mistake is found", async ({ open, foundBy }) => {
    expect(await verdict(foundBy, memoryStore)).toBeUndefined();
    expect(await verdict(foundBy, open)).toBeInstanceOf(AssertionError);
  });
});

describe("the list of cases", () => {
  const names = storeContract({ open: memoryStore }).map(({ name }) => name);

  test("names each once", () => {
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThan(50);
  });

  test("has those for several processes only if it knows how to start them", () => {
    expect(names.filter((name) => name.startsWith("several processes"))).toEqual([]);
    const shared = { module: new URL("file:///nowhere.ts"), location: () => "nowhere" };
    const more = storeContract({ open: memoryStore, shared }).map(({ name }) => name);
    expect(more.slice(0, names.length)).toEqual(names);
    expect(more.slice(names.length).length).toBeGreaterThan(5);
  });
});

describe("a case", () => {
  const openedAndClosed = () => {
    const seen: string[] = [];
    const open = async () => {
      seen.push("opened");
      const store = memoryStore();
      const close = async () => {
        seen.push("closed");
        await store.close();
      };
      return { ...store, close };
    };
    return { seen, open };
  };

  test("opens a store of its own and closes it, each time it is run", async () => {
    const { seen, open } = openedAndClosed();
    const [first] = storeContract({ open });
    for (let i = 0; i < 2; i++) await first?.run();
    expect(seen).toEqual(["opened", "closed", "opened", "closed"]);
  });

  test("closes its store when it fails too, and says why it failed rather than why it could not be closed", async () => {
    const seen: string[] = [];
    const [first] = storeContract({
      open: () => {
        const store = memoryStore();
        const close = async () => {
          seen.push("closed");
          throw new Error("already gone");
        };
        return { ...store, sessions: { ...store.sessions, find: async () => undefined }, close };
      },
    });
    await expect(first?.run()).rejects.toThrow(/^find gave another session than insert was given/);
    expect(seen).toEqual(["closed"]);
  });

  test("takes a verb that rejects for a finding, and keeps why", async () => {
    const reason = new Error("Connection terminated");
    const insert = () => Promise.reject(reason);
    const [first] = storeContract({
      open: () => ({ ...memoryStore(), sessions: { ...memoryStore().sessions, insert } }),
    });
    await expect(first?.run()).rejects.toMatchObject({
      name: "AssertionError",
      message: "a call had no answer: Error: Connection terminated",
      cause: reason,
    });
  });

  test("says in its first line what the store did, and shows the difference below", async () => {
    const ignoresItsEnd = brokenRotations.find(
      ({ mistake }) => mistake === "rotate ignores that the session has ended",
    );
    const error = await verdict(ignoresItsEnd?.foundBy ?? "", ignoresItsEnd?.open ?? memoryStore);
    expect(error).toMatchObject({
      name: "AssertionError",
      message: expect.stringMatching(/^rotate wrote although the session had ended\n/),
      actual: { rotated: true },
      expected: { rotated: false },
    });
  });

  test("measures the store, if it is told how, and finds one that grows with the number of rotations", async () => {
    let bytes = 1000;
    const grows = storeContract({ open: memoryStore, size: () => (bytes *= 3) });
    const storage = grows.find(({ name }) => name.startsWith("storage is constant"));
    await expect(storage?.run()).rejects.toThrow(
      "the store grew from 3000 to 9000 bytes with the number of rotations",
    );
  });
});
