import type { Chance } from "./chance.ts";

/** What a bad network does to one exchange, of a request and its answer. Times are in milliseconds. */
export type Fault =
  | { readonly kind: "none" }
  | { readonly kind: "request lost" }
  | { readonly kind: "answer lost" }
  /** The connection breaks when so many bytes of the answer have passed. */
  | { readonly kind: "answer cut"; readonly atByte: number }
  | { readonly kind: "request late"; readonly ms: number }
  /** Late by more than anybody waits. */
  | { readonly kind: "request held"; readonly ms: number }
  | { readonly kind: "answer late"; readonly ms: number }
  /** The request arrives twice, the second time so much later; the answer of one of the two goes nowhere. */
  | { readonly kind: "request twice"; readonly ms: number; readonly answered: "first" | "second" }
  /** The answer waits until another has overtaken it; or so long, when there is none. */
  | { readonly kind: "answers swapped"; readonly ms: number };

/** Longer than any client waits, and than two grace periods; shorter than the world goes on after the last fault. */
const [heldFromMs, heldToMs] = [12_000, 35_000];

/** A thoroughly bad line: every third exchange has something happen to it. */
export function drawFault(chance: Chance): Fault {
  const ms = (from: number, to: number) => Math.round(chance.between(from, to));
  const weighted: readonly [weight: number, draw: () => Fault][] = [
    [0.05, () => ({ kind: "request lost" })],
    [0.05, () => ({ kind: "answer lost" })],
    [0.04, () => ({ kind: "answer cut", atByte: Math.floor(chance.between(1, 1500)) })],
    [0.05, () => ({ kind: "request late", ms: ms(50, 7000) })],
    [0.04, () => ({ kind: "request held", ms: ms(heldFromMs, heldToMs) })],
    [0.05, () => ({ kind: "answer late", ms: ms(50, 12_000) })],
    [
      0.05,
      () => ({
        kind: "request twice",
        ms: chance.happens(0.5) ? ms(50, 6000) : ms(heldFromMs, heldToMs),
        answered: chance.pick(["first", "second"]),
      }),
    ],
    [0.03, () => ({ kind: "answers swapped", ms: ms(1000, 7000) })],
  ];
  let drawn = chance.next();
  for (const [weight, draw] of weighted) {
    drawn -= weight;
    if (drawn < 0) return draw();
  }
  return { kind: "none" };
}
