import { SessionError } from "../../../src/protocol/errors.ts";
import { createPawl, type Pawl } from "../../../src/server/create-pawl.ts";
import type { Policy } from "../../../src/session/policy.ts";
import type { Session } from "../../../src/session/session.ts";
import { StoreError } from "../../../src/session/store.ts";
import type { Store } from "../../../src/stores/store.ts";
import { aroundStore } from "../../support/around-store.ts";
import { type FakeClock, fakeClock } from "../../support/clock.ts";
import { testAudience, testIssuer } from "../../support/create-test-pawl.ts";
import { faultyStore } from "../../support/faulty-store.ts";
import { twoPeople } from "../../support/people.ts";
import { seededRandom } from "../../support/random.ts";
import { secretOne } from "../../support/secrets.ts";
import { createKnowledge, type Knowledge } from "./knowledge.ts";
import type { Sessions } from "./model.ts";
import type { Tally } from "./tally.ts";

/** The n-th call of a command to the store's sessions fails, before or after it was carried out. */
export interface Fault {
  readonly call: number;
  readonly moment: "before" | "after";
}

/** What an engine said: an answer, a refusal, or that it has no answer. Anything else is thrown on. */
export type Said<T> = { readonly value: T } | { readonly refusal: SessionError } | "unavailable";

/** Everything, as it was after a command. */
export interface Snapshot {
  readonly rows: readonly Session[];
  readonly sessions: Sessions;
}

/** A refresh as its sender puts it. */
export interface Sending {
  readonly text: string;
  readonly known: string | null | undefined;
  readonly inactiveForMs?: number | undefined;
}

/** The engine, twice, on one store; and what a test must remember of it. */
export interface World {
  readonly clock: FakeClock;
  /** Past all faults: what the store really holds. */
  readonly store: Store;
  readonly knowledge: Knowledge;
  readonly tally: Tally;
  /** Who was told by an engine that it ended a session: that engine refuses its access tokens at once. */
  readonly ended: Map<string, number>;
  /** Each session as it was stored after the last command. */
  readonly rows: Map<string, Session>;
  readonly history: Snapshot[];
  lastRefresh: Sending | undefined;
  node(index: number): Pawl;
  /** A process that has forgotten everything, on the same store. */
  restart(index: number): void;
  /** Lets an engine do something, and waits until nothing of it is under way. */
  attempt<T>(fault: Fault | undefined, act: () => Promise<T>): Promise<Said<T>>;
  /** Calls to the store in the last attempt, and which of them failed. */
  readonly last: { calls: number; failed: Fault["moment"] | undefined };
  /** Puts the store back to these rows. */
  refill(rows: readonly Session[]): Promise<void>;
}

export async function createWorld(store: Store, policy: Policy, tally: Tally): Promise<World> {
  const clock = fakeClock();
  const random = seededRandom();
  const last: World["last"] = { calls: 0, failed: undefined };
  let fault: Fault | undefined;
  const pending: Promise<unknown>[] = [];

  const faulty = faultyStore(store);
  const watched = aroundStore(faulty, ({ verb }, run) => {
    // The revocation list goes on without an answer, so a fault there would not be one of the command.
    const isCounted = verb.startsWith("sessions.") && verb !== "sessions.endedSince";
    if (isCounted) last.calls++;
    if (isCounted && fault?.call === last.calls) {
      last.failed = fault.moment;
      faulty.failNext(verb, fault.moment);
    }
    const answer = run();
    pending.push(answer.catch(() => {}));
    return answer;
  });
  const open = () =>
    createPawl({
      ...{ issuer: testIssuer, audience: testAudience, secrets: [secretOne], identity: twoPeople },
      ...{ policy, store: watched, clock: clock.read, random },
    });
  const nodes = [open(), open()];

  async function refill(rows: readonly Session[]): Promise<void> {
    await store.sessions.deleteExpired(Number.MAX_SAFE_INTEGER, 10_000);
    for (const row of rows) {
      // As a session comes to be: a store need not take in one that has ended.
      await store.sessions.insert({ ...row, received: false, ended: null });
      if (row.received) await store.sessions.receive(row.sid, row.generation);
      if (row.ended !== null) await store.sessions.revoke(row.sid, row.ended);
    }
  }

  await refill([]);
  return {
    ...{ clock, store, tally, knowledge: createKnowledge(), ended: new Map(), rows: new Map() },
    ...{ history: [], lastRefresh: undefined, last, refill },
    node: (index) => nodes[index % nodes.length] as Pawl,
    restart: (index) => {
      nodes[index % nodes.length] = open();
    },
    async attempt(planned, act) {
      fault = planned;
      Object.assign(last, { calls: 0, failed: undefined });
      try {
        return { value: await act() };
      } catch (error) {
        if (error instanceof SessionError) return { refusal: error };
        if (error instanceof StoreError && last.failed !== undefined) return "unavailable";
        throw error;
      } finally {
        while (pending.length > 0) await Promise.all(pending.splice(0));
        fault = undefined;
      }
    },
  };
}
