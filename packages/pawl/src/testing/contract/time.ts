import { days, hours } from "../../session/policy.ts";
import type { Store } from "../../stores/store.ts";
import { startOfTime } from "../clock.ts";
import { guardFor, rotationFrom, sessionRow } from "../session-row.ts";
import { same } from "./assertions.ts";
import type { Cases } from "./case.ts";

/** The whole life of two sessions around an instant; nothing in it depends on which. */
async function live({ sessions, users }: Store, now: number): Promise<void> {
  const year = new Date(now).getUTCFullYear();
  const login = { createdAt: now, rotatedAt: now, activeAt: now, expiresAt: now + days(30) };
  const [stays, goes] = [sessionRow({ sid: "stays", ...login }), sessionRow({ sid: "goes", ...login })];
  for (const session of [stays, goes]) await sessions.insert(session);
  same(await sessions.find("stays"), stays, `in ${year}, a new session is not as it was inserted`);

  const later = now + hours(1);
  const guard = {
    ...guardFor(stays),
    ...{ rotatedAtMost: later - 1, activeAfter: later - days(7), expiresAfter: later },
  };
  const next = rotationFrom(stays, "next", later);
  const after = { ...stays, ...next };
  const swap = await sessions.rotate("stays", guard, next);
  same(swap, { rotated: true, session: after }, `in ${year}, a rotation was not written as it was told`);

  const end = { reason: "logged_out", at: later } as const;
  await sessions.revoke("goes", end);
  same(
    await sessions.find("goes"),
    { ...goes, ended: end },
    `in ${year}, an end is not the one that was given`,
  );
  same(await sessions.list("usr_ada"), [after], `in ${year}, list does not give the live session alone`);
  same(
    await sessions.endedSince(later),
    [{ sid: "goes", endedAt: later }],
    `in ${year}, endedSince lost an end`,
  );
  same(await sessions.endedSince(later + 1), [], `in ${year}, endedSince told of an end too early`);

  same(
    await sessions.deleteExpired(later, 10),
    0,
    `in ${year}, deleteExpired took what had not ended before`,
  );
  same(
    await sessions.deleteExpired(later + 1, 10),
    1,
    `in ${year}, deleteExpired left what had ended before`,
  );
  same(
    await sessions.deleteExpired(stays.expiresAt + 1, 10),
    1,
    `in ${year}, deleteExpired left what was over`,
  );

  const user = { subject: `usr ${year}`, email: `${year}@example.com`, passwordHash: "x", createdAt: now };
  await users.insert(user);
  same(await users.find(user.subject), user, `in ${year}, a user is not as they were inserted`);
}

/** Every time is a parameter. */
export const timeCases: Cases = {
  "time is a parameter: in 1970 and in 2200 everything is the same as today": async (store) => {
    for (const year of [1970, 2000, 2040, 2200]) await live(store, Date.UTC(year, 5, 1));
  },

  "a frozen clock harms nothing: many rotations within one millisecond, each after the other": async ({
    sessions,
  }) => {
    let session = sessionRow();
    await sessions.insert(session);
    for (let i = 0; i < 50; i++) {
      const next = rotationFrom(session, `rotation ${i}`, startOfTime);
      const guard = {
        ...guardFor(session),
        ...{ unreceived: i % 2 === 1, rotatedAtMost: startOfTime },
        ...{ activeAfter: startOfTime - 1, expiresAfter: startOfTime },
      };
      const after = { ...session, ...next, received: false };
      const result = await sessions.rotate(session.sid, guard, next);
      same(
        result,
        { rotated: true, session: after },
        "rotate refused a rotation in the millisecond of the last one",
      );
      const again = await sessions.rotate(session.sid, guard, next);
      same(again, { rotated: false, session: after }, "rotate wrote twice within one millisecond");
      session = after;
    }
    same(
      await sessions.find(session.sid),
      session,
      "the session is not as the last of many rotations left it",
    );
  },
};
