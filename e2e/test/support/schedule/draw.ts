import { createChance } from "../../../../packages/pawl/test/simulation/chance.ts";

/** What the line does to one exchange with the auth server. */
export type Fault =
  | { readonly kind: "request lost" }
  | { readonly kind: "request late"; readonly ms: number }
  | { readonly kind: "answer lost" }
  | { readonly kind: "answer cut"; readonly share: number }
  | { readonly kind: "answer late"; readonly ms: number }
  | { readonly kind: "error page" }
  | { readonly kind: "captive portal" };

/** What the user, the browser or the world does next. `tab` counts from the oldest one that is open, and goes round. */
export type Action =
  | {
      readonly kind: "call" | "reload" | "close" | "crash" | "freeze" | "wake" | "hide" | "show";
      readonly tab: number;
    }
  | { readonly kind: "log out and in"; readonly tab: number }
  | { readonly kind: "call everywhere" | "open" | "offline" | "server down" | "online" | "restart" }
  | { readonly kind: "faults"; readonly faults: readonly Fault[] }
  | { readonly kind: "wait"; readonly ms: number };

/** A story of one browser: so many tabs at its beginning, and what happens then. */
export interface Schedule {
  readonly seed: string;
  readonly tabs: number;
  readonly actions: readonly Action[];
}

const perTab = ["call", "reload", "close", "crash", "freeze", "wake", "hide", "show"] as const;
const forAll = ["call everywhere", "open", "offline", "server down", "online", "restart"] as const;

/** The same for the same seed. In every tenth the user logs out and in again, which makes other states right. */
export function drawSchedule(seed: string): Schedule {
  const chance = createChance(seed);
  const count = (from: number, to: number) => Math.floor(chance.between(from, to + 1));
  const ms = (from: number, to: number) => Math.round(chance.between(from, to));

  const fault = (): Fault =>
    chance.pick<() => Fault>([
      () => ({ kind: "request lost" }),
      () => ({ kind: "request late", ms: ms(100, 4500) }),
      () => ({ kind: "answer lost" }),
      () => ({ kind: "answer cut", share: chance.next() }),
      () => ({ kind: "answer late", ms: ms(100, 2500) }),
      () => ({ kind: "error page" }),
      () => ({ kind: "captive portal" }),
    ])();

  /** So many; then it is time that somebody needs a token. */
  const spoiledCalls = (): readonly Action[] => [
    { kind: "faults", faults: Array.from({ length: count(1, 3) }, fault) },
    { kind: "wait", ms: ms(300, 1300) },
    chance.happens(0.5) ? { kind: "call everywhere" } : { kind: "reload", tab: count(0, 3) },
  ];

  const next = (): readonly Action[] =>
    chance.pick<() => readonly Action[]>([
      () => [{ kind: chance.pick(perTab), tab: count(0, 3) }],
      () => [{ kind: chance.pick(forAll) }],
      () => [{ kind: "wait", ms: ms(50, 1300) }, { kind: "call everywhere" }],
      spoiledCalls,
      spoiledCalls,
    ])();

  const length = count(6, 12);
  const actions: Action[] = [];
  while (actions.length < length) actions.push(...next());
  if (chance.happens(0.1)) actions.splice(count(1, 5), 0, { kind: "log out and in", tab: count(0, 3) });
  return { seed, tabs: count(1, 4), actions };
}
