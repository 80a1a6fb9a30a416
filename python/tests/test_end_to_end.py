"""
Goal: with a real issuer and a real API, a login works until it expires, a refresh goes on with it, and what
is ended is refused.
Method: `pawl serve` and an application under uvicorn, each a process of its own, asked over HTTP.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest
from support.feed_server import credential
from support.payloads import sent
from support.processes import pawl_serve, uvicorn
from support.wait import until

from pawl_fastapi import RefreshRequest, TokenResponse

email, password = "ada@example.com", "correct horse battery staple"
ada = {"PAWL_DEV_USER": f"{email} {password}"}


@pytest.fixture
def http() -> Iterator[httpx.Client]:
    # What the machine is told about proxies is not meant for its own ports.
    with httpx.Client(trust_env=False) as client:
        yield client


def post(http: httpx.Client, url: str, body: dict[str, Any]) -> TokenResponse:
    answer = http.post(url, json=body)
    assert answer.status_code == 200, answer.text
    return TokenResponse(**answer.json())


def login(http: httpx.Client, issuer: str) -> TokenResponse:
    return post(http, f"{issuer}/login", {"email": email, "password": password, "transport": "body"})


def refresh(http: httpx.Client, issuer: str, tokens: TokenResponse) -> TokenResponse:
    request = RefreshRequest(refresh_token=tokens.refresh_token, known_revision=tokens.revision)
    return post(http, f"{issuer}/refresh", sent(request))


def call(http: httpx.Client, url: str, tokens: TokenResponse) -> httpx.Response:
    return http.get(url, headers=bearing(tokens))


def bearing(tokens: TokenResponse) -> dict[str, str]:
    return {"authorization": f"Bearer {tokens.access_token}"}


def test_a_token_works_until_it_expires_and_again_after_a_refresh(http: httpx.Client, tmp_path: Path) -> None:
    with (
        pawl_serve(tmp_path, "--access-token-lifetime", "5s", **ada) as issuer,
        uvicorn("support.api:app", ISSUER=issuer, AUDIENCE=issuer) as api,
    ):
        routes = [f"{api}/sync", f"{api}/async"]
        tokens = login(http, issuer)
        session = {"sub": tokens.session.subject, "sid": tokens.session.sid}
        assert [call(http, route, tokens).json() for route in routes] == [session, session]

        until(lambda: call(http, routes[0], tokens).status_code == 401)
        for route in routes:
            expired = call(http, route, tokens)
            assert expired.json()["code"] == "access_token_invalid"
            assert 'error="invalid_token"' in expired.headers["www-authenticate"]

        refreshed = refresh(http, issuer, tokens)
        assert refreshed.rotation == "rotated"
        assert [call(http, route, refreshed).json() for route in routes] == [session, session]


@pytest.mark.parametrize("route", ["/strict-sync", "/strict-async"])
def test_a_strict_route_refuses_a_session_from_the_very_moment_in_which_it_ended(
    http: httpx.Client, tmp_path: Path, route: str
) -> None:
    with (
        pawl_serve(tmp_path, **ada, PAWL_VERIFIER_CREDENTIALS=credential) as issuer,
        uvicorn("support.api:app", ISSUER=issuer, AUDIENCE=issuer, VERIFIER_CREDENTIAL=credential) as api,
    ):
        for _ in range(5):
            tokens = login(http, issuer)
            assert call(http, api + route, tokens).status_code == 200
            revoked = http.post(f"{issuer}/revoke", data={"token": tokens.refresh_token})
            assert revoked.status_code == 200
            refused = call(http, api + route, tokens)
            assert refused.json()["code"] == "access_token_invalid"
            assert 'error="invalid_token"' in refused.headers["www-authenticate"]


def test_pyjwt_verifies_a_token_with_the_keys_of_the_address_that_is_discovered(
    http: httpx.Client, tmp_path: Path
) -> None:
    with pawl_serve(tmp_path, **ada) as issuer:
        metadata = http.get(f"{issuer}/.well-known/oauth-authorization-server").json()
        assert metadata["issuer"] == issuer
        tokens = login(http, issuer)
        granted = http.post(
            metadata["token_endpoint"],
            data={"grant_type": "refresh_token", "refresh_token": tokens.refresh_token},
        )
        token = granted.json()["access_token"]
        key = jwt.PyJWKClient(metadata["jwks_uri"]).get_signing_key_from_jwt(token)
        claims = jwt.decode(token, key.key, algorithms=["ES256"], audience=issuer, issuer=issuer)
        assert claims["sid"] == tokens.session.sid
        with pytest.raises(jwt.InvalidAudienceError):
            jwt.decode(token, key.key, algorithms=["ES256"], audience="https://other.example")


@pytest.mark.parametrize("route", ["/sync", "/async"])
def test_a_session_that_ended_is_refused_although_its_token_is_still_good(
    http: httpx.Client, tmp_path: Path, route: str
) -> None:
    with (
        pawl_serve(tmp_path, **ada, PAWL_VERIFIER_CREDENTIALS=credential) as issuer,
        uvicorn("support.api:app", ISSUER=issuer, AUDIENCE=issuer, VERIFIER_CREDENTIAL=credential) as api,
    ):
        one, two, three = (login(http, issuer) for _ in range(3))
        assert [call(http, api + route, tokens).status_code for tokens in (one, two, three)] == [200] * 3

        logout = http.post(f"{issuer}/logout", json={"refresh_token": one.refresh_token})
        assert logout.status_code == 204
        until(lambda: call(http, api + route, one).status_code == 401)
        assert [call(http, api + route, tokens).status_code for tokens in (two, three)] == [200] * 2

        ended = http.delete(f"{issuer}/sessions", headers=bearing(three))
        assert ended.json() == {"ended": 1}
        until(lambda: call(http, api + route, two).status_code == 401)
        assert call(http, api + route, three).status_code == 200
