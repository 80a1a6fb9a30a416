import { startOfTime } from "../clock.ts";
import { sessionRow } from "../session-row.ts";
import { same } from "./assertions.ts";
import type { Cases } from "./case.ts";

const before = sessionRow();

/** Receipts. */
export const receiveCases: Cases = {
  "receive sets the receipt of the current generation, and of no other": async ({ sessions }) => {
    await sessions.insert(before);
    for (const generation of [0, 2, 4]) {
      await sessions.receive(before.sid, generation);
      same(await sessions.find(before.sid), before, "receive wrote a receipt for another generation");
    }
    // A receipt may come twice.
    for (let i = 0; i < 2; i++) {
      await sessions.receive(before.sid, 3);
      same(
        await sessions.find(before.sid),
        { ...before, received: true },
        "receive did not set the receipt alone",
      );
    }
  },

  "receive leaves an ended session alone": async ({ sessions }) => {
    const ended = { ...before, ended: { reason: "logged_out", at: startOfTime } as const };
    await sessions.insert(before);
    await sessions.revoke(before.sid, ended.ended);
    await sessions.receive(before.sid, before.generation);
    same(await sessions.find(before.sid), ended, "receive changed a session that had ended");
  },

  "receive of a session that is not there is nothing": async ({ sessions }) => {
    await sessions.receive("no such session", 1);
    same(await sessions.find("no such session"), undefined, "receive made a session that did not exist");
  },
};
