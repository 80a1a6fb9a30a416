import type { StoredKey } from "../../tokens/key-store.ts";
import { digestOf } from "../session-row.ts";
import { same } from "./assertions.ts";
import type { Cases } from "./case.ts";

/** A signing key as it is stored, with bytes of its own. */
export function keyNamed(kid: string, createdAt = 1): StoredKey {
  return {
    ...{ kid, alg: "ES256", publicJwk: `{"kid":"${kid}"}`, keyId: "AAAAAA" },
    ...{ sealed: digestOf(kid), createdAt },
  };
}

/** Signing keys. */
export const keyCases: Cases = {
  "keys: come back whole, in the order in which they were inserted, whatever their clocks said": async ({
    keys,
  }) => {
    same(await keys.list(), [], "list gave keys where there are none");
    const made = ["b", "c", "a", "B", "10", "9"].map((kid, i) => keyNamed(kid, [20, 10, 20, 30, 5, 20][i]));
    for (const one of made) await keys.insert(one);
    same(await keys.list(), made, "list did not give the keys in the order in which they were inserted");
  },

  "keys: one stays as it is, in its place, when another of its name comes": async ({ keys }) => {
    for (const kid of ["a", "b"]) await keys.insert(keyNamed(kid));
    await keys.insert({ ...keyNamed("a", 2), keyId: "BBBBBB" });
    same(await keys.list(), [keyNamed("a"), keyNamed("b")], "insert changed a key that was there");
  },

  "keys: of many at once all are kept, and whoever comes later sees the same first one": async ({ keys }) => {
    const kids = Array.from({ length: 20 }, (_, i) => `k${i}`);
    await Promise.all([...kids, ...kids].map((kid) => keys.insert(keyNamed(kid))));
    const first = await keys.list();
    same(first.map(({ kid }) => kid).sort(), [...kids].sort(), "a key was lost, or is there twice");
    await keys.insert(keyNamed("late"));
    same(
      await keys.list(),
      [...first, keyNamed("late")],
      "the order of the keys changed when another one came",
    );
  },
};
