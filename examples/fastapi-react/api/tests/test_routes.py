"""
Goal: every route of the API needs a session, except those that are meant for everybody.
Method: the OpenAPI document is read, and what it names is asked without a token.
"""

from fastapi.testclient import TestClient


def test_every_route_refuses_whoever_has_no_token(app: TestClient) -> None:
    paths = app.get("/api/openapi.json").json()["paths"]
    routes = [(method, path) for path, methods in paths.items() for method in methods]
    assert sorted(routes) == [
        ("get", "/api/me"),
        ("get", "/api/notes"),
        ("post", "/api/notes"),
        ("put", "/api/password"),
    ]
    bodies = {"post": {"text": "x"}, "put": {"password": "another long password"}}
    for method, path in routes:
        answer = app.request(method.upper(), path, json=bodies.get(method))
        assert (answer.status_code, answer.json()["code"]) == (401, "access_token_missing")
        assert answer.headers["content-type"].startswith("application/problem+json")
        assert answer.headers["cache-control"] == "no-store"


def test_it_says_that_it_is_there(app: TestClient) -> None:
    assert app.get("/healthz").json() == {"status": "ok"}
