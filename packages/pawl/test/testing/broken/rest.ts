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
    mistake: "a key is added after looking which one is the last",
    open: brokenKeys(({ insert, list }) => ({
      insert: async (key, last) => {
        if (((await list()).at(-1)?.kid ?? null) !== last) return false;
        while (!(await insert(key, (await list()).at(-1)?.kid ?? null)));
        return true;
      },
    })),
    foundBy: "keys: of many at once one is added, and exactly one says so",
  },
  {
    mistake: "a key is added whichever is the last",
    open: brokenKeys(({ insert, list }) => ({
      insert: async (key) => insert(key, (await list()).at(-1)?.kid ?? null),
    })),
    foundBy: "keys: one is added only after the key that it was meant to follow",
  },
  {
    mistake: "a key that is there is said not to be, where another one came after it",
    open: brokenKeys(({ insert, list }) => ({
      insert: async (key, last) => {
        const there = await list();
        return there.at(-1)?.kid !== key.kid && there.some(({ kid }) => kid === key.kid)
          ? false
          : insert(key, last);
      },
    })),
    foundBy: "keys: one stays as it is, in its place, when another of its name comes",
  },
  {
    mistake: "a seal is replaced whatever it is",
    open: brokenKeys(({ reseal, list }) => ({
      reseal: async (kid, _keyId, next) => {
        const key = (await list()).find((one) => one.kid === kid);
        return key !== undefined && reseal(kid, key.keyId, next);
      },
    })),
    foundBy: "keys: a seal is replaced only while it is of the secret named; of many at once one replaces it",
  },
  {
    mistake: "a key that gets another seal moves to the end",
    open: brokenKeys((good) => ({
      reseal: async (kid, keyId, next) => {
        const key = (await good.list()).find((one) => one.kid === kid && one.keyId === keyId);
        if (key === undefined || !(await good.delete(kid))) return false;
        return good.insert({ ...key, ...next }, (await good.list()).at(-1)?.kid ?? null);
      },
    })),
    foundBy: "keys: a seal is replaced only while it is of the secret named; of many at once one replaces it",
  },
  {
    mistake: "a key that is deleted is said to be, and stays",
    open: brokenKeys(({ list }) => ({
      delete: async (kid) => (await list()).some((key) => key.kid === kid),
    })),
    foundBy: "keys: one that is deleted is gone, the others stay in their order, and the next one follows",
  },
  {
    mistake: "a key that is not there is said to be deleted",
    open: brokenKeys((good) => ({
      delete: async (kid) => {
        await good.delete(kid);
        return true;
      },
    })),
    foundBy: "keys: one that is deleted is gone, the others stay in their order, and the next one follows",
  },
  {
    mistake: "keys forget when they sign",
    open: brokenKeys(({ list }) => ({
      list: async () => (await list()).map((key) => ({ ...key, signsAt: key.createdAt })),
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
