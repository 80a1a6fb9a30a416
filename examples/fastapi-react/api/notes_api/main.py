"""The application: `uvicorn notes_api.main:app`."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request, Response
from pawl_fastapi import install_problems
from starlette.middleware.base import RequestResponseEndpoint

from . import account, login, notes
from .database import prepare_database
from .sessions import feed


@asynccontextmanager
async def lifespan(_app: object) -> AsyncIterator[None]:
    prepare_database()
    async with feed.lifespan():
        yield


app = FastAPI(title="Notes", docs_url="/api/docs", openapi_url="/api/openapi.json", redoc_url=None)
# For FastAPI 0.92, which Debian 12 has. From 0.93 on: FastAPI(lifespan=lifespan).
app.router.lifespan_context = lifespan
install_problems(app)
for part in (login, notes, account):
    app.include_router(part.router)


@app.middleware("http")
async def keep_nothing(request: Request, call_next: RequestResponseEndpoint) -> Response:
    """What one user is told, no cache may keep for another."""
    answer = await call_next(request)
    answer.headers.setdefault("Cache-Control", "no-store")
    answer.headers.setdefault("X-Content-Type-Options", "nosniff")
    return answer


@app.get("/healthz", include_in_schema=False)
def healthz() -> dict[str, str]:
    return {"status": "ok"}
