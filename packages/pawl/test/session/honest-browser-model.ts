/**
 * A small world to be searched exhaustively: one browser with two tabs and no lock between them, a network that loses,
 * delays and reorders, a server that decides with the real `decideRotation`, and time that passes whenever it likes.
 */
import { decideRotation, type RotationDecision } from "../../src/session/rotation.ts";
import { startOfTime } from "../support/clock.ts";
import { sessionRow } from "../support/session-row.ts";

/** In ticks. The client gives up sooner than the grace period ends, as docs/protocol.md asks. */
const graceTicks = 3;
const giveUpTicks = 2;
const recoveryTicks = 50;

/** A refresh token, by generation and by which of that generation's successors it is. */
type Token = number;
const tokenOf = (generation: number, variant: number): Token => generation * 10 + variant;
const generationOf = (token: Token): number => Math.floor(token / 10);

interface Message {
  readonly kind: "request" | "answer" | "receipt";
  readonly tab: number;
  /** What a request presents, or what an answer puts into the jar; null for nothing. */
  readonly token: Token | null;
  readonly generation: number;
  /** Ticks since the tab sent its request; counted up to just beyond giving up. */
  readonly age: number;
}

interface World {
  readonly jar: Token;
  readonly current: Token;
  readonly previous: Token | null;
  readonly received: boolean;
  /** Ticks since the last rotation. */
  readonly age: number;
  readonly messages: readonly Message[];
  readonly sends: number;
  readonly ticks: number;
}

/** What may be changed, to see that the search finds what then goes wrong. */
export interface Rules {
  readonly sends: number;
  readonly ticks: number;
  /** Whether one tab waits while another's refresh is in flight, until it is answered or given up. */
  readonly hasLock: boolean;
  /** Whether no time passes while a request or an answer is on its way. */
  readonly isFast?: boolean;
  /** Whether requests state when their sender gives up. */
  readonly statesGivingUp: boolean;
  readonly gracePeriodTicks?: number;
  /** Takes another decision than the table's. */
  readonly override?: (decision: RotationDecision) => RotationDecision;
}

const digestOfToken = (token: Token) => Uint8Array.of(token >> 8, token & 255);

function decide(world: World, request: Message, rules: Rules): RotationDecision {
  const presented = request.token ?? 0;
  const session = sessionRow({
    generation: generationOf(world.current),
    currentHash: digestOfToken(world.current),
    previousHash: world.previous === null ? null : digestOfToken(world.previous),
    received: world.received,
  });
  const now = startOfTime + world.age;
  const decision = decideRotation(
    session,
    {
      generation: generationOf(presented),
      hash: digestOfToken(presented),
      giveUpAt: rules.statesGivingUp ? now - request.age + giveUpTicks : undefined,
    },
    now,
    {
      gracePeriodMs: rules.gracePeriodTicks ?? graceTicks,
      recoveryPeriodMs: recoveryTicks,
      inactivityTimeoutMs: Number.MAX_SAFE_INTEGER,
    },
  );
  return rules.override?.(decision) ?? decision;
}

/** What the server makes of a request; a text if the session is lost by it. */
function serve(world: World, request: Message, rules: Rules): World | string {
  const decision = decide(world, request, rules);
  const answer = (next: World, token: Token | null): World => {
    const message: Message = { ...request, kind: "answer", token, generation: generationOf(next.current) };
    return { ...next, messages: [...next.messages, message] };
  };
  switch (decision.kind) {
    case "rotate": {
      const current = tokenOf(generationOf(world.current) + 1, 0);
      return answer({ ...world, current, previous: request.token, received: false, age: 0 }, current);
    }
    case "recover": {
      const current = world.current + 1;
      return answer({ ...world, current, previous: request.token, received: false, age: 0 }, current);
    }
    case "replay":
      return answer(world, world.current);
    case "unchanged":
      return answer(world, null);
    case "superseded":
      // No cookie, no access token: the tab will try again, as it may at any time.
      return world;
    default:
      return decision.kind;
  }
}

const without = (world: World, index: number): World => ({
  ...world,
  messages: world.messages.toSpliced(index, 1),
});

/** Every world that can come next; a text where an honest user was logged out. */
function* successors(world: World, rules: Rules): Generator<World | string> {
  for (const tab of [0, 1]) {
    const isBusy = world.messages.some(
      (one) => one.kind !== "receipt" && one.age <= giveUpTicks && (rules.hasLock || one.tab === tab),
    );
    if (isBusy || world.sends >= rules.sends) continue;
    const request: Message = { kind: "request", tab, token: world.jar, generation: 0, age: 0 };
    yield { ...world, sends: world.sends + 1, messages: [...world.messages, request] };
  }
  for (const [index, message] of world.messages.entries()) {
    const rest = without(world, index);
    yield rest; // Lost.
    if (message.kind === "request") yield serve(rest, message, rules);
    if (message.kind === "receipt" && message.generation === generationOf(world.current)) {
      yield { ...rest, received: true };
    }
    // An answer that comes after its tab gave up is not looked at.
    if (message.kind === "answer" && message.age <= giveUpTicks) {
      const receipt: Message = { ...message, kind: "receipt", token: null, age: 0 };
      yield { ...rest, jar: message.token ?? world.jar, messages: [...rest.messages, receipt] };
    }
  }
  const isQuiet = world.messages.every(({ kind }) => kind === "receipt");
  if (world.ticks < rules.ticks && (isQuiet || !rules.isFast)) {
    const messages = world.messages.map((one) => ({ ...one, age: Math.min(one.age + 1, giveUpTicks + 1) }));
    yield { ...world, ticks: world.ticks + 1, age: world.age + 1, messages };
  }
}

/** The same for two worlds that differ only in the order of their messages. */
const keyOf = ({ messages, ...rest }: World): string =>
  JSON.stringify([Object.values(rest), messages.map((one) => Object.values(one).join()).sort()]);

export interface Search {
  readonly worlds: number;
  /** How an honest user was logged out, if there is a way. */
  readonly violation: string | undefined;
}

/** Looks at every world that can be reached, or stops at the first in which an honest user was logged out. */
export function search(rules: Rules): Search {
  const first: World = {
    ...{ jar: tokenOf(1, 0), current: tokenOf(1, 0), previous: tokenOf(0, 0), received: true },
    ...{ age: graceTicks, messages: [], sends: 0, ticks: 0 },
  };
  const seen = new Set([keyOf(first)]);
  const open = [first];
  for (let world = open.pop(); world !== undefined; world = open.pop()) {
    for (const next of successors(world, rules)) {
      if (typeof next === "string") return { worlds: seen.size, violation: next };
      const key = keyOf(next);
      if (seen.has(key)) continue;
      seen.add(key);
      open.push(next);
    }
  }
  return { worlds: seen.size, violation: undefined };
}
