import type { Laws } from "./laws.ts";
import type { Server } from "./server.ts";
import { copyBit, type Known, type Tab, type Token, tokens, type Waiting, type World } from "./world.ts";

/** One step, and where it leads: another world, or the name of the decision that ended an honest session. */
export interface Move {
  readonly label: string;
  readonly to: World | string;
}

/** Everything that may happen next. */
export function* movesFrom(world: World, laws: Laws, server: Server): Generator<Move> {
  for (const index of world.tabs.keys()) {
    yield* movesOfTab(world, index, laws, server);
    yield* hearingOf(world, index);
  }
  yield* deliveriesOfCopies(world, server);
  if (world.receiptInFlight) {
    yield { label: "the receipt arrives", to: { ...world, received: true, receiptInFlight: false } };
    yield { label: "the receipt is lost", to: { ...world, receiptInFlight: false } };
  }
  if (laws.losesJar && world.jar === tokens.current && !world.isFirstGeneration) {
    yield { label: "the browser crashes and has its old jar again", to: { ...world, jar: tokens.previous } };
  }
  yield { label: "time passes", to: afterTick(world, laws) };
}

function* movesOfTab(world: World, index: number, laws: Laws, server: Server): Generator<Move> {
  const tab = world.tabs[index] as Tab;
  const name = `tab ${"ABCD"[index]}`;
  if (tab.waiting === null) {
    yield { label: `${name} sends ${nameOf(world.jar)}`, to: send(world, index, laws) };
    yield { label: `${name} is loaded again`, to: withTab(world, index, { known: 0, waiting: null }) };
    return;
  }
  const lost = withTab(world, index, { known: tab.known, waiting: null });
  yield { label: `${name}'s ${tab.waiting.kind} is lost`, to: lost };
  if (tab.waiting.kind === "request") yield* deliveriesOf(world, index, tab.waiting, name, server);
  else yield arrivalOf(world, index, tab.waiting, name, laws);
}

/** A tab hears what another was granted, now or much later, whatever it is doing. */
function* hearingOf(world: World, index: number): Generator<Move> {
  const tab = world.tabs[index] as Tab;
  if (world.told <= tab.known) return;
  yield {
    label: `tab ${"ABCD"[index]} hears of it`,
    to: withTab(world, index, { ...tab, known: world.told }),
  };
}

function send(world: World, index: number, laws: Laws): World {
  const { jar } = world;
  const known = world.tabs[index]?.known ?? 0;
  const copies = laws.hasCopies ? world.copies | copyBit(jar, known) : world.copies;
  const waiting: Waiting = { kind: "request", token: jar, known, age: 0 };
  return withTab({ ...world, copies }, index, { known, waiting });
}

/** The server takes a tab's request and answers. */
function* deliveriesOf(
  world: World,
  index: number,
  request: Extract<Waiting, { kind: "request" }>,
  name: string,
  server: Server,
): Generator<Move> {
  for (const { decision, next, tells } of server.serve(world, request.token, request.known)) {
    const label = `the server takes ${nameOf(request.token)} of ${name}: ${decision.kind}`;
    if (next === undefined) {
      yield { label, to: decision.kind };
      continue;
    }
    const granted = decision.kind !== "superseded";
    const token = granted && decision.kind !== "unchanged" ? tokens.current : null;
    const waiting: Waiting = { kind: "answer", token, known: tells, granted, age: request.age };
    // What the tab knows may have become older by the swap, so it is read from the world after it.
    yield { label, to: withTab(next, index, { known: next.tabs[index]?.known ?? 0, waiting }) };
  }
}

/** A tab has its answer: the cookie is in the jar, and the use of the access token is a receipt on its way. */
function arrivalOf(
  world: World,
  index: number,
  answer: Extract<Waiting, { kind: "answer" }>,
  name: string,
  laws: Laws,
): Move {
  const known = Math.max(world.tabs[index]?.known ?? 0, answer.known) as Known;
  const jar = answer.token ?? world.jar;
  // A receipt of an earlier generation would change nothing.
  const receiptInFlight = world.receiptInFlight || (answer.granted && answer.known > 0);
  const cookie = answer.token === null ? "" : `, and ${nameOf(answer.token)} is in the jar`;
  const told = laws.sharesGrants && answer.granted && answer.known > world.told ? answer.known : world.told;
  return {
    label: `${name} has its answer${cookie}`,
    to: withTab({ ...world, jar, receiptInFlight, told }, index, { known, waiting: null }),
  };
}

function* deliveriesOfCopies(world: World, server: Server): Generator<Move> {
  for (const token of [0, 1, 2] as const) {
    for (const known of [0, 1, 2, 3] as const) {
      if ((world.copies & copyBit(token, known)) === 0) continue;
      for (const { decision, next } of server.serve(world, token, known)) {
        const label = `the server takes a copy of ${nameOf(token)}: ${decision.kind}`;
        if (next !== world) yield { label, to: next ?? decision.kind };
      }
    }
  }
}

function afterTick(world: World, laws: Laws): World {
  const isEndless = laws.recoveryPeriodTicks === Number.POSITIVE_INFINITY;
  const last = (isEndless ? 2 * laws.gracePeriodTicks : laws.recoveryPeriodTicks) + laws.skewTicks;
  const tabs = world.tabs.map((tab) => {
    if (tab.waiting === null) return tab;
    const age = tab.waiting.age + 1;
    return { ...tab, waiting: age > laws.giveUpTicks ? null : { ...tab.waiting, age } };
  });
  return { ...world, age: Math.min(world.age + 1, last), tabs };
}

const withTab = (world: World, index: number, tab: Tab): World => ({
  ...world,
  tabs: world.tabs.with(index, tab),
});

const nameOf = (token: Token): string =>
  ["the current token", "the previous token", "an older token"][token] ?? "";
