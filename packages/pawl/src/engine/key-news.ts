import type { KeyRing } from "../tokens/key-ring.ts";
import { type KeySchedule, standingsAt } from "../tokens/key-schedule.ts";
import type { EventSink } from "./ports.ts";

/** Tells what became of the keys since the ring was read last, whoever did it: this node, another one or an operator. */
export type KeyNews = (ring: KeyRing, now: number) => void;

export function createKeyNews(schedule: KeySchedule, emit: EventSink): KeyNews {
  let last: { readonly ring: KeyRing; readonly signer: string | undefined } | undefined;

  return (ring, now) => {
    const signer = ring.signerAt(now)?.kid;
    if (last !== undefined) {
      for (const { key, state, endsAt } of standingsAt(last.ring.keys, schedule, now)) {
        const isOver = state === "retired" && endsAt <= now;
        if (!isOver && ring.find(key.kid) === undefined) {
          emit({ type: "signing_key_revoked", at: now, kid: key.kid });
        }
      }
      if (signer !== undefined && signer !== last.signer) {
        emit({ type: "signing_key_rotated", at: now, kid: signer, former: last.signer ?? null });
      }
    }
    last = { ring, signer };
  };
}
