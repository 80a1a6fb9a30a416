"""
Goal: a guarded route runs with a session or not at all, and each refusal is told as RFC 6750, 9457 and 9470
have it.
Method: an application with sync and async routes, asked with tokens that are right or lack one thing.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from support.challenge import parsed_challenge
from support.guarded_app import clock, guarded_app, key, knows_annotated, verifier
from support.issuer import now

from pawl_fastapi import require_session
from pawl_fastapi.bearer import bearer_token
from pawl_fastapi.errors import SessionError

guarded = ["/sync", "/async", *(["/annotated"] if knows_annotated else [])]


@pytest.fixture
def app() -> Iterator[TestClient]:
    clock.now = now * 1000
    with TestClient(guarded_app()) as client:
        yield client


def bearing(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


def problem_of(response: Any, status: int, code: str) -> dict[str, Any]:
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json; charset=utf-8"
    assert response.headers["cache-control"] == "no-store"
    problem: dict[str, Any] = response.json()
    assert (problem["type"], problem["code"]) == (f"urn:pawl:problem:{code}", code)
    assert problem["status"] == status
    return problem


@pytest.mark.parametrize("path", guarded)
def test_a_route_gets_the_session_of_the_token(app: TestClient, path: str) -> None:
    response = app.get(path, headers=bearing(key.token()))
    assert (response.status_code, response.json()) == (200, {"sub": "usr_ada"})


@pytest.mark.parametrize("path", guarded)
@pytest.mark.parametrize(
    "headers", [{}, {"authorization": "Basic YTpi"}, {"authorization": "Bearerx y"}], ids=str
)
def test_without_a_token_the_challenge_has_no_error(
    app: TestClient, path: str, headers: dict[str, str]
) -> None:
    response = app.get(path, headers=headers)
    problem_of(response, 401, "access_token_missing")
    assert parsed_challenge(response.headers["www-authenticate"]) == {"realm": "pawl"}


@pytest.mark.parametrize("path", guarded)
@pytest.mark.parametrize(
    "token", [key.token(exp=now - 60, iat=now - 120), "nonsense"], ids=["expired", "nonsense"]
)
def test_a_refused_token_is_told_as_invalid_and_nothing_else(app: TestClient, path: str, token: str) -> None:
    response = app.get(path, headers=bearing(token))
    assert "detail" not in problem_of(response, 401, "access_token_invalid")
    challenge = parsed_challenge(response.headers["www-authenticate"])
    assert challenge["error"] == "invalid_token"
    assert "scope" not in challenge


def test_two_authorization_headers_are_refused_whatever_they_hold(app: TestClient) -> None:
    twice = [("authorization", f"Bearer {key.token()}")] * 2
    response = app.get("/sync", headers=twice)
    problem_of(response, 400, "invalid_request")
    assert "www-authenticate" not in response.headers


@pytest.mark.parametrize("text", ["Bearer", "Bearer ", "Bearer a b", "bearer a,b", "Bearer a=b", "Bearer é"])
def test_a_header_that_is_not_one_token_is_malformed(text: str) -> None:
    with pytest.raises(SessionError, match="invalid_request"):
        bearer_token([text])


@pytest.mark.parametrize("text", ["Bearer a", "bearer a", "BEARER   a"])
def test_the_scheme_may_be_written_in_any_case(text: str) -> None:
    assert bearer_token([text]) == "a"


def test_a_token_elsewhere_than_in_authorization_is_not_seen(app: TestClient) -> None:
    token = key.token()
    app.cookies.set("access_token", token)
    response = app.get("/sync", params={"access_token": token})
    problem_of(response, 401, "access_token_missing")


@pytest.mark.parametrize(
    "scope",
    [None, "", "notes:read", "notes:write", "notes:write  notes:reader", ["notes:write", "notes:read"], 7],
)
def test_a_scope_that_is_missing_is_named(app: TestClient, scope: Any) -> None:
    token = key.token() if scope is None else key.token(scope=scope)
    response = app.post("/write", headers=bearing(token))
    problem_of(response, 403, "insufficient_scope")
    challenge = parsed_challenge(response.headers["www-authenticate"])
    assert (challenge["error"], challenge["scope"]) == ("insufficient_scope", "notes:write notes:read")


def test_a_token_with_all_scopes_and_more_passes(app: TestClient) -> None:
    response = app.post("/write", headers=bearing(key.token(scope="a notes:write notes:read")))
    assert response.json() == {"scopes": ["a", "notes:read", "notes:write"]}


def test_a_login_too_long_ago_asks_for_a_new_one(app: TestClient) -> None:
    assert app.post("/delete-account", headers=bearing(key.token(auth_time=now - 300))).status_code == 200
    response = app.post("/delete-account", headers=bearing(key.token(auth_time=now - 301)))
    problem_of(response, 401, "insufficient_user_authentication")
    challenge = parsed_challenge(response.headers["www-authenticate"])
    assert (challenge["error"], challenge["max_age"]) == ("insufficient_user_authentication", "300")


@pytest.mark.parametrize("acr", ["urn:example:mfa", "urn:example:hardware"])
def test_a_login_of_a_class_that_the_route_takes_passes(app: TestClient, acr: str) -> None:
    response = app.post("/pay", headers=bearing(key.token(acr=acr)))
    assert response.json() == {"acr": acr}


@pytest.mark.parametrize(
    "claims",
    [
        {},
        {"acr": "urn:example:password"},
        {"acr": "urn:example:mfa urn:example:hardware"},
        {"acr": ["urn:example:mfa"]},
        {"acr": 7},
        {"acr": "urn:example:mfa", "auth_time": now - 61},
    ],
    ids=str,
)
def test_a_login_that_is_not_strong_enough_is_told_all_that_a_new_one_must_be(
    app: TestClient, claims: dict[str, Any]
) -> None:
    response = app.post("/pay", headers=bearing(key.token(**{"auth_time": now, **claims})))
    problem_of(response, 401, "insufficient_user_authentication")
    challenge = parsed_challenge(response.headers["www-authenticate"])
    assert challenge["error"] == "insufficient_user_authentication"
    assert challenge["acr_values"] == "urn:example:mfa urn:example:hardware"
    assert challenge["max_age"] == "60"


@pytest.mark.parametrize("acr_values", ['a"b', "a  b", " a", ""])
def test_classes_that_cannot_be_written_are_refused_when_the_guard_is_made(acr_values: str) -> None:
    with pytest.raises(ValueError, match="acr_values must be values of acr"):
        require_session(verifier, acr_values=acr_values)


@pytest.mark.parametrize(("revocation", "option"), [("strict", "introspect"), ("feed", "revocations")])
def test_a_check_that_the_verifier_cannot_make_is_refused_when_the_guard_is_made(
    revocation: Any, option: str
) -> None:
    with pytest.raises(
        ValueError, match=f"revocation cannot be {revocation} here: give PawlVerifier {option}"
    ):
        require_session(verifier, revocation=revocation)


def test_a_check_that_there_is_not_is_refused_when_the_guard_is_made() -> None:
    unknown: Any = "sometimes"
    with pytest.raises(ValueError, match='revocation must be "feed", "strict" or "none"'):
        require_session(verifier, revocation=unknown)


def test_a_refusal_of_a_check_of_ones_own_is_told_alike(app: TestClient) -> None:
    problem_of(app.get("/own"), 401, "access_token_invalid")


def test_other_failures_are_as_they_were(app: TestClient) -> None:
    assert app.get("/nowhere").json() == {"detail": "Not Found"}


def test_without_the_problems_installed_status_and_headers_are_right_all_the_same() -> None:
    with TestClient(guarded_app(with_problems=False)) as app:
        response = app.get("/sync", headers=bearing("nonsense"))
    assert response.status_code == 401
    assert parsed_challenge(response.headers["www-authenticate"])["error"] == "invalid_token"
    assert response.json()["detail"]["code"] == "access_token_invalid"


def test_the_openapi_document_shows_which_routes_need_a_token(app: TestClient) -> None:
    document = app.get("/openapi.json").json()
    scheme = document["components"]["securitySchemes"]["Pawl"]
    assert (scheme["type"], scheme["scheme"], scheme["bearerFormat"]) == ("http", "bearer", "JWT")
    for path in guarded:
        operation = document["paths"][path]["get"]
        assert operation["security"] == [{"Pawl": []}]
        assert operation.get("parameters", []) == []
    assert "security" not in document["paths"]["/open"]["get"]
    assert app.get("/docs").status_code == 200


@pytest.mark.parametrize("scope", ['a"b', "a\\b", "a  b", " a", "é", ""])
def test_a_scope_that_cannot_be_one_is_refused_when_the_guard_is_made(scope: Any) -> None:
    with pytest.raises(ValueError, match="scope must be scopes"):
        require_session(verifier, scope=scope)


def test_an_age_below_a_second_is_refused_when_the_guard_is_made() -> None:
    with pytest.raises(ValueError, match="max_auth_age_seconds must be 1 at least"):
        require_session(verifier, max_auth_age_seconds=0)
