"""
Goal: the models take what Pawl sends, ignore what is added later, and show no token when they are printed.
Method: the payload of docs/http.md, with the Pydantic that is installed, whichever of the two it is.
"""

from typing import Any

import pydantic
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from support.payloads import sent

from pawl_fastapi import Problem, RefreshRequest, SessionPayload, TokenResponse

session: dict[str, Any] = {
    "sid": "B" * 22,
    "subject": "usr_ada",
    "generation": 1,
    "amr": ["pwd"],
    "created_at": 1795436025384,
    "last_active_at": 1795436025395,
    "expires_at": 1798028025384,
    "inactivity_expires_at": 1796040825395,
    "user_agent": None,
}
tokens: dict[str, Any] = {
    "access_token": "header.payload.signature",
    "token_type": "Bearer",
    "expires_in": 1800,
    "issued_at": 1795436025395,
    "refresh_token": "secret",
    "rotation": "rotated",
    "revision": "r.3",
    "session": session,
}


def test_an_answer_with_tokens_is_read() -> None:
    answer = TokenResponse(**tokens)
    assert answer.access_token == "header.payload.signature"
    assert answer.session == SessionPayload(**session)
    assert answer.rotation == "rotated"


def test_what_is_added_later_is_ignored() -> None:
    assert TokenResponse(**{**tokens, "new": 1, "session": {**session, "new": 1}}) == TokenResponse(**tokens)


def test_tokens_do_not_show_when_an_answer_is_printed() -> None:
    answer, request = TokenResponse(**tokens), RefreshRequest(refresh_token="secret")
    printed = f"{answer!r} {answer} {request!r} {request}"
    assert "signature" not in printed
    assert "secret" not in printed


@pytest.mark.parametrize(
    "change", [{"token_type": "MAC"}, {"access_token": None}, {"session": None}], ids=str
)
def test_what_is_no_such_answer_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(pydantic.ValidationError):
        TokenResponse(**{**tokens, **change})


def test_a_request_holds_what_was_set_and_nothing_else() -> None:
    assert sent(RefreshRequest()) == {}
    assert sent(RefreshRequest(known_revision=None)) == {"known_revision": None}
    assert sent(RefreshRequest(refresh_token="r", inactive_for=0)) == {
        "refresh_token": "r",
        "inactive_for": 0,
    }


@pytest.mark.parametrize("seconds", [-1, 34_560_001])
def test_an_inactivity_out_of_bounds_is_refused(seconds: int) -> None:
    with pytest.raises(pydantic.ValidationError):
        RefreshRequest(inactive_for=seconds)


def test_the_models_can_be_shown_in_an_openapi_document() -> None:
    app = FastAPI()

    @app.post("/refresh", response_model=TokenResponse, responses={401: {"model": Problem}})
    def refresh(_request: RefreshRequest) -> Any:
        return tokens

    with TestClient(app) as client:
        assert client.post("/refresh", json={"inactive_for": 3}).json() == tokens
        schemas = client.get("/openapi.json").json()["components"]["schemas"]
    assert {"TokenResponse", "SessionPayload", "RefreshRequest", "Problem"} <= schemas.keys()
