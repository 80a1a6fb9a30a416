"""
Goal: a token that is to be looked at strictly is good only while the issuer says so; whatever is no plain yes
or no is "try again"; nothing of the token or the credential is in an error or a log.
Method: an issuer without a network that answers what the test says, and guarded routes of both kinds.
"""

import asyncio
import logging
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from typing import Any

import httpx
import pytest
from fastapi import Depends, FastAPI
from fastapi.testclient import TestClient
from support.clock import Clock
from support.feed_server import credential
from support.issuer import Key, audience, issuer_url, jwks, now

from pawl_fastapi import (
    Introspection,
    PawlVerifier,
    SessionClaims,
    SessionError,
    UnavailableError,
    install_problems,
    require_session,
)

url = f"{issuer_url}/introspect"
key = Key()
Answer = Callable[[httpx.Request], httpx.Response]


def saying(content: str | bytes, status: int = 200, **headers: str) -> Answer:
    return lambda _request: httpx.Response(status, content=content, headers=headers)


yes, no = saying('{"active": true, "sub": "usr_ada"}'), saying('{"active": false}')


class Issuer:
    """Answers as :attr:`answer` says, and remembers what it was asked."""

    def __init__(self) -> None:
        self.answer = yes
        self.requests: list[httpx.Request] = []
        transport = httpx.MockTransport(self._handle)
        self.introspection = Introspection(url, credential, transport=transport)
        self.verifier = PawlVerifier(
            issuer=issuer_url,
            audience=audience,
            jwks=jwks(key),
            introspect=self.introspection,
            clock=Clock(now * 1000),
        )

    def _handle(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return self.answer(request)


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    issuer = Issuer()
    yield issuer
    issuer.introspection.close()


def verify_async(verifier: PawlVerifier, token: str) -> SessionClaims:
    return asyncio.run(verifier.verify_async(token, revocation="strict"))


def verify_sync(verifier: PawlVerifier, token: str) -> SessionClaims:
    return verifier.verify(token, revocation="strict")


both = pytest.mark.parametrize("verify", [verify_sync, verify_async])
Verify = Callable[[PawlVerifier, str], SessionClaims]


@both
def test_yes_is_yes_and_no_is_no_each_time_anew(issuer: Issuer, verify: Verify) -> None:
    token = key.token()
    assert verify(issuer.verifier, token).sub == "usr_ada"
    issuer.answer = no
    with pytest.raises(SessionError, match="access_token_invalid"):
        verify(issuer.verifier, token)
    issuer.answer = yes
    assert verify(issuer.verifier, token).sub == "usr_ada"
    assert len(issuer.requests) == 3


def test_the_token_travels_in_a_form_and_the_credential_in_a_header(issuer: Issuer) -> None:
    token = key.token()
    verify_sync(issuer.verifier, token)
    (request,) = issuer.requests
    assert (request.method, str(request.url)) == ("POST", url)
    assert request.headers["authorization"] == f"Bearer {credential}"
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"
    assert request.content.decode() == f"token={token}&token_type_hint=access_token"


def test_nobody_is_asked_about_what_is_no_token_of_the_issuers(issuer: Issuer) -> None:
    for token in ("nonsense", Key().token(), key.token(exp=now - 60, iat=now - 120)):
        with pytest.raises(SessionError, match="access_token_invalid"):
            verify_sync(issuer.verifier, token)
    assert issuer.requests == []


def test_nobody_is_asked_where_it_is_not_asked_for(issuer: Issuer) -> None:
    issuer.answer = no
    assert issuer.verifier.verify(key.token()).sub == "usr_ada"
    assert issuer.verifier.verify(key.token(), revocation="none").sub == "usr_ada"
    assert issuer.requests == []


def failing(_request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError(f"{credential} was refused")


def breaking(_request: httpx.Request) -> httpx.Response:
    raise RuntimeError(f"what nobody foresaw, with {credential}")


no_answers: dict[str, Answer] = {
    **{
        str(status): saying('{"active": true}', status)
        for status in (201, 301, 400, 401, 403, 404, 429, 500, 503)
    },
    "a redirect": saying("", 307, location="https://evil.example/"),
    "nothing": saying(""),
    "no JSON": saying("active"),
    "a list": saying('[{"active": true}]'),
    "true": saying("true"),
    "a text": saying('{"active": "true"}'),
    "a number": saying('{"active": 1}'),
    "null": saying('{"active": null}'),
    "no word": saying("{}"),
    "it twice": saying('{"active": false, "active": true}'),
    "too much": saying('{"active": true, "pad": "' + "x" * 70_000 + '"}'),
    "bytes": saying(b'{"active": true, "\xff": 1}'),
    "a refused connection": failing,
    "a mistake": breaking,
}


@both
@pytest.mark.parametrize("answer", no_answers.values(), ids=no_answers.keys())
def test_everything_else_is_no_answer_and_tells_nothing_of_what_was_sent(
    issuer: Issuer, verify: Verify, answer: Answer, caplog: pytest.LogCaptureFixture
) -> None:
    issuer.answer = answer
    token = key.token()
    with caplog.at_level(logging.DEBUG, "pawl_fastapi"), pytest.raises(UnavailableError) as raised:
        verify(issuer.verifier, token)
    told = f"{raised.value!r} {raised.value.__cause__!r} {caplog.text}"
    assert credential not in told
    assert token not in told
    assert len(issuer.requests) == 1


def test_a_strict_route_answers_each_way_with_sync_and_async_endpoints_alike(issuer: Issuer) -> None:
    app = FastAPI()
    install_problems(app)
    strict = require_session(issuer.verifier, revocation="strict")

    @app.get("/sync")
    def sync(session: SessionClaims = Depends(strict)) -> Any:
        return {"sub": session.sub}

    @app.get("/async")
    async def asynchronous(session: SessionClaims = Depends(strict)) -> Any:
        return {"sub": session.sub}

    headers = {"authorization": f"Bearer {key.token()}"}
    with TestClient(app) as client:
        for path in ("/sync", "/async"):
            issuer.answer = yes
            assert client.get(path, headers=headers).json() == {"sub": "usr_ada"}
            issuer.answer = no
            refused = client.get(path, headers=headers)
            assert (refused.status_code, refused.json()["code"]) == (401, "access_token_invalid")
            issuer.answer = saying("", 401)
            unavailable = client.get(path, headers=headers)
            assert (unavailable.status_code, unavailable.json()["code"]) == (503, "verifier_unavailable")
            assert unavailable.headers["retry-after"] == "1"
            assert "www-authenticate" not in unavailable.headers


def test_an_event_loop_goes_on_while_the_issuer_is_asked(issuer: Issuer) -> None:
    gate = threading.Event()

    def slowly(request: httpx.Request) -> httpx.Response:
        assert gate.wait(20)
        return yes(request)

    issuer.answer = slowly

    async def both_at_once() -> str:
        verifying = asyncio.ensure_future(issuer.verifier.verify_async(key.token(), revocation="strict"))
        await asyncio.sleep(0)
        # Only a loop that is free comes here.
        gate.set()
        return (await verifying).sub

    assert asyncio.run(both_at_once()) == "usr_ada"


def test_an_asker_of_ones_own_does_as_well() -> None:
    class Asker:
        def ask(self, _token: str) -> "Future[bool | UnavailableError]":
            answer: Future[bool | UnavailableError] = Future()
            answer.set_result(False)
            return answer

    verifier = PawlVerifier(
        issuer=issuer_url, audience=audience, jwks=jwks(key), introspect=Asker(), clock=Clock(now * 1000)
    )
    with pytest.raises(SessionError, match="access_token_invalid"):
        verify_sync(verifier, key.token())


def test_once_closed_it_opens_new_connections_when_it_is_asked_again(issuer: Issuer) -> None:
    verify_sync(issuer.verifier, key.token())
    issuer.introspection.close()
    issuer.introspection.close()
    assert verify_sync(issuer.verifier, key.token()).sub == "usr_ada"


def test_the_credential_may_come_from_a_function_each_time() -> None:
    seen: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers["authorization"])
        return yes(request)

    turns = iter(["credential-1", "credential-2", "not a credential"])
    asking = Introspection(url, lambda: next(turns), transport=httpx.MockTransport(answer))
    try:
        assert [asking.ask("token").result(20) for _ in range(2)] == [True, True]
        assert isinstance(asking.ask("token").result(20), UnavailableError)
    finally:
        asking.close()
    assert seen == ["Bearer credential-1", "Bearer credential-2"]


@pytest.mark.parametrize("text", ["", "a b", "a\r\nx: y", "é"])
def test_a_credential_that_cannot_be_sent_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(ValueError, match=r"^credential must be a bearer token: letters, digits and - \. _ ~"):
        Introspection(url, text)


def test_the_url_must_be_https_or_this_machine() -> None:
    with pytest.raises(ValueError, match=r"^url must use https, since "):
        Introspection("http://issuer.example/introspect", credential)
