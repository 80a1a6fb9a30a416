"""The user's own account."""

import sqlite3

from fastapi import APIRouter, Depends, HTTPException, Request
from pawl_fastapi import SessionClaims
from pydantic import BaseModel, Field

from .database import connection
from .passwords import longest, shortest
from .pawl import end_other_sessions
from .sessions import recent_session_of, session_of
from .users import find_user, set_password

router = APIRouter(prefix="/api")


class Me(BaseModel):
    email: str
    name: str


class NewPassword(BaseModel):
    password: str = Field(min_length=shortest, max_length=longest)


class EndedSessions(BaseModel):
    ended: int


@router.get("/me", response_model=Me)
def me(
    session: SessionClaims = Depends(session_of), database: sqlite3.Connection = Depends(connection)
) -> Me:
    user = find_user(database, session.sub)
    if user is None:
        raise HTTPException(404, "This user is gone.")
    return Me(email=user.email, name=user.name)


@router.put("/password", response_model=EndedSessions)
def change_password(
    new: NewPassword,
    request: Request,
    session: SessionClaims = Depends(recent_session_of),
    database: sqlite3.Connection = Depends(connection),
) -> EndedSessions:
    """Needs a recent login, and logs the user out everywhere else.

    In this order: who knows the old password could otherwise log in anew in between. If Pawl cannot be
    reached, the answer is 503, and the same request may be sent again until all of it is done.
    """
    set_password(database, session.sub, new.password)
    return EndedSessions(ended=end_other_sessions(request.headers["authorization"]))
