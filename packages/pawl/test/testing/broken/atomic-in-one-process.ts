/** A SQLite file whose rotations wait for each other in one process, and for nobody in another. */
import { DatabaseSync } from "node:sqlite";
import { setTimeout as pause } from "node:timers/promises";
import type { RotationResult, SessionStore } from "../../../src/session/store.ts";
import { passes } from "../../../src/stores/passes.ts";
import { sqliteStore } from "../../../src/stores/sqlite/index.ts";
import type { Store } from "../../../src/stores/store.ts";

export function openShared(filename: string): Store {
  const store = sqliteStore({ filename });
  const database = new DatabaseSync(filename);
  database.exec("PRAGMA busy_timeout = 20000");
  const write = database.prepare(`
    UPDATE sessions SET generation = ?, current_hash = ?, previous_hash = ?, nonce = ?, key_id = ?, rotated_at = ?,
      active_at = ?, received = 0 WHERE sid = ?`);

  const lookThenWrite: SessionStore["rotate"] = async (sid, guard, next) => {
    const session = await store.sessions.find(sid);
    if (session === undefined || !passes(session, guard)) return { rotated: false, session };
    await pause(5);
    const { generation, currentHash, previousHash, nonce, keyId, rotatedAt, activeAt } = next;
    write.run(generation, currentHash, previousHash, nonce, keyId, rotatedAt, activeAt, sid);
    return { rotated: true, session: { ...session, ...next, received: false } };
  };

  let last: Promise<unknown> = Promise.resolve();
  const rotate: SessionStore["rotate"] = (...parameters) => {
    const mine: Promise<RotationResult> = last.then(() => lookThenWrite(...parameters));
    last = mine.catch(() => undefined);
    return mine;
  };
  return {
    ...store,
    sessions: { ...store.sessions, rotate },
    close: async () => {
      database.close();
      await store.close();
    },
  };
}
