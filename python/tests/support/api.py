"""An API as a process of its own, configured by its environment."""

import os
from typing import Any

import fastapi
from fastapi import Depends, FastAPI

from pawl_fastapi import (
    Introspection,
    PawlVerifier,
    RevocationFeed,
    SessionClaims,
    install_problems,
    require_session,
)

issuer = os.environ["ISSUER"]
credential = os.environ.get("VERIFIER_CREDENTIAL")

feed = None if credential is None else RevocationFeed(f"{issuer}/revocations", credential)
introspection = None if credential is None else Introspection(f"{issuer}/introspect", credential)
verifier = PawlVerifier(
    issuer=issuer,
    audience=os.environ["AUDIENCE"],
    revocations=feed,
    introspect=introspection,
    clock_tolerance_seconds=0,
)


def lifetime_of(feed: RevocationFeed) -> dict[str, Any]:
    """How an application of this version of FastAPI is told what to do at its start and its end."""
    if tuple(map(int, fastapi.__version__.split(".")[:2])) >= (0, 93):
        return {"lifespan": feed.lifespan}
    return {"on_startup": [feed.start], "on_shutdown": [feed.close]}


app = FastAPI(**({} if feed is None else lifetime_of(feed)))
install_problems(app)
guard = require_session(verifier)


@app.get("/sync")
def sync(session: SessionClaims = Depends(guard)) -> Any:
    return {"sub": session.sub, "sid": session.sid}


@app.get("/async")
async def asynchronous(session: SessionClaims = Depends(guard)) -> Any:
    return {"sub": session.sub, "sid": session.sid}


if introspection is not None:
    strict = require_session(verifier, revocation="strict")

    @app.get("/strict-sync")
    def strict_sync(session: SessionClaims = Depends(strict)) -> Any:
        return {"sub": session.sub, "sid": session.sid}

    @app.get("/strict-async")
    async def strict_asynchronous(session: SessionClaims = Depends(strict)) -> Any:
        return {"sub": session.sub, "sid": session.sid}
