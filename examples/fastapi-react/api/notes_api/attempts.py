"""How often somebody may try a password."""

import sqlite3

_free_attempts = 5
_longest_wait_seconds = 300.0
_forgotten_after_seconds = 24 * 3600.0


def count_attempt(database: sqlite3.Connection, email: str, now: float) -> bool:
    """Whether a password may be tried for this e-mail now, whether anybody has it or not.

    After five attempts in a row that failed, the next one has to wait a second, then two, then four,
    and never longer than five minutes. It is counted before it is made, so that many at once count, too.
    """
    database.execute("BEGIN IMMEDIATE")
    try:
        database.execute("DELETE FROM login_attempts WHERE last_at < ?", (now - _forgotten_after_seconds,))
        found = database.execute("SELECT count, last_at FROM login_attempts WHERE email = ?", (email,))
        count, last_at = found.fetchone() or (0, 0.0)
        may_try = now >= last_at + _wait_seconds(count)
        if may_try:
            database.execute(
                "INSERT INTO login_attempts (email, count, last_at) VALUES (?, 1, ?)"
                " ON CONFLICT (email) DO UPDATE SET count = count + 1, last_at = excluded.last_at",
                (email, now),
            )
        database.execute("COMMIT")
    except BaseException:
        database.execute("ROLLBACK")
        raise
    return may_try


def forget_attempts(database: sqlite3.Connection, email: str) -> None:
    """After a right password."""
    database.execute("DELETE FROM login_attempts WHERE email = ?", (email,))


def _wait_seconds(count: int) -> float:
    if count < _free_attempts:
        return 0
    return min(_longest_wait_seconds, 2.0 ** (count - _free_attempts))
