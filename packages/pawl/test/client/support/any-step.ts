import fc from "fast-check";
import { conditions } from "./faulty-network.ts";
import type { Step } from "./schedule.ts";

const kind = <K extends Step["kind"]>(name: K): fc.Arbitrary<K> => fc.constant(name);
const tab = fc.nat({ max: 3 });
const ms = fc.oneof(fc.nat({ max: 500 }), fc.nat({ max: 20_000 }));
const patience = fc.constantFrom("fail" as const, "wait" as const);
const condition = fc.constantFrom(...conditions);
/** Anything that happens to a browser whose user neither logs in nor out. */
export const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: kind("call"), tab, patience }) },
  { weight: 4, arbitrary: fc.record({ kind: kind("network"), condition }) },
  { weight: 4, arbitrary: fc.record({ kind: kind("time"), ms }) },
  { weight: 2, arbitrary: fc.record({ kind: kind("refresh"), tab }) },
  { weight: 2, arbitrary: fc.record({ kind: kind("expire") }) },
  { weight: 1, arbitrary: fc.record({ kind: kind("time"), ms: fc.constant(1_800_000) }) },
  { weight: 1, arbitrary: fc.record({ kind: kind("open") }) },
  { weight: 1, arbitrary: fc.record({ kind: kind("close"), tab }) },
  { weight: 1, arbitrary: fc.record({ kind: kind("kill") }) },
  { weight: 1, arbitrary: fc.record({ kind: kind("shout") }) },
);
