"""What the API is told by its environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Settings:
    issuer: str
    """Pawl's public URL, as it is in the ``iss`` of access tokens."""
    audience: str
    """What Pawl calls this API."""
    pawl_url: str
    """Where Pawl is from here, which need not be where browsers find it."""
    database: Path
    verifier_credential: str = field(repr=False)
    """Opens the feed of revocations."""
    identity_secret: str = field(repr=False)
    """Signs Pawl's questions about logins."""
    recent_login_seconds: float = 300
    """For what is delicate, the user must have logged in so lately."""


def read_settings(env: Mapping[str, str]) -> Settings:
    """
    :raises SystemExit: with a sentence for whoever starts it.
    """

    def text(name: str) -> str:
        if value := env.get(name):
            return value
        raise SystemExit(f"The API needs {name} in its environment; `npm start` sets it.")

    def secret(name: str) -> str:
        # In files, since every process of the user can read an environment.
        return Path(text(name)).read_text(encoding="utf-8").strip()

    return Settings(
        issuer=text("ISSUER"),
        audience=text("AUDIENCE"),
        pawl_url=text("PAWL_URL"),
        database=Path(text("DATABASE")),
        verifier_credential=secret("VERIFIER_CREDENTIAL_FILE"),
        identity_secret=secret("IDENTITY_SECRET_FILE"),
        recent_login_seconds=float(env.get("RECENT_LOGIN_SECONDS") or 300),
    )


settings = read_settings(os.environ)
