"""
Goal: what the README shows works as it is.
Method: its code is run and asked; where FastAPI is older than that code, as the README says to write it then.
"""

import hmac
import json
import re
import time
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi.testclient import TestClient
from support.feed_server import credential
from support.guarded_app import knows_annotated
from support.vectors import repository

readme = (repository / "python/README.md").read_text(encoding="utf-8")


guard, identity = re.findall(r"^```python\n(.*?)^```$", readme, re.MULTILINE | re.DOTALL)


def run(block: str, names: dict[str, Any]) -> None:
    exec(compile(block, "README.md", "exec"), names)  # noqa: S102 - it is our own


def guard_code() -> str:
    if knows_annotated:
        return str(guard)
    written = "session: SessionClaims = Depends(require_session(verifier))"
    started = "FastAPI(on_startup=[feed.start], on_shutdown=[feed.close])"
    assert written in readme
    assert started in readme
    return str(guard).replace("session: Session", written).replace("FastAPI(lifespan=feed.lifespan)", started)


def identity_code() -> str:
    if knows_annotated:
        return str(identity)
    (dependency,) = re.findall(r"Annotated\[Credentials, (.*)\]$", identity, re.MULTILINE)
    return str(identity).replace("asked: Asked", f"asked: Credentials = {dependency}")


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.setenv("VERIFIER_CREDENTIAL", credential)
    names: dict[str, Any] = {}
    run(guard_code(), names)
    return names


def test_its_code_guards_a_route(names: dict[str, Any]) -> None:
    # Its issuer is nowhere, so it is not started, and asked without a token.
    response = TestClient(names["app"]).get("/me")
    assert response.json()["code"] == "access_token_missing"


def test_its_code_for_strict_routes_makes_a_guard(names: dict[str, Any]) -> None:
    (strict,) = re.findall(r"^```py\n(.*?)^```$", readme, re.MULTILINE | re.DOTALL)
    run(f"from pawl_fastapi import Introspection\n{strict}", names)
    assert names["PaidBy"].__origin__.__name__ == "SessionClaims"
    names["introspection"].close()


def test_its_identity_endpoint_hears_pawl_alone(
    names: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = "s" * 32
    monkeypatch.setenv("PAWL_IDENTITY_SECRET", secret)
    ada = SimpleNamespace(id=7)
    names["authenticate"] = lambda email, password: ada if (email, password) == ("ada", "right") else None
    run(identity_code(), names)
    app = TestClient(names["app"])

    def subject(password: str) -> Any:
        body = json.dumps({"email": "ada", "password": password})
        t = str(int(time.time()))
        v1 = hmac.new(secret.encode(), f"{t}.{body}".encode(), "sha256").hexdigest()
        return app.post("/identity", content=body, headers={"pawl-signature": f"t={t},v1={v1}"}).json()

    assert subject("right") == {"subject": "7"}
    assert subject("wrong") == {"subject": None}
    assert app.post("/identity", content="{}").status_code == 403
