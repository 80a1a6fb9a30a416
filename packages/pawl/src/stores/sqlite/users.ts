import type { User, UserStore } from "../../identity/user-store.ts";
import type { SqliteDatabase } from "./database.ts";
import type { Write } from "./group-commit.ts";
import type { Read } from "./read.ts";

const columns = "subject, email, password_hash AS passwordHash, created_at AS createdAt";

export function sqliteUsers(database: SqliteDatabase, read: Read, write: Write): UserStore {
  const insert = database.prepare(`
    INSERT INTO users (subject, email, password_hash, created_at) VALUES (?, ?, ?, ?)
    ON CONFLICT (email) DO NOTHING`);
  const find = database.prepare(`SELECT ${columns} FROM users WHERE subject = ?`);
  const findByEmail = database.prepare(`SELECT ${columns} FROM users WHERE email = ?`);
  const list = database.prepare(`SELECT ${columns} FROM users ORDER BY created_at, subject`);
  const replaceHash = database.prepare(
    "UPDATE users SET password_hash = ? WHERE subject = ? AND password_hash = ?",
  );
  return {
    insert: (user) =>
      write(() => insert.run(user.subject, user.email, user.passwordHash, user.createdAt).changes === 1),
    find: (subject) => read(() => find.get(subject) as User | undefined),
    findByEmail: (email) => read(() => findByEmail.get(email) as User | undefined),
    list: () => read(() => list.all() as User[]),
    replaceHash: (subject, expected, passwordHash) =>
      write(() => replaceHash.run(passwordHash, subject, expected).changes === 1),
  };
}
