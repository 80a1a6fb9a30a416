import type { Session } from "../../session/session.ts";
import type { Store } from "../../stores/store.ts";
import { startOfTime } from "../clock.ts";
import { patient } from "../patient.ts";
import { guardFor, rotationFrom, sessionRow } from "../session-row.ts";
import { holds, same } from "./assertions.ts";
import type { Cases } from "./case.ts";

/** Bytes that a store takes for what it holds. */
export type SizeOf = (store: Store) => number | Promise<number>;

const sessionCount = 50;

/** A swap of each session; then, of each, the same again, as a replay makes it, and a receipt. */
async function round({ sessions }: Store, live: readonly Session[], number: number): Promise<Session[]> {
  const swap = (session: Session) =>
    sessions.rotate(
      session.sid,
      guardFor(session),
      rotationFrom(session, `round ${number}`, startOfTime + number),
    );
  await Promise.all(live.map(swap));
  const replays = await Promise.all(live.map(swap));
  holds(
    !replays.some(({ rotated }) => rotated),
    "rotate wrote a replay of a rotation that was written before",
  );
  await Promise.all(
    replays.map(({ session }) => sessions.receive(session?.sid ?? "", session?.generation ?? -1)),
  );
  return replays.flatMap(({ session }) => session ?? []);
}

/** One row a session, whatever the number of its refreshes. */
export function storageCases(sizeOf: SizeOf | undefined): Cases {
  return {
    "storage is constant: after ten thousand rotations and replays there are as many rows as sessions":
      async (store) => {
        const { sessions } = store;
        let live = Array.from({ length: sessionCount }, (_, i) => sessionRow({ sid: `s${i}` }));
        await Promise.all(live.map((session) => sessions.insert(session)));

        const rounds = 10_000 / (2 * sessionCount);
        let early = 0;
        for (let i = 0; i < rounds; i++) {
          live = await round(patient(store), live, i);
          if (i === 10) early = (await sizeOf?.(store)) ?? 0;
        }
        for (const { sid, generation } of live) {
          const found = await sessions.find(sid);
          same(found?.generation, generation, "a session is not as the last of its rotations left it");
        }
        const late = (await sizeOf?.(store)) ?? 0;
        // Room that is kept for the next version of a row, and whole pages, make some difference; a row a rotation would
        // make it a hundredfold.
        holds(
          late <= early * 2,
          `the store grew from ${early} to ${late} bytes with the number of rotations`,
        );

        same(
          (await sessions.list("usr_ada")).length,
          sessionCount,
          "rotations added sessions to their user's list",
        );
        same(await sessions.endedSince(0), [], "rotations left ended sessions behind");
        const rows = await sessions.deleteExpired(Number.MAX_SAFE_INTEGER, 100_000);
        same(rows, sessionCount, "rotations left rows behind");
      },
  };
}
