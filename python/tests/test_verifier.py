"""
Goal: a verified token is remembered and still refused once it expired, its session ended or its key is gone;
nothing of a token is in any error; wrong options are refused in words.
Method: tokens signed here, a clock that stands still, and a revocation source of the test's own.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import pytest
from support.clock import Clock
from support.issuer import Key, audience, honest_claims, issuer_url, jwks, now
from support.jwks_server import JwksServer
from support.jwks_server import url as jwks_url

from pawl_fastapi import PawlVerifier, SessionClaims, SessionError, UnavailableError
from pawl_fastapi.remote_keys import RemoteKeys

key = Key()


class Revocations:
    """A revocation source, as an application might write its own."""

    def __init__(self) -> None:
        self.ended: set[str] = set()
        self.failure: Exception | None = None

    def settle(self) -> "Future[None] | None":
        return None

    def is_revoked(self, claims: SessionClaims) -> bool:
        if self.failure is not None:
            raise self.failure
        return claims.sid in self.ended


def verifier_at(clock: Callable[[], float], **options: Any) -> PawlVerifier:
    settings: dict[str, Any] = {"issuer": issuer_url, "audience": audience, "jwks": jwks(key), "clock": clock}
    return PawlVerifier(**{**settings, **options})


@pytest.mark.parametrize("alg", ["ES256", "Ed25519", "RS256"])
def test_a_token_of_each_algorithm_gives_its_claims(alg: str) -> None:
    one = Key(alg)
    session = verifier_at(Clock(now * 1000), jwks=jwks(one)).verify(one.token(scope="read write"))
    assert (session.sub, session.sid, session.amr) == ("usr_ada", honest_claims["sid"], ("pwd",))
    assert session.scopes == {"read", "write"}
    assert session.to_dict() == {**honest_claims, "scope": "read write"}


def test_claims_cannot_be_changed_by_one_request_for_the_next() -> None:
    verifier = verifier_at(Clock(now * 1000))
    token = key.token(roles={"admin": ["x"]})
    session = verifier.verify(token)
    claims: Any = session.claims
    with pytest.raises(TypeError):
        claims["sub"] = "usr_eve"
    with pytest.raises(TypeError):
        claims["roles"]["admin"] = []
    session.to_dict()["roles"]["admin"].append("y")
    assert verifier.verify(token) is session
    assert session.to_dict()["roles"] == {"admin": ["x"]}


def test_a_remembered_token_is_refused_when_it_expires() -> None:
    clock = Clock(now * 1000)
    verifier, token = verifier_at(clock), key.token(exp=now + 60)
    verifier.verify(token)
    clock.now = (now + 65) * 1000 - 1
    verifier.verify(token)
    clock.now = (now + 65) * 1000
    with pytest.raises(SessionError, match="access_token_invalid"):
        verifier.verify(token)


def test_a_remembered_token_is_refused_when_its_session_ends() -> None:
    revocations = Revocations()
    verifier, token = verifier_at(Clock(now * 1000), revocations=revocations), key.token()
    verifier.verify(token)
    revocations.ended.add(honest_claims["sid"])
    with pytest.raises(SessionError, match="access_token_invalid"):
        verifier.verify(token)


def test_a_remembered_token_is_refused_when_its_key_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    server, seconds, other = JwksServer(jwks(key)), Clock(0), Key()
    monkeypatch.setattr(
        "pawl_fastapi.verifier.RemoteKeys", lambda url: RemoteKeys(url, server.transport, seconds)
    )
    verifier, token = verifier_at(Clock(now * 1000), jwks=None), key.token()
    verifier.verify(token)
    server.show(jwks(other))
    seconds.now += 601
    with pytest.raises(SessionError, match="access_token_invalid"):
        verifier.verify(token)
    assert verifier.verify(other.token()).sub == "usr_ada"
    assert [str(request.url) for request in server.requests] == [jwks_url] * 2


def test_a_source_that_cannot_say_is_no_refusal() -> None:
    revocations = Revocations()
    verifier = verifier_at(Clock(now * 1000), revocations=revocations)
    revocations.failure = UnavailableError("not heard")
    with pytest.raises(UnavailableError):
        verifier.verify(key.token())


def test_a_token_is_verified_alike_with_and_without_an_event_loop() -> None:
    verifier = verifier_at(Clock(now * 1000))
    session = asyncio.run(verifier.verify_async(key.token()))
    assert session == verifier.verify(key.token())
    with pytest.raises(SessionError):
        asyncio.run(verifier.verify_async("nothing"))


def test_what_is_no_text_is_refused_like_any_other_token() -> None:
    verifier = verifier_at(Clock(now * 1000))
    nothing: list[Any] = [None, 7, b"bytes", ["list"], {}]
    for token in nothing:
        with pytest.raises(SessionError, match="access_token_invalid"):
            verifier.verify(token)


def test_no_error_holds_a_part_of_the_token() -> None:
    verifier = verifier_at(Clock(now * 1000))
    token = Key().token()
    with pytest.raises(SessionError) as caught:
        verifier.verify(token)
    assert str(caught.value) == "access_token_invalid"
    assert all(segment not in repr(vars(caught.value)) for segment in token.split("."))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"issuer": ""}, "issuer must be an absolute URL"),
        ({"issuer": "app.example"}, "issuer must be an absolute URL"),
        ({"issuer": "https://ada:secret@app.example"}, "without a user"),
        ({"issuer": "http://app.example"}, "issuer must use https, since app.example is not this machine"),
        ({"audience": ""}, "audience must be the name of this API"),
        ({"jwks": None, "jwks_url": "http://app.example/keys"}, "jwks_url must use https"),
        ({"jwks_url": "https://app.example/keys"}, "not both"),
        ({"jwks": {"keys": []}}, "a JWKS must hold a key that can be used"),
        ({"jwks": []}, "a JWKS must be an object"),
        ({"clock_tolerance_seconds": 61}, "clock_tolerance_seconds must be from 0 to 60"),
    ],
)
def test_a_wrong_option_is_named_with_its_fix(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        verifier_at(Clock(0), **options)
