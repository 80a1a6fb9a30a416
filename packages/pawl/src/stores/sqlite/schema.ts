import { StoreError } from "../../session/store.ts";
import type { Migration } from "../store.ts";
import type { SqliteDatabase } from "./database.ts";

/**
 * Each entry takes the schema one version forward. Entries are never changed once released, only added.
 * Every instant is in integer milliseconds since the epoch.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE sessions (
    sid              TEXT PRIMARY KEY,  -- 16 random bytes, base64url
    subject          TEXT NOT NULL,     -- the user
    generation       INTEGER NOT NULL,  -- counts rotations, 0 at login
    current_hash     BLOB NOT NULL,     -- SHA-256 of the current refresh token's secret; the token is not kept
    previous_hash    BLOB,              -- the digest that current_hash replaced
    nonce            BLOB,              -- random, one a rotation
    key_id           TEXT NOT NULL,     -- which configured secret made the current token
    received         INTEGER NOT NULL,  -- 1 once a token of this generation was seen in use
    created_at       INTEGER NOT NULL,  -- ms; the login
    rotated_at       INTEGER NOT NULL,  -- ms; the last rotation
    active_at        INTEGER NOT NULL,  -- ms; the last activity, for the inactivity timeout
    expires_at       INTEGER NOT NULL,  -- ms; the absolute end, never moved
    ended_at         INTEGER,           -- ms; NULL while the session lives
    end_reason       TEXT,              -- why it ended; NULL while the session lives
    persistent       INTEGER NOT NULL,  -- 1 if the cookie outlives the browser session
    amr              TEXT NOT NULL,     -- JSON array: how the user authenticated
    claims           TEXT NOT NULL,     -- JSON object: extra claims of the access tokens
    user_agent       TEXT,              -- for the user's list of devices
    revoked          INTEGER GENERATED ALWAYS AS (ended_at IS NOT NULL) VIRTUAL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX sessions_by_subject ON sessions (subject) WHERE ended_at IS NULL;
  CREATE INDEX sessions_by_end ON sessions (ended_at) WHERE ended_at IS NOT NULL;
  CREATE INDEX sessions_by_expiry ON sessions (expires_at) WHERE ended_at IS NULL;

  CREATE TABLE signing_keys (
    kid              TEXT PRIMARY KEY,  -- RFC 7638 thumbprint
    alg              TEXT NOT NULL,
    public_jwk       TEXT NOT NULL,     -- JSON
    key_id           TEXT NOT NULL,     -- which configured secret sealed the private half
    sealed           BLOB NOT NULL,     -- AES-256-GCM: iv, ciphertext, tag
    created_at       INTEGER NOT NULL   -- ms
  ) STRICT;

  CREATE TABLE users (
    subject          TEXT PRIMARY KEY,
    email            TEXT NOT NULL UNIQUE,  -- canonical
    password_hash    TEXT NOT NULL,         -- PHC string, argon2id
    created_at       INTEGER NOT NULL       -- ms
  ) STRICT;
  `,
  `
  CREATE TABLE ended_subjects (
    subject          TEXT NOT NULL,     -- whose sessions were ended all at once: those that began in an earlier second
    ended_at         INTEGER NOT NULL,  -- ms
    except_sid       TEXT NOT NULL,     -- the session that was left alone; empty if none was
    PRIMARY KEY (subject, ended_at, except_sid)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX ended_subjects_by_end ON ended_subjects (ended_at);
  `,
  `
  ALTER TABLE signing_keys ADD COLUMN signs_at INTEGER;  -- ms; from when it signs; NULL: since created_at
  `,
];

/** "Pawl" in ASCII: marks a file as ours (https://www.sqlite.org/pragma.html#pragma_application_id). */
const applicationId = 0x50_61_77_6c;

/**
 * Brings a database to this version's schema, in one transaction; safe to run from several processes at once.
 *
 * @throws StoreError if the file was written by a newer version or another program: nothing is changed then.
 */
export function migrate(database: SqliteDatabase): Migration {
  const to = migrations.length;
  if (versionOf(database) === to) {
    refuseForeign(database);
    return { from: to, to };
  }
  database.exec("BEGIN IMMEDIATE");
  try {
    // Read again under the lock: another process may have migrated in between.
    const version = versionOf(database);
    refuseNewer(version);
    refuseForeign(database);
    for (const migration of migrations.slice(version)) database.exec(migration);
    database.exec(`PRAGMA user_version = ${migrations.length}`);
    database.exec(`PRAGMA application_id = ${applicationId}`);
    database.exec("COMMIT");
    return { from: version, to };
  } catch (error) {
    database.exec("ROLLBACK");
    throw error;
  }
}

/**
 * Looks whether the schema is still the one that this version knows: another process may have migrated the file.
 *
 * @throws StoreError if it is not.
 */
export function verifySchema(database: SqliteDatabase): void {
  refuseNewer(versionOf(database));
}

function refuseNewer(version: number): void {
  if (version <= migrations.length) return;
  throw new StoreError(
    `the database has schema version ${version} and this Pawl knows ${migrations.length}; install the newer Pawl that wrote it`,
  );
}

/** Another program counts its own versions in `user_version`, and may have a table named `sessions` or `users`. */
function refuseForeign(database: SqliteDatabase): void {
  const { application_id } = database.prepare("PRAGMA application_id").get() as { application_id: number };
  const tables = database.prepare("SELECT name FROM sqlite_schema LIMIT 1").all();
  if (application_id === applicationId || (application_id === 0 && tables.length === 0)) return;
  throw new StoreError("the database holds another program's tables; give Pawl a file of its own");
}

function versionOf(database: SqliteDatabase): number {
  return (database.prepare("PRAGMA user_version").get() as { user_version: number }).user_version;
}
