"""An application as its author would write it, with the FastAPI that is installed."""

from typing import Annotated, Any

import fastapi
from fastapi import Depends, FastAPI

from pawl_fastapi import PawlVerifier, SessionClaims, install_problems, require_session
from support.clock import Clock
from support.issuer import Key, audience, issuer_url, jwks, now

key = Key()
clock = Clock(now * 1000)
verifier = PawlVerifier(issuer=issuer_url, audience=audience, jwks=jwks(key), clock=clock)

knows_annotated = tuple(map(int, fastapi.__version__.split(".")[:2])) >= (0, 95)
"""Before, dependencies were written as defaults."""

Session = Annotated[SessionClaims, Depends(require_session(verifier))]
session_of = require_session(verifier)
writer_of = require_session(verifier, scope="notes:write notes:read")
recent_session_of = require_session(verifier, max_auth_age_seconds=300)
strong_session_of = require_session(
    verifier, acr_values="urn:example:mfa urn:example:hardware", max_auth_age_seconds=60
)


def guarded_app(*, with_problems: bool = True) -> FastAPI:
    app = FastAPI()
    if with_problems:
        install_problems(app)

    @app.get("/sync")
    def sync(session: SessionClaims = Depends(session_of)) -> Any:
        return {"sub": session.sub}

    @app.get("/async")
    async def asynchronous(session: SessionClaims = Depends(session_of)) -> Any:
        return {"sub": session.sub}

    @app.post("/write")
    def write(session: SessionClaims = Depends(writer_of)) -> Any:
        return {"scopes": sorted(session.scopes)}

    @app.post("/delete-account")
    def delete_account(session: SessionClaims = Depends(recent_session_of)) -> Any:
        return {"sub": session.sub}

    @app.post("/pay")
    def pay(session: SessionClaims = Depends(strong_session_of)) -> Any:
        return {"acr": session.claims["acr"]}

    @app.get("/own")
    def own() -> Any:
        return {"sub": verifier.verify("none of ours").sub}

    @app.get("/open")
    def without_guard() -> Any:
        return {}

    if knows_annotated:

        @app.get("/annotated")
        async def annotated(session: Session) -> Any:
            return {"sub": session.sub}

    return app
