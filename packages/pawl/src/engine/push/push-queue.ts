import { type Ended, StoreError } from "../../session/store.ts";
import type { Every } from "../every.ts";
import type { Clock, EventSink, Random } from "../ports.ts";
import type { Pseudonym } from "../pseudonym.ts";
import type { SignEnd } from "../sign-end.ts";
import type { PostToken } from "./post-token.ts";
import type { PushReceiver } from "./push-receiver.ts";
import { type Attempt, type Refusal, stepAfter } from "./step-after.ts";

/** What one receiver is still to be told. */
export interface PushQueue {
  add(ends: readonly Ended[]): void;
  /** Forgets what ended before an instant, and says in an event how much that was. */
  dropBefore(endedAt: number): void;
  /** Sends nothing more, and gives up what is under way. */
  close(): void;
}

export interface PushQueueParts {
  readonly receiver: PushReceiver;
  readonly sign: SignEnd;
  readonly post: PostToken;
  readonly every: Every;
  readonly clock: Clock;
  readonly random: Random;
  readonly emit: EventSink;
  readonly pseudonym: Pseudonym;
}

interface Waiting {
  readonly end: Ended;
  /** How often the receiver has refused it. */
  readonly refusals: number;
}

/** Requests to one receiver at once. */
export const maxInFlight = 8;
/** So long a token that was refused is set aside. */
export const asideMs = 10_000;

/**
 * Tells one receiver, at its own pace: another one that is down, or slow, makes no difference to it. Oldest first, with several
 * requests under way, so that their order is not promised. While the receiver gives no answer one request at a time asks
 * whether it does; what failed goes to the end, so a token that the receiver stumbles over holds up none behind it.
 */
export function createPushQueue(parts: PushQueueParts): PushQueue {
  const { receiver, sign, post, every, clock, random, emit, pseudonym } = parts;
  const { audience } = receiver;
  const waiting = new Set<Waiting>();
  const aside = new Set<Waiting>();
  const closing = new AbortController();
  let [inFlight, failures] = [0, 0];
  let [stopResting, stopSettingAside]: (undefined | (() => void))[] = [];

  function sendNext(): void {
    for (const next of waiting) {
      const mayBegin = inFlight < (failures === 0 ? maxInFlight : 1);
      if (!mayBegin || stopResting !== undefined || closing.signal.aborted) return;
      waiting.delete(next);
      inFlight++;
      void tell(next);
    }
  }

  async function tell(one: Waiting): Promise<void> {
    const attempt = await attemptAt(one.end);
    inFlight--;
    if (closing.signal.aborted) return;
    settle(one, attempt);
    sendNext();
  }

  async function attemptAt(end: Ended): Promise<Attempt> {
    try {
      return await post(receiver, await sign(end, audience), closing.signal);
    } catch (error) {
      return { kind: "no_answer", error };
    }
  }

  function settle(one: Waiting, attempt: Attempt): void {
    const decided = stepAfter(attempt, { failures, refusals: one.refusals }, fraction());
    switch (decided.step) {
      case "delivered":
        failures = 0;
        return;
      case "later":
        failures = 0;
        setAside({ ...one, refusals: one.refusals + 1 });
        return;
      case "give_up":
        failures = 0;
        giveUp(one.end, decided.err);
        return;
      case "rest":
        waiting.add(one);
        rest(decided.forMs, attempt);
    }
  }

  /** Those that were under way together fail together, and count once. */
  function rest(forMs: number, attempt: Attempt): void {
    if (stopResting !== undefined) return;
    failures++;
    emit({
      type: "unavailable",
      at: clock(),
      what: `security event receiver ${audience}`,
      error: errorOf(attempt),
    });
    stopResting = once(forMs, () => {
      stopResting = undefined;
      sendNext();
    });
  }

  function setAside(one: Waiting): void {
    aside.add(one);
    stopSettingAside ??= once(asideMs, () => {
      stopSettingAside = undefined;
      for (const again of aside) waiting.add(again);
      aside.clear();
      sendNext();
    });
  }

  function giveUp(end: Ended, err: Refusal): void {
    const about =
      "sid" in end ? { session: pseudonym(end.sid), subject: null } : { session: null, subject: end.subject };
    emit({ type: "security_event_refused", at: clock(), audience, err, ...about });
  }

  function once(afterMs: number, work: () => void): () => void {
    const stop = every(Math.max(1, afterMs), () => {
      stop();
      work();
    });
    return stop;
  }

  function fraction(): number {
    const [high = 0, low = 0] = random(2);
    return (high * 256 + low) / 65_535;
  }

  function dropBefore(endedAt: number): void {
    let count = 0;
    for (const queue of [waiting, aside]) {
      for (const one of queue) {
        if (one.end.endedAt >= endedAt) continue;
        queue.delete(one);
        count++;
      }
    }
    if (count > 0) emit({ type: "security_events_dropped", at: clock(), audience, count });
  }

  return {
    add(ends) {
      for (const end of ends) waiting.add({ end, refusals: 0 });
      sendNext();
    },
    dropBefore,
    close() {
      closing.abort();
      stopResting?.();
      stopSettingAside?.();
      waiting.clear();
      aside.clear();
    },
  };
}

function errorOf(attempt: Attempt): unknown {
  if (attempt.kind === "no_answer") return attempt.error;
  return new StoreError(`the receiver answered with status ${attempt.status} instead of 202`);
}
