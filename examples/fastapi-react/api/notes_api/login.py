"""The identity endpoint: Pawl asks it who somebody is, at a login and at no other time."""

import sqlite3
import time

from fastapi import APIRouter, Depends, HTTPException
from pawl_fastapi import Credentials, require_identity_request

from .attempts import count_attempt, forget_attempts
from .database import connection
from .settings import settings
from .users import authenticate, canonical

router = APIRouter(include_in_schema=False)
asked_by_pawl = require_identity_request(settings.identity_secret)


def now_seconds() -> float:
    """The clock; a dependency, so that tests can have one of their own."""
    return time.time()


@router.post("/identity")
def identity(
    asked: Credentials = Depends(asked_by_pawl),
    database: sqlite3.Connection = Depends(connection),
    now: float = Depends(now_seconds),
) -> dict[str, str | None]:
    """``subject``: the user, or nobody. For whatever else it answers, Pawl tells the browser to try again."""
    email = canonical(asked.email)
    if not count_attempt(database, email, now):
        raise HTTPException(429, "Too many attempts for this e-mail.")
    user = authenticate(database, email, asked.password)
    if user is None:
        return {"subject": None}
    forget_attempts(database, email)
    return {"subject": user.id}
