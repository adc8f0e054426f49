"""The desk as one application: its pages behind the guard, and a readable page for whatever goes wrong."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from anyio.to_thread import current_default_thread_limiter
from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from dedup.archive import Archive, Dockets
from dedup.errors import ArchiveBusyError, DedupError, NotFoundError, UsageError
from dedup.web.desks import Desks
from dedup.web.guard import HEADERS, MAX_BODY, MAX_FIELDS, Guard
from dedup.web.indexing import Indexing
from dedup.web.pages import article, entrance, packets, pair, queue, search, sources, stories, story
from dedup.web.rendering import rendered
from dedup.web.settings import Settings
from dedup.web.visit import frame, here_of, vouched

_THREADS = 5  # pages made at once: as many connections as stay open, of up to 64 MiB of cache each
_PATIENCE = 10.0  # seconds that a word waits for another writer; a transaction of an ingest takes three to six
_TITLES = {
    400: "That cannot be asked",
    401: "The desk asks for its token",
    403: "Nothing was done",
    404: "There is no such thing here",
    405: "That cannot be done here",
    413: "Too much was sent",
    503: "The archive is busy",
}
_FAULT = "The page could not be made: a fault of dedup's own. What the desk printed where it was started says more."


def desk(location: str | Path, settings: Settings) -> FastAPI:
    """The review desk over an archive that exists.

    Raises NotFoundError without an archive, and the errors of the archive family for one that cannot be used.
    """
    archive = Archive.open(location, create=False, patience=_PATIENCE)

    @asynccontextmanager
    async def life(_app: FastAPI) -> AsyncIterator[None]:
        current_default_thread_limiter().total_tokens = _THREADS
        try:
            yield
        finally:
            app.state.indexing.stop()
            archive.close()

    app = FastAPI(
        title="dedup review desk",
        summary="Pages over an archive of articles; forms need the voucher of the browser's cookie.",
        docs_url=None,
        redoc_url=None,
        dependencies=[Depends(vouched)],
        form_limits={"max_fields": MAX_FIELDS, "max_part_size": MAX_BODY},
        default_response_class=HTMLResponse,
        lifespan=life,
    )
    app.state.archive = archive
    app.state.settings = settings
    app.state.desks = Desks()
    app.state.dockets = Dockets(archive.beside(), settings.own)
    app.state.indexing = Indexing(archive.beside())
    app.add_middleware(Guard, settings=settings, desks=app.state.desks, refuse=refused)
    for family in (entrance, queue, pair, stories, story, article, sources, search, packets):
        app.include_router(family.router)
    app.mount("/static", StaticFiles(packages=[("dedup.web", "static")]), name="static")
    app.add_exception_handler(DedupError, _failed)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(Exception, _broken)
    return app


def refused(request: Request, status: int, reason: str) -> HTMLResponse:
    """A page that says what went wrong; nothing on it needs the archive."""
    state = request.app.state
    browser: str = request.state.browser
    context = {
        **frame(state.settings, state.desks, browser, here_of(request)),
        "status": status,
        "reason": reason,
        "title": _TITLES.get(status, "That went wrong"),
    }
    template = "entrance.html" if status == 401 else "error.html"
    return HTMLResponse(rendered(template, **context), status_code=status)


def status_of(error: DedupError) -> int:
    """The status that an error of the one tree is answered with."""
    if isinstance(error, NotFoundError):
        return 404
    if isinstance(error, UsageError):
        return 400
    return 503 if isinstance(error, ArchiveBusyError) else 500


async def _failed(request: Request, error: Exception) -> HTMLResponse:
    assert isinstance(error, DedupError)
    return refused(request, status_of(error), str(error))


async def _refused(request: Request, error: Exception) -> HTMLResponse:
    assert isinstance(error, HTTPException)
    reason = "There is no page at this address." if error.status_code == 404 else error.detail
    answer = refused(request, error.status_code, reason)
    answer.headers.update(error.headers or {})
    return answer


async def _malformed(request: Request, error: Exception) -> HTMLResponse:
    assert isinstance(error, RequestValidationError)
    fields = sorted({".".join(str(part) for part in one["loc"][1:]) or "the request" for one in error.errors()})
    return refused(request, 400, f"This is missing or is not what it has to be: {', '.join(fields)}.")


async def _broken(request: Request, _error: Exception) -> HTMLResponse:
    answer = refused(request, 500, _FAULT)
    answer.headers.update(HEADERS)  # this answer is made outside the guard
    return answer
