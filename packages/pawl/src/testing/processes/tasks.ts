import { setTimeout as pause } from "node:timers/promises";
import type { Session, SessionEnd } from "../../session/session.ts";
import type { Store } from "../../stores/store.ts";
import { keyNamed } from "../contract/keys.ts";
import { digestOf, guardFor, rotationFrom } from "../session-row.ts";

/**
 * What a process can be told to do with the store that it shares. Loops run there, not here: between two messages of two
 * processes nothing would ever happen at once.
 */
export const tasks = {
  insert: (store: Store, session: Session): Promise<void> => store.sessions.insert(session),
  insertAll: ({ sessions }: Store, all: readonly Session[]): Promise<unknown> =>
    Promise.all(all.map((session) => sessions.insert(session))),
  find: (store: Store, sid: string): Promise<Session | undefined> => store.sessions.find(sid),
  ready: (store: Store): Promise<void> => store.ready(),
  migrate: (store: Store): Promise<{ from: number; to: number }> => store.migrate(),
  keys: async (store: Store): Promise<string[]> => (await store.keys.list()).map(({ kid }) => kid),

  /** Swaps until a generation is reached; the generations that this process won. */
  async swapUntil({ sessions }: Store, sid: string, goal: number, name: string): Promise<number[]> {
    const won: number[] = [];
    let session = await sessions.find(sid);
    if (session === undefined) throw new Error("the session is not there");
    while (session !== undefined && session.generation < goal) {
      const next = rotationFrom(session, nameOf(name, session.generation + 1));
      const result = await sessions.rotate(sid, guardFor(session), next);
      if (result.rotated) won.push(next.generation);
      session = result.session;
    }
    return won;
  },

  /** Rotates and receives until the session is seen to be ended, and ten times more; the last generation it wrote. */
  async useUntilEnded({ sessions }: Store, sid: string): Promise<number> {
    let generation = -1;
    let session = await sessions.find(sid);
    for (let left = 10; session !== undefined && left > 0; ) {
      if (session.ended !== null) left--;
      const result = await sessions.rotate(sid, guardFor(session), rotationFrom(session));
      await sessions.receive(sid, session.generation);
      if (result.rotated) generation = session.generation + 1;
      session = result.session;
      // As between two requests: whoever wants to end the session has a turn too.
      await pause(1);
    }
    return generation;
  },

  /** Waits until a session is in use, and ends it then; the session as it is found at once after that. */
  async revokeInUse(
    { sessions }: Store,
    sid: string,
    generation: number,
    end: SessionEnd,
  ): Promise<Session | undefined> {
    for (;;) {
      const session = await sessions.find(sid);
      if (session === undefined) return undefined;
      if (session.generation >= generation) break;
      await pause(1);
    }
    await sessions.revoke(sid, end);
    return sessions.find(sid);
  },

  /** Ends each; the sids that this process ended. */
  async revokeEach({ sessions }: Store, sids: readonly string[], end: SessionEnd): Promise<string[]> {
    const ended: string[] = [];
    for (const sid of sids) if (await sessions.revoke(sid, end)) ended.push(sid);
    return ended;
  },

  revokeAll: ({ sessions }: Store, subject: string, end: SessionEnd): Promise<string[]> =>
    sessions.revokeAll(subject, end),

  /** Adds each session; the sids that were free. */
  async insertEach({ sessions }: Store, all: readonly Session[]): Promise<string[]> {
    const added: string[] = [];
    for (const session of all) {
      do {
        const isAdded = await sessions.insert(session).then(
          () => true,
          () => false,
        );
        if (isAdded) added.push(session.sid);
        // It may have been rejected because the store would not wait for the others; then nobody has the sid.
      } while ((await sessions.find(session.sid)) === undefined);
    }
    return added;
  },

  /** Removes until nothing is left to remove; how many this process removed. */
  async sweep({ sessions }: Store, before: number, limit: number): Promise<number> {
    let total = 0;
    for (let count = 1; count > 0; total += count) count = await sessions.deleteExpired(before, limit);
    return total;
  },

  /** Adds a user by each e-mail; the e-mails that were free. */
  async insertUsers({ users }: Store, emails: readonly string[], name: string): Promise<string[]> {
    const added: string[] = [];
    for (const email of emails) {
      const user = { subject: `${name} ${email}`, email, passwordHash: name, createdAt: 1 };
      if (await users.insert(user)) added.push(email);
    }
    return added;
  },

  findUser: async ({ users }: Store, email: string): Promise<string | undefined> =>
    (await users.findByEmail(email))?.passwordHash,

  async insertKeys({ keys }: Store, kids: readonly string[]): Promise<void> {
    for (const kid of kids) {
      // Another process may have added one meanwhile.
      while (!(await keys.insert(keyNamed(kid), (await keys.list()).at(-1)?.kid ?? null)));
    }
  },
};

/** The tasks by their names. */
export type Tasks = typeof tasks;

/** What a task wants, besides the store. */
export type ParametersOf<Name extends keyof Tasks> =
  Parameters<Tasks[Name]> extends [Store, ...infer Rest] ? Rest : never;

/** The digest that `swapUntil` writes names the process and the generation. */
function nameOf(name: string, generation: number): string {
  return `${name} ${generation}`;
}

/** The digest that is written when the process of this name wins this generation. */
export function digestWonBy(name: string, generation: number): Uint8Array {
  return digestOf(nameOf(name, generation));
}
