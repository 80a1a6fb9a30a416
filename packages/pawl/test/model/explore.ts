import type { Laws } from "./laws.ts";
import { movesFrom } from "./moves.ts";
import { createServer, type Server } from "./server.ts";
import { type Known, pack, tokens, unpack, type World } from "./world.ts";

export interface Exploration {
  readonly worlds: number;
  /** Steps of a shortest way to a world in which an honest user was logged out; undefined if there is none. */
  readonly trace: readonly string[] | undefined;
}

/** A browser that has just logged in: nothing on its way, nothing seen. */
const loggedIn = (tabs: number): World => ({
  ...{ jar: tokens.current, isFirstGeneration: true, received: false, age: 0 },
  ...{ receiptInFlight: false, copies: 0, told: 0 },
  tabs: Array.from({ length: tabs }, () => ({ known: 0, waiting: null })),
});

/**
 * Looks at every world that can be reached from a login, breadth first, and stops at the first violation: a world in which
 * the server took the honest browser for a thief; and, if progress is looked at too, one from which it would not get on.
 */
export function explore(laws: Laws, { progress = false } = {}): Exploration {
  const server = createServer(laws);
  /** Each world that was seen, and the one that led to it. */
  const cameFrom = new Map<number, number>();
  const queue: number[] = [];
  const start = pack(loggedIn(laws.tabs));
  queue.push(start);
  cameFrom.set(start, -1);
  for (let head = 0; head < queue.length; head++) {
    const from = queue[head] ?? start;
    const world = unpack(from, laws.tabs);
    if (progress && !getsOn(world, laws, server)) {
      return { worlds: cameFrom.size, trace: [...traceTo(from, cameFrom, laws), "and no refresh succeeds"] };
    }
    for (const { label, to } of movesFrom(world, laws, server)) {
      if (typeof to === "string") {
        return { worlds: cameFrom.size, trace: [...traceTo(from, cameFrom, laws), label] };
      }
      const packed = pack(to);
      if (cameFrom.has(packed)) continue;
      cameFrom.set(packed, from);
      queue.push(packed);
    }
  }
  return { worlds: cameFrom.size, trace: undefined };
}

/**
 * Whether a refresh succeeds once the network is well again: what was in flight is lost, what is settled is settled, and
 * the tab tries again with what a soft refusal told it.
 */
function getsOn(world: World, laws: Laws, server: Server): boolean {
  const age = 2 * laws.gracePeriodTicks + laws.skewTicks;
  let known: Known = 0;
  for (let attempt = 0; attempt < 2; attempt++) {
    const { kind } = server.decide(world, world.jar, known, age);
    if (kind !== "superseded") return kind === "rotate" || kind === "recover";
    known = server.revision(world, age);
  }
  return false;
}

function traceTo(end: number, cameFrom: ReadonlyMap<number, number>, laws: Laws): string[] {
  const server = createServer(laws);
  const steps: string[] = [];
  let at = end;
  for (let from = cameFrom.get(at) ?? -1; from !== -1; from = cameFrom.get(at) ?? -1) {
    for (const { label, to } of movesFrom(unpack(from, laws.tabs), laws, server)) {
      if (typeof to !== "string" && pack(to) === at) {
        steps.unshift(label);
        break;
      }
    }
    at = from;
  }
  return steps;
}
