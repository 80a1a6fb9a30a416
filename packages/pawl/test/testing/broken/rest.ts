import { setImmediate as nextTurn } from "node:timers/promises";
import type { SessionStore } from "../../../src/session/store.ts";
import { memoryStore } from "../../../src/stores/memory/index.ts";
import type { Store } from "../../../src/stores/store.ts";
import { type BrokenStore, brokenKeys, brokenUsers } from "./breaking.ts";

/** Mistakes with users and keys, and at the beginning and the end. */
export const brokenRest: readonly BrokenStore[] = [
  {
    mistake: "users with one e-mail are added at the same moment",
    open: brokenUsers(({ insert, findByEmail }) => ({
      insert: async (user) => {
        if ((await findByEmail(user.email)) !== undefined) return false;
        await insert(user);
        return true;
      },
    })),
    foundBy: "users: an e-mail is taken once; of many at once exactly one is added",
  },
  {
    mistake: "a hash is replaced whatever it is",
    open: brokenUsers(({ find, replaceHash }) => ({
      replaceHash: async (subject, _expected, hash) =>
        replaceHash(subject, (await find(subject))?.passwordHash ?? "", hash),
    })),
    foundBy: "users: a hash is replaced only while it is the expected one; of many at once one replaces it",
  },
  {
    mistake: "keys are listed by their clocks",
    open: brokenKeys(({ list }) => ({
      list: async () => (await list()).sort((a, b) => a.createdAt - b.createdAt),
    })),
    foundBy: "keys: come back whole, in the order in which they were inserted, whatever their clocks said",
  },
  {
    mistake: "close goes on answering",
    open: () => ({ ...memoryStore(), close: async () => {} }),
    foundBy: "close: later calls reject with a StoreError, and it may be closed again",
  },
  {
    mistake: "close rejects with the driver's error",
    open: (): Store => {
      const store = memoryStore();
      const find: SessionStore["find"] = async (sid) => {
        try {
          return await store.sessions.find(sid);
        } catch {
          throw new Error("Connection terminated");
        }
      };
      return { ...store, sessions: { ...store.sessions, find } };
    },
    foundBy: "close: later calls reject with a StoreError, and it may be closed again",
  },
  {
    mistake: "close forgets what was begun",
    open: (): Store => {
      const store = memoryStore();
      const insert: SessionStore["insert"] = async (session) => {
        await nextTurn();
        return store.sessions.insert(session);
      };
      return { ...store, sessions: { ...store.sessions, insert } };
    },
    foundBy: "close: what was begun before it is finished",
  },
  {
    mistake: "migrate begins anew",
    open: (): Store => {
      let current = memoryStore();
      const find: SessionStore["find"] = (sid) => current.sessions.find(sid);
      return {
        ...current,
        sessions: { ...current.sessions, find },
        migrate: async () => {
          current = memoryStore();
          return { from: 0, to: 1 };
        },
      };
    },
    foundBy: "migrate: may run again, and several times at once; nothing that is stored is lost",
  },
  {
    mistake: "ready rejects",
    open: () => ({
      ...memoryStore(),
      ready: async () => {
        throw new Error("not yet");
      },
    }),
    foundBy: "ready: an open store says that it is ready, as often as it is asked",
  },
];
