"""The API with settings of its own: they are read when it is imported, so they are there before."""

import os
import tempfile
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

folder = tempfile.TemporaryDirectory(prefix="pawl-notes-api-")
secret = "s" * 64


def file(name: str) -> str:
    path = Path(folder.name) / name
    path.write_text(f"{secret}\n", encoding="utf-8")
    return str(path)


os.environ.update(
    ISSUER="https://app.example/auth",
    AUDIENCE="https://app.example",
    # Nobody listens there.
    PAWL_URL="http://127.0.0.1:9/auth",
    DATABASE=str(Path(folder.name) / "notes.sqlite"),
    VERIFIER_CREDENTIAL_FILE=file("verifier"),
    IDENTITY_SECRET_FILE=file("identity"),
)


@pytest.fixture
def app() -> TestClient:
    from notes_api.database import open_database, prepare_database
    from notes_api.main import app

    prepare_database()
    database = open_database()
    for table in ("notes", "users", "login_attempts"):
        database.execute(f"DELETE FROM {table}")  # noqa: S608 - of these three
    database.close()
    # Not entered, so that the feed is not started: there is no Pawl to follow.
    return TestClient(app)
