import { randomUUID } from "node:crypto";
import { DatabaseSync } from "node:sqlite";

export interface Note {
  readonly id: string;
  readonly text: string;
  /** Milliseconds since the epoch. */
  readonly created_at: number;
}

/** The notes of many users; every verb is bound to one of them, so that nobody reaches another's. */
export interface Notes {
  list(subject: string): Note[];
  /** `undefined` if the subject has `maxNotes` already. */
  add(subject: string, text: string): Note | undefined;
  /** False if this subject has no such note, whoever else may have it. */
  remove(subject: string, id: string): boolean;
  close(): void;
}

/** Keeps a list short enough to send whole. */
export const maxNotes = 200;

/** Opens, and at the first start creates, the notes in a SQLite file. */
export function openNotes(filename: string, clock: () => number = Date.now): Notes {
  const database = new DatabaseSync(filename);
  database.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA busy_timeout = 2000;
    CREATE TABLE IF NOT EXISTS notes (
      id TEXT PRIMARY KEY,
      subject TEXT NOT NULL,
      text TEXT NOT NULL,
      created_at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX IF NOT EXISTS notes_of_subject ON notes (subject, created_at);
  `);
  const select = database.prepare(
    "SELECT id, text, created_at FROM notes WHERE subject = ? ORDER BY created_at DESC, rowid DESC",
  );
  const insert = database.prepare(
    `INSERT INTO notes (id, subject, text, created_at) SELECT :id, :subject, :text, :created_at
     WHERE (SELECT count(*) FROM notes WHERE subject = :subject) < ${maxNotes}`,
  );
  const remove = database.prepare("DELETE FROM notes WHERE id = ? AND subject = ?");

  return {
    list: (subject) => select.all(subject).map((row) => ({ ...row }) as unknown as Note),
    add(subject, text) {
      const note = { id: randomUUID(), text, created_at: clock() };
      return insert.run({ ...note, subject }).changes === 1 ? note : undefined;
    },
    remove: (subject, id) => remove.run(id, subject).changes === 1,
    close: () => database.close(),
  };
}
