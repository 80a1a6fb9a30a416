"""The notes of whoever asks."""

import sqlite3
import time

from fastapi import APIRouter, Depends
from pawl_fastapi import SessionClaims
from pydantic import BaseModel, Field

from .database import connection
from .sessions import session_of

router = APIRouter(prefix="/api/notes")


class NewNote(BaseModel):
    text: str = Field(min_length=1, max_length=1000)


class Note(BaseModel):
    id: int
    text: str
    created_at: int
    """Milliseconds since the epoch."""


@router.get("", response_model=list[Note])
def list_notes(
    session: SessionClaims = Depends(session_of), database: sqlite3.Connection = Depends(connection)
) -> list[Note]:
    found = database.execute(
        "SELECT id, text, created_at FROM notes WHERE user_id = ? ORDER BY id DESC LIMIT 100", (session.sub,)
    )
    return [Note(**row) for row in found]


@router.post("", response_model=Note, status_code=201)
def add_note(
    note: NewNote,
    session: SessionClaims = Depends(session_of),
    database: sqlite3.Connection = Depends(connection),
) -> Note:
    created_at = int(time.time() * 1000)
    added = database.execute(
        "INSERT INTO notes (user_id, text, created_at) VALUES (?, ?, ?)", (session.sub, note.text, created_at)
    )
    return Note(id=added.lastrowid or 0, text=note.text, created_at=created_at)
