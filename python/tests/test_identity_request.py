"""
Goal: an identity endpoint hears Pawl and nobody else, and gets the credentials as they were typed.
Method: an application with such an endpoint, asked with the vectors of docs/identity.md, and with requests
that are wrong in one thing.
"""

import hmac
import json
import re
from typing import Any

import pytest
from fastapi import Depends, FastAPI
from fastapi.testclient import TestClient
from support.clock import Clock
from support.vectors import repository

from pawl_fastapi import Credentials, require_identity_request

page = (repository / "docs/identity.md").read_text(encoding="utf-8")
(secret,) = re.findall(r"with the secret `(\S+)`:", page)
vectors: list[tuple[str, str, str]] = re.findall(r"^\| `(\d+)` \| `(.*)` \| `(\S+)` \|$", page, re.MULTILINE)
signed_at = 1795436025
ada = '{"email":"ada@example.com","password":"an engine weaves algebraic patterns"}'


def endpoint(*secrets: str, now: float = signed_at) -> TestClient:
    app = FastAPI()

    @app.post("/verify")
    def verify(asked: Credentials = Depends(require_identity_request(secrets, clock=Clock(now)))) -> Any:
        return {"email": asked.email, "password": asked.password}

    return TestClient(app)


def signature_of(body: bytes, key: str = secret, t: str = str(signed_at)) -> str:
    return f"t={t},v1={hmac.new(key.encode(), t.encode() + b'.' + body, 'sha256').hexdigest()}"


def ask(app: TestClient, body: str | bytes, *signatures: str) -> Any:
    content = body.encode() if isinstance(body, str) else body
    headers = [("content-type", "application/json"), *(("pawl-signature", one) for one in signatures)]
    return app.post("/verify", content=content, headers=headers)


@pytest.mark.parametrize(("t", "body", "signature"), vectors, ids=[t for t, _, _ in vectors])
def test_what_pawl_signs_is_heard(t: str, body: str, signature: str) -> None:
    answer = ask(endpoint(secret, now=int(t)), body, signature)
    assert (answer.status_code, answer.json()) == (200, json.loads(body))


def test_there_are_vectors() -> None:
    assert len(vectors) == 2


@pytest.mark.parametrize("seconds", [-60, 60])
def test_clocks_may_be_a_minute_apart(seconds: int) -> None:
    app = endpoint(secret, now=signed_at + seconds)
    assert ask(app, ada, signature_of(ada.encode())).status_code == 200


@pytest.mark.parametrize("seconds", [-61, 61])
def test_what_was_signed_at_another_time_is_refused(seconds: int) -> None:
    app = endpoint(secret, now=signed_at + seconds)
    assert ask(app, ada, signature_of(ada.encode())).status_code == 403


def test_both_secrets_count_while_one_is_replaced() -> None:
    other = "o" * 32
    app = endpoint(other, secret)
    for key in (secret, other):
        assert ask(app, ada, signature_of(ada.encode(), key)).status_code == 200
    assert ask(app, ada, signature_of(ada.encode(), "x" * 32)).status_code == 403


right = signature_of(ada.encode())


@pytest.mark.parametrize(
    "signatures",
    [
        [],
        [right, right],
        [""],
        [right + " "],
        [right.upper()],
        [right.replace("v1=", "v2=")],
        [right.replace("t=", "t=0")],
        [right[:-1]],
        [right.replace("t=1795436025", "t=1795436024")],
    ],
    ids=str,
)
def test_a_signature_that_is_not_exactly_so_is_refused(signatures: list[str]) -> None:
    assert ask(endpoint(secret), ada, *signatures).status_code == 403


def test_another_body_is_refused() -> None:
    assert ask(endpoint(secret), ada.replace("ada@", "eve@"), right).status_code == 403


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b'{"email":"a"}',
        b'{"email":"a","password":5}',
        b'{"email":null,"password":"p"}',
        b'{"email":"a","email":"b","password":"p"}',
        b'{"email":"a","password":"\xff"}',
    ],
    ids=str,
)
def test_what_is_signed_and_no_such_question_is_refused(body: bytes) -> None:
    assert ask(endpoint(secret), body, signature_of(body)).status_code == 403


def test_more_than_pawl_ever_sends_is_not_read() -> None:
    body = json.dumps({"email": "a", "password": "p" * 40_000}).encode()
    assert ask(endpoint(secret), body, signature_of(body)).status_code == 403


@pytest.mark.parametrize(
    "bad", ["s" * 31, "", [], [secret, "short"]], ids=["31", "none", "empty", "one of two"]
)
def test_a_secret_that_is_too_short_is_refused_and_not_shown(bad: Any) -> None:
    with pytest.raises(ValueError, match="secret must have 32 bytes or more") as raised:
        require_identity_request(bad)
    assert "short" not in str(raised.value)
    assert "sss" not in str(raised.value)


def test_a_password_does_not_show_when_credentials_are_printed() -> None:
    assert "hunter2" not in repr(Credentials("ada@example.com", "hunter2"))
