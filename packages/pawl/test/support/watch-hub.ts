import { createRevocationList } from "../../src/engine/revocation-list.ts";
import { createSessionWatch } from "../../src/engine/session-watch.ts";
import type { EndReason } from "../../src/protocol/reasons.ts";
import { createPolicy, hours, minutes } from "../../src/session/policy.ts";
import type { Session } from "../../src/session/session.ts";
import { memoryStore } from "../../src/stores/memory/index.ts";
import { aroundStore } from "./around-store.ts";
import { fakeClock } from "./clock.ts";
import { countingStore } from "./counting-store.ts";
import { recordEvents } from "./events.ts";
import { handTimer } from "./hand-timer.ts";
import { sessionRow } from "./session-row.ts";

const policy = createPolicy({ inactivityTimeoutMs: hours(1), accessTokenLifetimeMs: minutes(10) });

/**
 * What watches sessions, with an hour of inactivity and ten minutes of an access token, and a store whose answers can be made
 * to fail or to wait.
 */
export function openHub() {
  const clock = fakeClock();
  const events = recordEvents();
  const timer = handTimer();
  const how: { answer: () => Promise<unknown> } = { answer: () => Promise.resolve() };
  const store = countingStore(
    aroundStore(memoryStore(), async (_, run) => {
      await how.answer();
      return run();
    }),
  );
  const revocations = createRevocationList(store.sessions, clock.read, events.sink);
  const { sessions } = store;
  const parts = { policy, sessions, revocations, clock: clock.read, every: timer.every, emit: events.sink };
  const hub = createSessionWatch(parts);
  const told: EndReason[] = [];
  return {
    ...{ clock, events, timer, store, how, hub, told },
    insert: async (differences: Partial<Session> = {}) => {
      const session = sessionRow({ expiresAt: clock.now + hours(24), ...differences });
      await sessions.insert(session);
      return session;
    },
    watch: (sid: string) => hub.watch(sid, (reason) => void told.push(reason)),
    /** As another process does: the hub hears nothing of it. */
    endElsewhere: (sid: string, reason: EndReason) => sessions.revoke(sid, { reason, at: clock.now }),
  };
}
