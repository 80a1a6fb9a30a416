"""Failures as ``application/problem+json`` (RFC 9457), with a challenge (RFC 6750 §3) where one belongs."""

import json
import math
from typing import Any

from fastapi import FastAPI, HTTPException, Request, Response

from .codes import codes
from .errors import SessionError, UnavailableError

problem_type_prefix = "urn:pawl:problem:"


class Refusal(HTTPException):
    """What a guard raises. FastAPI alone answers it with the right status and headers.

    With :func:`install_problems` the body is right as well.
    """

    def __init__(self, error: SessionError | UnavailableError) -> None:
        code = error.code if isinstance(error, SessionError) else "verifier_unavailable"
        facts = codes[code]
        problem: dict[str, Any] = {
            "type": f"{problem_type_prefix}{code}",
            "title": facts.title,
            "status": facts.status,
            "code": code,
        }
        headers = {"Cache-Control": "no-store"}
        if isinstance(error, UnavailableError):
            headers["Retry-After"] = str(math.ceil(error.retry_after_seconds))
        else:
            if error.detail is not None:
                problem["detail"] = error.detail
            if facts.challenge is not None:
                more = (f'{name}="{value}"' for name, value in error.challenge.items())
                headers["WWW-Authenticate"] = f"Bearer {', '.join([facts.challenge, *more])}"
        super().__init__(facts.status, detail=problem, headers=headers)
        self.problem = problem


def install_problems(app: FastAPI) -> None:
    """Lets an application answer with problems whenever a guard, or code of its own, raises these."""
    for exception in (Refusal, SessionError, UnavailableError):
        app.add_exception_handler(exception, _answer)


async def _answer(_request: Request, raised: Exception) -> Response:
    if isinstance(raised, SessionError | UnavailableError):
        raised = Refusal(raised)
    if not isinstance(raised, Refusal):
        raise raised
    return Response(
        json.dumps(raised.problem),
        status_code=raised.status_code,
        headers=dict(raised.headers or {}),
        media_type="application/problem+json; charset=utf-8",
    )
