"""
Goal: the identity endpoint says who somebody is to Pawl alone, tells nothing by the time it takes, and
limits attempts.
Method: requests signed as Pawl signs them, to the whole application with a database of its own.
"""

import hmac
import json
import sqlite3
import time
from collections.abc import Iterator
from typing import Any

import pytest
from conftest import secret
from fastapi.testclient import TestClient

from notes_api import login, main, passwords, users
from notes_api.attempts import count_attempt, forget_attempts
from notes_api.database import open_database

ada, right = "ada@example.com", "correct horse battery staple"


@pytest.fixture
def ada_id(app: TestClient) -> str:
    database = open_database()
    users.add_user(database, ada, "Ada", right)
    (found,) = database.execute("SELECT id FROM users").fetchone()
    database.close()
    return str(found)


class Clock:
    now = 1000.0


@pytest.fixture
def clock(app: TestClient) -> Iterator[Clock]:
    clock = Clock()
    overrides = main.app.dependency_overrides
    overrides[login.now_seconds] = lambda: clock.now
    yield clock
    del overrides[login.now_seconds]


def ask(app: TestClient, email: str, password: str) -> Any:
    body = json.dumps({"email": email, "password": password})
    t = str(int(time.time()))
    v1 = hmac.new(secret.encode(), f"{t}.{body}".encode(), "sha256").hexdigest()
    return app.post("/identity", content=body, headers={"pawl-signature": f"t={t},v1={v1}"})


def test_the_right_password_says_who_it_is(app: TestClient, ada_id: str) -> None:
    for email in (ada, " ADA@Example.COM "):
        answer = ask(app, email, right)
        assert (answer.status_code, answer.json()) == (200, {"subject": ada_id})


@pytest.mark.parametrize(
    ("email", "password"), [(ada, "wrong"), (ada, ""), ("eve@example.com", right), (ada, "\ud800")], ids=ascii
)
def test_everything_else_is_nobody(app: TestClient, ada_id: str, email: str, password: str) -> None:
    answer = ask(app, email, password)
    assert (answer.status_code, answer.json()) == (200, {"subject": None})


def test_nobody_but_pawl_is_heard(app: TestClient, ada_id: str) -> None:
    assert app.post("/identity", json={"email": ada, "password": right}).status_code == 403


def test_an_unknown_email_costs_what_a_wrong_password_does(
    app: TestClient, ada_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[str] = []

    def counted(password: str, stored: str) -> bool:
        hashed.append(stored)
        return passwords.is_password(password, stored)

    monkeypatch.setattr(users, "is_password", counted)
    for email in (ada, "eve@example.com"):
        ask(app, email, "wrong")
    costs = [stored.split("$")[:4] for stored in hashed]
    assert len(costs) == 2
    assert costs[0] == costs[1]


def test_after_five_wrong_passwords_the_next_has_to_wait_even_if_it_is_right(
    app: TestClient, ada_id: str, clock: Clock
) -> None:
    assert [ask(app, ada, "wrong").status_code for _ in range(6)] == [200] * 5 + [429]
    # No answer, so Pawl tells nobody that it is wrong.
    assert ask(app, ada, right).status_code == 429
    clock.now += 1
    assert ask(app, ada, right).json() == {"subject": ada_id}
    assert ask(app, ada, "wrong").status_code == 200


def attempts(database: sqlite3.Connection, *instants: float) -> list[bool]:
    return [count_attempt(database, "eve@example.com", instant) for instant in instants]


def test_waits_double_up_to_five_minutes_and_are_forgotten_after_a_day(app: TestClient) -> None:
    database = open_database()
    assert attempts(database, *[0.0] * 5) == [True] * 5
    now, waits = 0.0, []
    for _ in range(10):
        wait = next(seconds for seconds in range(1, 400) if attempts(database, now + seconds) == [True])
        now += wait
        waits.append(wait)
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300]
    assert attempts(database, now + 24 * 3600 + 1, now + 24 * 3600 + 1) == [True, True]
    database.close()


def test_a_right_password_forgets_the_wrong_ones(app: TestClient) -> None:
    database = open_database()
    attempts(database, *[0.0] * 5)
    assert attempts(database, 0) == [False]
    forget_attempts(database, "eve@example.com")
    assert attempts(database, 0) == [True]
    database.close()


def test_a_password_is_kept_as_a_hash_with_a_salt_of_its_own(app: TestClient) -> None:
    one, two = passwords.hash_password(right), passwords.hash_password(right)
    assert one != two
    assert right not in one
    assert passwords.is_password(right, one)
    assert not passwords.is_password(right + " ", one)
