"""The application's own database: users and notes. Sessions are not in it, they are Pawl's."""

import sqlite3
from collections.abc import Iterator

from .settings import settings

_schema = """
CREATE TABLE IF NOT EXISTS users (
    id TEXT PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    password TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS notes (
    id INTEGER PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id),
    text TEXT NOT NULL,
    created_at INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS notes_of_user ON notes (user_id, id);
CREATE TABLE IF NOT EXISTS login_attempts (
    email TEXT PRIMARY KEY,
    count INTEGER NOT NULL,
    last_at REAL NOT NULL
);
"""


def open_database() -> sqlite3.Connection:
    # Closed by another thread of the pool than the one that opened it, maybe; used by one at a time.
    database = sqlite3.connect(settings.database, isolation_level=None, check_same_thread=False)
    database.row_factory = sqlite3.Row
    database.execute("PRAGMA foreign_keys = ON")
    return database


def prepare_database() -> None:
    """Makes the tables, once for all processes."""
    database = open_database()
    database.execute("PRAGMA journal_mode = WAL")
    database.executescript(_schema)
    database.close()


def connection() -> Iterator[sqlite3.Connection]:
    """A dependency: a connection for one request. Each statement is a transaction of its own."""
    database = open_database()
    try:
        yield database
    finally:
        database.close()
