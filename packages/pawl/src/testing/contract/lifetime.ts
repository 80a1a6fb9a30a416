import type { Store } from "../../stores/store.ts";
import { startOfTime } from "../clock.ts";
import { guardFor, rotationFrom, sessionRow } from "../session-row.ts";
import { holds, rejects, same } from "./assertions.ts";
import type { Cases } from "./case.ts";
import { keyNamed } from "./keys.ts";

const before = sessionRow();
const logout = { reason: "logged_out", at: startOfTime } as const;
const ada = { subject: "usr_ada", email: "ada@example.com", passwordHash: "x", createdAt: 1 };

/** Every verb there is. */
const calls: Readonly<Record<string, (store: Store) => Promise<unknown>>> = {
  "sessions.insert": ({ sessions }) => sessions.insert(sessionRow({ sid: "late" })),
  "sessions.find": ({ sessions }) => sessions.find(before.sid),
  "sessions.rotate": ({ sessions }) => sessions.rotate(before.sid, guardFor(before), rotationFrom(before)),
  "sessions.receive": ({ sessions }) => sessions.receive(before.sid, before.generation),
  "sessions.revoke": ({ sessions }) => sessions.revoke(before.sid, logout),
  "sessions.revokeAll": ({ sessions }) => sessions.revokeAll(before.subject, logout),
  "sessions.list": ({ sessions }) => sessions.list(before.subject),
  "sessions.endedSince": ({ sessions }) => sessions.endedSince(0),
  "sessions.deleteExpired": ({ sessions }) => sessions.deleteExpired(1, 1),
  "keys.insert": ({ keys }) => keys.insert(keyNamed("late"), null),
  "keys.list": ({ keys }) => keys.list(),
  "keys.reseal": ({ keys }) => keys.reseal("a", "x", { keyId: "y", sealed: new Uint8Array(1) }),
  "keys.delete": ({ keys }) => keys.delete("a"),
  "users.insert": ({ users }) => users.insert(ada),
  "users.find": ({ users }) => users.find(ada.subject),
  "users.findByEmail": ({ users }) => users.findByEmail(ada.email),
  "users.list": ({ users }) => users.list(),
  "users.replaceHash": ({ users }) => users.replaceHash(ada.subject, "x", "y"),
  migrate: (store) => store.migrate(),
  ready: (store) => store.ready(),
};

/** A store's beginning and end. */
export const lifetimeCases: Cases = {
  "ready: an open store says that it is ready, as often as it is asked": async (store) => {
    for (let i = 0; i < 3; i++) same(await store.ready(), undefined, "ready gave something");
  },

  "migrate: may run again, and several times at once; nothing that is stored is lost": async (store) => {
    const { sessions, keys, users } = store;
    await sessions.insert(before);
    await keys.insert(keyNamed("a"), null);
    await users.insert(ada);
    const first = await store.migrate();
    const migrations = [first, ...(await Promise.all([1, 2, 3, 4].map(() => store.migrate())))];
    for (const { from, to } of migrations) {
      holds(
        Number.isInteger(from) && from >= 0 && from <= to,
        "migrate did not go forward from version to version",
      );
      same(to, first.to, "migrate did not lead to the same version each time");
    }
    await store.ready();
    same(await sessions.find(before.sid), before, "a migration to the same version changed a session");
    same(await keys.list(), [keyNamed("a")], "a migration to the same version changed the keys");
    same(await users.list(), [ada], "a migration to the same version changed the users");
  },

  "close: later calls reject with a StoreError, and it may be closed again": async (store) => {
    await store.sessions.insert(before);
    await store.close();
    await store.close();
    for (const [verb, call] of Object.entries(calls)) {
      await rejects(() => call(store), `${verb} answered after the store was closed`);
    }
  },

  "close: what was begun before it is finished": async (store) => {
    const begun = Promise.all([
      store.sessions.insert(before),
      store.users.insert(ada),
      store.keys.insert(keyNamed("a"), null),
    ]);
    await store.close();
    same(await begun, [undefined, true, true], "a write that was begun before closing was not finished");
  },
};
