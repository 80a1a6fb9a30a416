import type { Session } from "../../session/session.ts";
import { startOfTime } from "../clock.ts";
import { guardFor, rotationFrom, sessionRow } from "../session-row.ts";
import { same } from "./assertions.ts";
import type { Cases } from "./case.ts";
import { keyNamed } from "./keys.ts";
import { oddNames } from "./odd-names.ts";

const logout = { reason: "logged_out", at: startOfTime } as const;

/** No user and no session is ever taken for another. */
export const isolationCases: Cases = {
  "users are kept apart, whatever they are called: list and revokeAll concern one": async ({ sessions }) => {
    const all = oddNames.map((subject, i) => sessionRow({ sid: `s${i}`, subject }));
    await Promise.all(all.map((session) => sessions.insert(session)));
    for (const { subject, sid } of all) {
      const name = JSON.stringify(subject);
      const listed = (await sessions.list(subject)).map((session) => session.sid);
      same(listed, [sid], `list of the user ${name} gave other sessions than theirs`);
    }
    for (const other of ["", "usr_nobody", "usr"]) {
      same(await sessions.list(other), [], `list of ${JSON.stringify(other)}, who has no session, gave some`);
    }
    for (const [i, { subject, sid }] of all.entries()) {
      const name = JSON.stringify(subject);
      same(
        await sessions.revokeAll(subject, logout),
        [sid],
        `revokeAll of ${name} named other sessions than theirs`,
      );
      const next = all[i + 1];
      if (next !== undefined) {
        same(await sessions.find(next.sid), next, `revokeAll of ${name} changed another user's session`);
      }
    }
  },

  "sessions are kept apart, whatever their sids: each verb concerns one": async ({ sessions }) => {
    const all = oddNames.map((sid) => sessionRow({ sid }));
    await Promise.all(all.map((session) => sessions.insert(session)));
    const written: Session[] = [];
    for (const [i, session] of all.entries()) {
      const { sid, generation } = session;
      same(await sessions.find(sid), session, `a write to another session changed ${JSON.stringify(sid)}`);
      if (i % 3 === 0) {
        await sessions.receive(sid, generation);
        written.push({ ...session, received: true });
      } else if (i % 3 === 1) {
        await sessions.rotate(sid, guardFor(session), rotationFrom(session));
        written.push({ ...session, ...rotationFrom(session) });
      } else {
        await sessions.revoke(sid, logout);
        written.push({ ...session, ended: logout });
      }
    }
    for (const session of written) {
      const sentence = `a write to another session changed ${JSON.stringify(session.sid)}, or was lost`;
      same(await sessions.find(session.sid), session, sentence);
    }
  },

  "the parts are kept apart: the same name in each is another thing": async ({ sessions, keys, users }) => {
    await sessions.insert(sessionRow({ sid: "same", subject: "same" }));
    same(await keys.list(), [], "a session is listed among the keys");
    same(await users.list(), [], "a session is listed among the users");
    same(await users.find("same"), undefined, "a session's subject was found among the users");
    await users.insert({ subject: "same", email: "same", passwordHash: "same", createdAt: 1 });
    await keys.insert({ ...keyNamed("same"), keyId: "same" }, null);
    same(
      await sessions.find("same"),
      sessionRow({ sid: "same", subject: "same" }),
      "a user or key changed a session",
    );
    same((await keys.list()).length, 1, "a key is not listed where users and sessions have its name");
    same((await users.list()).length, 1, "a user is not listed where keys and sessions have its name");
  },
};
