import type { KeyStore, StoredKey } from "../../tokens/key-store.ts";
import { digestOf } from "../session-row.ts";
import { holds, same } from "./assertions.ts";
import type { Cases } from "./case.ts";

/** A signing key as it is stored, with bytes of its own. */
export function keyNamed(kid: string, createdAt = 1): StoredKey {
  return {
    ...{ kid, alg: "ES256", publicJwk: `{"kid":"${kid}"}`, keyId: "AAAAAA" },
    ...{ sealed: digestOf(kid), createdAt, signsAt: createdAt + 600_000 },
  };
}

/** Adds keys one after the other. */
async function insertInTurn(keys: KeyStore, all: readonly StoredKey[]): Promise<void> {
  let last = (await keys.list()).at(-1)?.kid ?? null;
  for (const key of all) {
    await keys.insert(key, last);
    last = key.kid;
  }
}

/** Another seal, of another secret. */
const newSeal = { keyId: "BBBBBB", sealed: digestOf("new seal") };

/** Signing keys. */
export const keyCases: Cases = {
  "keys: come back whole, in the order in which they were inserted, whatever their clocks said": async ({
    keys,
  }) => {
    same(await keys.list(), [], "list gave keys where there are none");
    const made: StoredKey[] = ["b", "c", "a", "B", "10", "9"].map((kid, i) => ({
      ...keyNamed(kid, [20, 10, 20, 30, 5, 20][i]),
      alg: (["ES256", "Ed25519", "RS256"] as const)[i % 3] ?? "ES256",
    }));
    await insertInTurn(keys, made);
    same(await keys.list(), made, "list did not give the keys in the order in which they were inserted");
  },

  "keys: one stays as it is, in its place, when another of its name comes": async ({ keys }) => {
    await insertInTurn(keys, [keyNamed("a"), keyNamed("b")]);
    for (const last of ["b", "a", null]) {
      const isThere = await keys.insert({ ...keyNamed("a", 2), keyId: "BBBBBB" }, last);
      same(isThere, true, "insert did not say that the key is there, which it is");
    }
    same(await keys.list(), [keyNamed("a"), keyNamed("b")], "insert changed a key that was there");
  },

  "keys: one is added only after the key that it was meant to follow": async ({ keys }) => {
    same(await keys.insert(keyNamed("a"), "z"), false, "insert added a key after one that is not there");
    same(await keys.insert(keyNamed("a"), null), true, "insert did not add the first key");
    same(await keys.insert(keyNamed("b"), null), false, "insert added a second key as the first one");
    same(
      await keys.insert(keyNamed("b"), "a"),
      true,
      "insert did not add the second key after the first one",
    );
    same(await keys.insert(keyNamed("c"), "a"), false, "insert added a key after one that is not the last");
    same(await keys.list(), [keyNamed("a"), keyNamed("b")], "a key that was not added is there");
  },

  "keys: of many at once one is added, and exactly one says so": async ({ keys }) => {
    const kids = Array.from({ length: 20 }, (_, i) => `k${i}`);
    let last: string | null = null;
    for (const round of ["first", "second"]) {
      const all = kids.map((kid) => `${round} ${kid}`);
      const added: boolean[] = await Promise.all(all.map((kid) => keys.insert(keyNamed(kid), last)));
      const winners = all.filter((_, i) => added[i]);
      same(
        winners.length,
        1,
        `of ${all.length} keys that were inserted at once another number than one was added`,
      );
      const listed = (await keys.list()).map(({ kid }) => kid);
      same(listed.at(-1), winners[0], "the key that is there is not the one whose insert said so");
      last = listed.at(-1) ?? null;
    }
    same((await keys.list()).length, 2, "a key is there whose insert said that it is not");
  },

  "keys: a seal is replaced only while it is of the secret named; of many at once one replaces it": async ({
    keys,
  }) => {
    await insertInTurn(keys, [keyNamed("a"), keyNamed("b"), keyNamed("c")]);
    same(await keys.reseal("b", "ZZZZZZ", newSeal), false, "reseal replaced the seal of another secret");
    same(await keys.reseal("z", "AAAAAA", newSeal), false, "reseal found a key that is not there");
    same(
      await keys.list(),
      [keyNamed("a"), keyNamed("b"), keyNamed("c")],
      "a reseal that was refused changed a key",
    );
    const seals = Array.from({ length: 10 }, (_, i) => ({ keyId: `${i}`, sealed: digestOf(`${i}`) }));
    const replaced = await Promise.all(seals.map((seal) => keys.reseal("b", "AAAAAA", seal)));
    same(replaced.filter(Boolean).length, 1, "reseal did not replace the seal exactly once");
    const after = { ...keyNamed("b"), ...seals[replaced.indexOf(true)] };
    same(
      await keys.list(),
      [keyNamed("a"), after, keyNamed("c")],
      "reseal changed something else than the seal, or moved the key",
    );
  },

  "keys: one that is deleted is gone, the others stay in their order, and the next one follows": async ({
    keys,
  }) => {
    await insertInTurn(
      keys,
      ["a", "b", "c"].map((kid) => keyNamed(kid)),
    );
    same(await keys.delete("b"), true, "delete did not say that it removed the key");
    same(await keys.delete("b"), false, "delete said that it removed a key that was gone");
    same(await keys.list(), [keyNamed("a"), keyNamed("c")], "delete left the key, or changed another one");
    holds(await keys.delete("c"), "delete did not say that it removed the last key");
    same(await keys.insert(keyNamed("d"), "c"), false, "insert added a key after one that was deleted");
    same(await keys.insert(keyNamed("d"), "a"), true, "insert did not add a key after the one that is left");
    same(await keys.reseal("b", "AAAAAA", newSeal), false, "reseal found a key that was deleted");
    same(await keys.list(), [keyNamed("a"), keyNamed("d")], "a key came back, or the order changed");
    for (const kid of ["a", "d"]) await keys.delete(kid);
    same(
      await keys.insert(keyNamed("e"), null),
      true,
      "insert did not add a first key where all were deleted",
    );
  },
};
