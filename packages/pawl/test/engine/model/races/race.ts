import type fc from "fast-check";
import { SessionError } from "../../../../src/protocol/errors.ts";
import type { Policy } from "../../../../src/session/policy.ts";
import { memoryStore } from "../../../../src/stores/memory/index.ts";
import { aroundStore } from "../../../support/around-store.ts";
import { createModel, type Model } from "../model.ts";
import { createTally } from "../tally.ts";
import { createWorld, type World } from "../world.ts";
import { type Asked, after, asked, type Client, carryOut, type Operation } from "./operations.ts";
import { prepare, type Start } from "./prepare.ts";

/** A request and its answer, between two instants of a count that all share. */
export interface Happened {
  readonly asked: Asked;
  readonly node: number;
  readonly start: number;
  readonly end: number;
  readonly answer: { readonly value: unknown } | { readonly refusal: SessionError };
}

export interface Race {
  /** As things were before the race. */
  readonly model: Model;
  readonly world: World;
  readonly client: Client;
  readonly happened: readonly Happened[];
  readonly startedAt: number;
  /** Sessions that were recovered in spite of a receipt that the store had by then. */
  readonly overReceipts: readonly string[];
}

/**
 * Lets clients loose at once, each with its operations one after the other. Every call to the store waits twice for the
 * scheduler, before it takes effect and before it answers; so whatever can come between two awaits does, some time.
 */
export async function race(
  scheduler: fc.Scheduler,
  start: Start,
  clients: readonly (readonly Operation[])[],
  policy: Policy,
): Promise<Race> {
  let isOn = false;
  const turn = (what: string) => (isOn ? scheduler.schedule(Promise.resolve(), what) : Promise.resolve());
  const inside = memoryStore();
  const overReceipts: string[] = [];
  const store = aroundStore(inside, async ({ verb, parameters }, run) => {
    await turn(`${verb} begins`);
    const sid = String(parameters[0]);
    const before = verb === "sessions.rotate" ? await inside.sessions.find(sid) : undefined;
    const result = await run();
    const row = verb === "sessions.rotate" ? await inside.sessions.find(sid) : undefined;
    const isRecovery = row !== before && sameDigest(before?.previousHash, row?.previousHash);
    if (isRecovery && before?.received) overReceipts.push(sid);
    await turn(`${verb} answers`);
    return result;
  });
  const world = await createWorld(store, policy, createTally());
  const model = createModel(policy);
  const client = await prepare(start, model, world);
  const startedAt = world.clock.now;

  const happened: Happened[] = [];
  let count = 0;
  async function play(operations: readonly Operation[]): Promise<void> {
    let holding = client;
    for (const operation of operations) {
      await turn(operation.kind);
      const request = asked(operation, holding);
      const began = ++count;
      const answer = await answerOf(carryOut(request, operation.node, world));
      happened.push({ asked: request, node: operation.node, start: began, end: ++count, answer });
      if (request.verb === "refresh") holding = after(holding, answer);
    }
  }
  isOn = true;
  await world.attempt(undefined, async () => {
    await scheduler.waitFor(Promise.all(clients.map(play)));
    // Receipts are nobody's to wait for.
    await scheduler.waitIdle();
  });
  isOn = false;
  return { model, world, client, happened, startedAt, overReceipts };
}

const sameDigest = (a: Uint8Array | null | undefined, b: Uint8Array | null | undefined): boolean =>
  a != null && b != null && Buffer.from(a).equals(b);

/** Anything but an answer or a refusal fails the test. */
async function answerOf(promise: Promise<unknown>): Promise<Happened["answer"]> {
  try {
    return { value: await promise };
  } catch (error) {
    if (error instanceof SessionError) return { refusal: error };
    throw error;
  }
}
