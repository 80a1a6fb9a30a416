"""
Goal: what the README shows works as it is.
Method: its code is run and asked; where FastAPI is older than that code, as the README says to write it then.
"""

import re
from typing import Any

import pytest
from fastapi.testclient import TestClient
from support.feed_server import credential
from support.guarded_app import knows_annotated
from support.vectors import repository

readme = (repository / "python/README.md").read_text(encoding="utf-8")


def code() -> str:
    (block,) = re.findall(r"^```python\n(.*?)^```$", readme, re.MULTILINE | re.DOTALL)
    if knows_annotated:
        return str(block)
    written = "session: SessionClaims = Depends(require_session(verifier))"
    started = "FastAPI(on_startup=[feed.start], on_shutdown=[feed.close])"
    assert written in readme
    assert started in readme
    return str(block).replace("session: Session", written).replace("FastAPI(lifespan=feed.lifespan)", started)


def test_its_code_for_strict_routes_makes_a_guard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VERIFIER_CREDENTIAL", credential)
    (strict,) = re.findall(r"^```py\n(.*?)^```$", readme, re.MULTILINE | re.DOTALL)
    imported = "from pawl_fastapi import Introspection\n"
    names: dict[str, Any] = {}
    exec(compile(f"{code()}\n{imported}{strict}", "README.md", "exec"), names)  # noqa: S102 - it is our own
    assert names["PaidBy"].__origin__.__name__ == "SessionClaims"
    names["introspection"].close()


def test_its_code_guards_a_route(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VERIFIER_CREDENTIAL", credential)
    names: dict[str, Any] = {}
    exec(compile(code(), "README.md", "exec"), names)  # noqa: S102 - it is our own
    # Its issuer is nowhere, so it is not started, and asked without a token.
    response = TestClient(names["app"]).get("/me")
    assert response.json()["code"] == "access_token_missing"
