import type { User, UserStore } from "../../identity/user-store.ts";
import type { Statement } from "./client.ts";
import type { Run } from "./run.ts";
import type { BigintColumn } from "./session-row.ts";
import { stringOf, textOf } from "./text.ts";

interface UserRow {
  readonly subject: string;
  readonly email: string;
  readonly password_hash: string;
  readonly created_at: BigintColumn;
}

const insert: Statement = {
  name: "pawl_insert_user",
  readsOnly: false,
  text: `
    INSERT INTO pawl_users (subject, email, password_hash, created_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (email) DO NOTHING RETURNING subject`,
};

const columns = "subject, email, password_hash, created_at";

const find: Statement = {
  name: "pawl_find_user",
  readsOnly: true,
  text: `SELECT ${columns} FROM pawl_users WHERE subject = $1`,
};

const findByEmail: Statement = {
  name: "pawl_find_user_by_email",
  readsOnly: true,
  text: `SELECT ${columns} FROM pawl_users WHERE email = $1`,
};

const list: Statement = {
  name: "pawl_list_users",
  readsOnly: true,
  text: `SELECT ${columns} FROM pawl_users ORDER BY created_at, subject`,
};

const replaceHash: Statement = {
  name: "pawl_replace_password_hash",
  readsOnly: false,
  text: `
    UPDATE pawl_users SET password_hash = $3
    WHERE subject = $1 AND password_hash = $2 RETURNING subject`,
};

export function postgresUsers(run: Run): UserStore {
  const oneOf = async (statement: Statement, value: string): Promise<User | undefined> => {
    const [row] = await run<UserRow>(statement, [textOf(value)]);
    return row && userOf(row);
  };
  return {
    insert: async ({ subject, email, passwordHash, createdAt }) => {
      const values = [textOf(subject), textOf(email), textOf(passwordHash), createdAt];
      return (await run(insert, values)).length === 1;
    },
    find: (subject) => oneOf(find, subject),
    findByEmail: (email) => oneOf(findByEmail, email),
    list: async () => (await run<UserRow>(list)).map(userOf),
    replaceHash: async (subject, expected, passwordHash) => {
      const replaced = await run(replaceHash, [textOf(subject), textOf(expected), textOf(passwordHash)]);
      return replaced.length === 1;
    },
  };
}

function userOf(row: UserRow): User {
  return {
    subject: stringOf(row.subject),
    email: stringOf(row.email),
    passwordHash: stringOf(row.password_hash),
    createdAt: Number(row.created_at),
  };
}
