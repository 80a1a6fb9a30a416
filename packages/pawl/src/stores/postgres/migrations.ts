/**
 * Each entry takes the schema one version forward. Entries are never changed once released, only added. Every instant is
 * in integer milliseconds since the epoch.
 *
 * An entry runs as one script, so it may hold nothing that PostgreSQL refuses in a transaction. It asks for nothing that
 * CockroachDB, YugabyteDB or Citus lack: no sequence, no enumerated type, no generated column, no collation.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE pawl_schema (
    version          INTEGER PRIMARY KEY
  );
  COMMENT ON TABLE pawl_schema IS 'one row for each version that this schema has been brought to';

  -- Only every fifth page byte stays free: enough for the next version of a row to lie beside the last one (HOT), so
  -- that a refresh writes one page and no index. No index is on anything that a refresh changes.
  CREATE TABLE pawl_sessions (
    sid              TEXT PRIMARY KEY,
    subject          TEXT NOT NULL,
    generation       BIGINT NOT NULL,
    current_hash     BYTEA NOT NULL,
    previous_hash    BYTEA,
    nonce            BYTEA,
    key_id           TEXT NOT NULL,
    received         BOOLEAN NOT NULL,
    created_at       BIGINT NOT NULL,
    rotated_at       BIGINT NOT NULL,
    active_at        BIGINT NOT NULL,
    expires_at       BIGINT NOT NULL,
    ended_at         BIGINT,
    end_reason       TEXT,
    persistent       BOOLEAN NOT NULL,
    amr              TEXT NOT NULL,
    claims           TEXT NOT NULL,
    user_agent       TEXT
  ) WITH (fillfactor = 80);
  COMMENT ON TABLE pawl_sessions IS 'one row a login on one device, whatever the number of its refreshes';
  COMMENT ON COLUMN pawl_sessions.sid IS '16 random bytes, base64url';
  COMMENT ON COLUMN pawl_sessions.subject IS 'the user; control characters, quotes and backslashes as in JSON';
  COMMENT ON COLUMN pawl_sessions.generation IS 'counts rotations, 0 at login';
  COMMENT ON COLUMN pawl_sessions.current_hash IS 'SHA-256 of the current refresh token''s secret; the token is not kept';
  COMMENT ON COLUMN pawl_sessions.previous_hash IS 'the digest that current_hash replaced';
  COMMENT ON COLUMN pawl_sessions.nonce IS 'random, one a rotation';
  COMMENT ON COLUMN pawl_sessions.key_id IS 'which configured secret made the current token';
  COMMENT ON COLUMN pawl_sessions.received IS 'true once a token of this generation was seen in use';
  COMMENT ON COLUMN pawl_sessions.created_at IS 'ms since the epoch; the login';
  COMMENT ON COLUMN pawl_sessions.rotated_at IS 'ms since the epoch; the last rotation';
  COMMENT ON COLUMN pawl_sessions.active_at IS 'ms since the epoch; the last activity, for the inactivity timeout';
  COMMENT ON COLUMN pawl_sessions.expires_at IS 'ms since the epoch; the absolute end, never moved';
  COMMENT ON COLUMN pawl_sessions.ended_at IS 'ms since the epoch; NULL while the session lives';
  COMMENT ON COLUMN pawl_sessions.end_reason IS 'why it ended; NULL while the session lives';
  COMMENT ON COLUMN pawl_sessions.persistent IS 'true if the cookie outlives the browser session';
  COMMENT ON COLUMN pawl_sessions.amr IS 'JSON array: how the user authenticated';
  COMMENT ON COLUMN pawl_sessions.claims IS 'JSON object: extra claims of the access tokens; text, since jsonb would reorder it';
  COMMENT ON COLUMN pawl_sessions.user_agent IS 'for the user''s list of devices';
  CREATE INDEX pawl_sessions_by_subject ON pawl_sessions (subject) WHERE ended_at IS NULL;
  CREATE INDEX pawl_sessions_by_end ON pawl_sessions (ended_at) WHERE ended_at IS NOT NULL;
  CREATE INDEX pawl_sessions_by_expiry ON pawl_sessions (expires_at) WHERE ended_at IS NULL;

  CREATE TABLE pawl_signing_keys (
    kid              TEXT PRIMARY KEY,
    position         BIGINT NOT NULL UNIQUE,
    alg              TEXT NOT NULL,
    public_jwk       TEXT NOT NULL,
    key_id           TEXT NOT NULL,
    sealed           BYTEA NOT NULL,
    created_at       BIGINT NOT NULL
  );
  COMMENT ON COLUMN pawl_signing_keys.kid IS 'RFC 7638 thumbprint';
  COMMENT ON COLUMN pawl_signing_keys.position IS 'counts keys in the order in which they came';
  COMMENT ON COLUMN pawl_signing_keys.public_jwk IS 'JSON';
  COMMENT ON COLUMN pawl_signing_keys.key_id IS 'which configured secret sealed the private half';
  COMMENT ON COLUMN pawl_signing_keys.sealed IS 'AES-256-GCM: iv, ciphertext, tag';
  COMMENT ON COLUMN pawl_signing_keys.created_at IS 'ms since the epoch';

  CREATE TABLE pawl_users (
    subject          TEXT PRIMARY KEY,
    email            TEXT NOT NULL UNIQUE,
    password_hash    TEXT NOT NULL,
    created_at       BIGINT NOT NULL
  );
  COMMENT ON COLUMN pawl_users.email IS 'canonical';
  COMMENT ON COLUMN pawl_users.password_hash IS 'PHC string, argon2id';
  COMMENT ON COLUMN pawl_users.created_at IS 'ms since the epoch';
  `,
  `
  CREATE TABLE pawl_ended_subjects (
    subject          TEXT NOT NULL,
    ended_at         BIGINT NOT NULL,
    except_sid       TEXT NOT NULL,
    PRIMARY KEY (subject, ended_at, except_sid)
  );
  COMMENT ON TABLE pawl_ended_subjects IS 'whose sessions were ended all at once: those that began in an earlier second';
  COMMENT ON COLUMN pawl_ended_subjects.subject IS 'the user; as in pawl_sessions';
  COMMENT ON COLUMN pawl_ended_subjects.ended_at IS 'ms since the epoch';
  COMMENT ON COLUMN pawl_ended_subjects.except_sid IS 'the session that was left alone; empty if none was';
  CREATE INDEX pawl_ended_subjects_by_end ON pawl_ended_subjects (ended_at);
  `,
  // No default and nothing to fill in: not every engine writes to a column in the transaction that adds it.
  `
  ALTER TABLE pawl_signing_keys ADD COLUMN signs_at BIGINT;
  COMMENT ON COLUMN pawl_signing_keys.signs_at IS 'ms since the epoch; from when it signs; NULL: since created_at';
  `,
];
