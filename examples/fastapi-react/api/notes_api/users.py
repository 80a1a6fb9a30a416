"""The application's own users."""

import sqlite3
import uuid
from dataclasses import dataclass, field

from .passwords import hash_password, is_password, nobodys


@dataclass(frozen=True)
class User:
    id: str
    """For ever, whatever becomes of the e-mail: it is the ``sub`` of access tokens."""
    email: str
    name: str
    password: str = field(repr=False)
    """The hash."""


def canonical(email: str) -> str:
    return email.strip().casefold()


def find_user(database: sqlite3.Connection, user_id: str) -> User | None:
    return _user(database.execute("SELECT * FROM users WHERE id = ?", (user_id,)))


def authenticate(database: sqlite3.Connection, email: str, password: str) -> User | None:
    """The user with this e-mail, if the password is theirs. Takes as long for an e-mail that nobody has."""
    user = _user(database.execute("SELECT * FROM users WHERE email = ?", (canonical(email),)))
    is_right = is_password(password, nobodys if user is None else user.password)
    return user if is_right else None


def add_user(database: sqlite3.Connection, email: str, name: str, password: str) -> bool:
    """False if the e-mail is taken."""
    added = database.execute(
        "INSERT INTO users (id, email, name, password) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (f"usr_{uuid.uuid4().hex}", canonical(email), name, hash_password(password)),
    )
    return added.rowcount == 1


def set_password(database: sqlite3.Connection, user_id: str, password: str) -> None:
    database.execute("UPDATE users SET password = ? WHERE id = ?", (hash_password(password), user_id))


def _user(found: sqlite3.Cursor) -> User | None:
    row = found.fetchone()
    return None if row is None else User(**row)
