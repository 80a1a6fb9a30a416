import { revisionOf } from "../../src/session/revision.ts";
import { decideRotation, type RotationDecision } from "../../src/session/rotation.ts";
import { startOfTime } from "../support/clock.ts";
import { digestOf, sessionRow } from "../support/session-row.ts";
import type { Laws } from "./laws.ts";
import { afterSwap, copyBit, type Known, type Token, tokens, type World } from "./world.ts";

export interface Served {
  readonly decision: RotationDecision;
  /** The world after it; undefined where the session is lost. */
  readonly next: World | undefined;
  /** The revision that the answer tells. */
  readonly tells: Known;
}

export interface Server {
  /** What becomes of a request, by each clock that the server which takes it may have. */
  serve(world: World, token: Token, known: Known): Generator<Served>;
  decide(world: World, token: Token, known: Known, age: number): RotationDecision;
  revision(world: World, age: number): Known;
}

/** Any generation but the first: each stands for all of them. */
const generation = 1000;
const phases = 3;
const hashes = [digestOf("current"), digestOf("previous"), digestOf("older")] as const;

/** Decides with the functions that run in production, on a session and a token that stand for all of their kind. */
export function createServer(laws: Laws): Server {
  const policy = {
    gracePeriodMs: laws.gracePeriodTicks,
    recoveryPeriodMs: laws.recoveryPeriodTicks,
    inactivityTimeoutMs: Number.POSITIVE_INFINITY,
    adoptAfterFailover: false,
  };
  const rowOf = (world: World) =>
    sessionRow({
      generation: world.isFirstGeneration ? 0 : generation,
      currentHash: hashes[tokens.current],
      previousHash: world.isFirstGeneration ? null : hashes[tokens.previous],
      received: world.received,
      rotatedAt: startOfTime,
      activeAt: startOfTime,
      expiresAt: Number.POSITIVE_INFINITY,
    });

  function ask(world: World, token: Token, known: Known, age: number): RotationDecision {
    const row = rowOf(world);
    const presented = {
      generation: row.generation - token,
      hash: hashes[token],
      knownRevision: laws.statesRevision ? row.generation * phases + known - 1 : undefined,
    };
    const decision = decideRotation(row, presented, startOfTime + age, policy);
    return laws.override?.(decision, age) ?? decision;
  }

  // The same few questions are asked millions of times.
  const answers = new Map<number, RotationDecision>();
  function decide(world: World, token: Token, known: Known, age: number): RotationDecision {
    const row = (world.isFirstGeneration ? 1 : 0) + (world.received ? 2 : 0);
    const question = (((age + laws.skewTicks) * 3 + token) * 4 + known) * 4 + row;
    let answer = answers.get(question);
    if (answer === undefined) {
      answer = ask(world, token, known, age);
      answers.set(question, answer);
    }
    return answer;
  }

  function revision(world: World, age: number): Known {
    const row = rowOf(world);
    return (revisionOf(row, startOfTime + age, policy) - row.generation * phases + 1) as Known;
  }

  function* serve(world: World, token: Token, known: Known): Generator<Served> {
    for (let skew = -laws.skewTicks; skew <= laws.skewTicks; skew++) {
      const age = world.age + skew;
      const decision = decide(world, token, known, age);
      const next = worldAfter(world, decision);
      yield { decision, next, tells: next === world ? revision(world, age) : 1 };
    }
  }

  return { serve, decide, revision };
}

function worldAfter(world: World, { kind }: RotationDecision): World | undefined {
  switch (kind) {
    case "rotate":
    case "recover":
      return swap(world, kind);
    case "unchanged":
    case "replay":
    case "superseded":
      return world;
    default:
      return undefined;
  }
}

/** The world after a swap: every token is one older, and nobody has seen the new revision. */
function swap(world: World, kind: "rotate" | "recover"): World {
  const shift = (token: Token): Token => afterSwap(token, kind);
  let copies = 0;
  for (const token of [0, 1, 2] as const) {
    for (const known of [0, 1, 2, 3] as const) {
      if ((world.copies & copyBit(token, known)) !== 0) copies |= copyBit(shift(token), 0);
    }
  }
  const tabs = world.tabs.map(({ waiting }) => {
    if (waiting?.kind === "request") {
      return { known: 0, waiting: { ...waiting, token: shift(waiting.token), known: 0 } } as const;
    }
    if (waiting?.kind === "answer") {
      const token = waiting.token === null ? null : shift(waiting.token);
      return { known: 0, waiting: { ...waiting, token, known: 0 } } as const;
    }
    return { known: 0, waiting: null } as const;
  });
  return {
    ...{ jar: shift(world.jar), isFirstGeneration: false, received: false, age: 0 },
    ...{ receiptInFlight: false, copies, tabs, told: 0 as const },
  };
}
