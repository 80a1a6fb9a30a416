import { StoreError } from "../../src/session/store.ts";
import type { Store } from "../../src/stores/store.ts";
import { aroundStore } from "../support/around-store.ts";
import type { Chance } from "./chance.ts";
import type { World } from "./world.ts";

/**
 * A store that now and then fails before a write, fails after it, or takes its time on either side of it; as long as the
 * world is stormy.
 */
export function unreliableStore(store: Store, world: World, chance: Chance): Store {
  const { time } = world;
  const fail = (when: string): never => {
    world.count(`store failed ${when} the commit`);
    throw new StoreError(`the connection was lost ${when} the commit`);
  };

  return aroundStore(store, async (_, run) => {
    const drawn = world.isStormy ? chance.next() : 1;
    if (drawn < 0.01) return fail("before");
    if (drawn < 0.02) {
      await run();
      return fail("after");
    }
    if (drawn < 0.025) {
      world.count("store slow before the commit");
      await time.pass(chance.between(100, 5000));
    }
    const result = await run();
    if (drawn > 0.025 && drawn < 0.03) {
      world.count("store slow after the commit");
      await time.pass(chance.between(100, 5000));
    }
    return result;
  });
}
