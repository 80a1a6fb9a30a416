import type { UserStore } from "../../../src/identity/user-store.ts";
import type { Session } from "../../../src/session/session.ts";
import type { SessionStore } from "../../../src/session/store.ts";
import { memoryStore } from "../../../src/stores/memory/index.ts";
import { passes } from "../../../src/stores/passes.ts";
import type { Store } from "../../../src/stores/store.ts";
import type { KeyStore } from "../../../src/tokens/key-store.ts";

/** A store with one mistake, and a case of the contract that finds it. */
export interface BrokenStore {
  readonly mistake: string;
  readonly open: () => Store;
  readonly foundBy: string;
}

export const brokenSessions = (breaking: (good: SessionStore) => Partial<SessionStore>) => (): Store => {
  const store = memoryStore();
  return { ...store, sessions: { ...store.sessions, ...breaking(store.sessions) } };
};

export const brokenKeys = (breaking: (good: KeyStore) => Partial<KeyStore>) => (): Store => {
  const store = memoryStore();
  return { ...store, keys: { ...store.keys, ...breaking(store.keys) } };
};

export const brokenUsers = (breaking: (good: UserStore) => Partial<UserStore>) => (): Store => {
  const store = memoryStore();
  return { ...store, users: { ...store.users, ...breaking(store.users) } };
};

/** Sessions in a Map of their own, where everything can be overwritten. */
function writable(): { rows: Map<string, Session>; sessions: SessionStore } {
  const good = memoryStore().sessions;
  const rows = new Map<string, Session>();
  return {
    rows,
    sessions: {
      ...good,
      insert: async (session) => void rows.set(session.sid, session),
      find: async (sid) => rows.get(sid),
      rotate: async (sid, guard, next) => {
        const session = rows.get(sid);
        if (session === undefined || !passes(session, guard)) return { rotated: false, session };
        const after = { ...session, ...next, received: false };
        rows.set(sid, after);
        return { rotated: true, session: after };
      },
      revoke: async (sid, end) => {
        const session = rows.get(sid);
        if (session === undefined || session.ended !== null) return false;
        rows.set(sid, { ...session, ended: end });
        return true;
      },
    },
  };
}

export const onWritable = (breaking: (rows: Map<string, Session>) => Partial<SessionStore>) => (): Store => {
  const { rows, sessions } = writable();
  return { ...memoryStore(), sessions: { ...sessions, ...breaking(rows) } };
};
