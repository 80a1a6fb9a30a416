"""
Goal: while nobody can say whether a token is right, a route answers "try again" and logs nobody out.
Method: an application whose issuer is not there, over real sockets.
"""

import socket
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import Depends, FastAPI
from fastapi.testclient import TestClient
from support.clock import Clock
from support.feed_server import credential
from support.issuer import Key, audience, jwks, now

from pawl_fastapi import (
    PawlVerifier,
    RevocationFeed,
    SessionClaims,
    SessionError,
    install_problems,
    require_session,
)

key = Key()


@pytest.fixture
def nobody() -> Iterator[str]:
    """The address of a port that is taken, and where nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"


def answer(issuer: str, verifier: PawlVerifier) -> Any:
    app = FastAPI()
    install_problems(app)
    guard = require_session(verifier)

    @app.get("/")
    def sync(session: SessionClaims = Depends(guard)) -> Any:
        return {"sub": session.sub}

    with TestClient(app) as client:
        return client.get("/", headers={"authorization": f"Bearer {key.token(iss=issuer)}"})


def is_try_again(response: Any) -> bool:
    assert response.status_code == 503
    assert response.json()["code"] == "verifier_unavailable"
    assert "www-authenticate" not in response.headers
    return 1 <= int(response.headers["retry-after"]) <= 10


def test_without_keys_it_is_try_again(nobody: str) -> None:
    verifier = PawlVerifier(issuer=nobody, audience=audience, clock=Clock(now * 1000))
    assert is_try_again(answer(nobody, verifier))


def test_what_could_be_no_token_of_anyone_is_refused_without_asking(nobody: str) -> None:
    verifier = PawlVerifier(issuer=nobody, audience=audience, clock=Clock(now * 1000))
    with pytest.raises(SessionError, match="access_token_invalid"):
        verifier.verify("nonsense")


def test_without_word_of_revocations_it_is_try_again(nobody: str) -> None:
    feed = RevocationFeed(f"{nobody}/revocations", credential)
    verifier = PawlVerifier(
        issuer=nobody, audience=audience, jwks=jwks(key), revocations=feed, clock=Clock(now * 1000)
    )
    try:
        assert is_try_again(answer(nobody, verifier))
    finally:
        feed.close()


def test_with_a_feed_that_fails_open_the_token_is_taken(nobody: str) -> None:
    feed = RevocationFeed(f"{nobody}/revocations", credential, fail="open")
    verifier = PawlVerifier(
        issuer=nobody, audience=audience, jwks=jwks(key), revocations=feed, clock=Clock(now * 1000)
    )
    try:
        assert answer(nobody, verifier).json() == {"sub": "usr_ada"}
    finally:
        feed.close()
