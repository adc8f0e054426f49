"""Search: articles by their words, a page by its address, and what a pasted text is related to."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import Response

from dedup.archive import MOST_PASTED, pasted_article
from dedup.errors import UsageError
from dedup.report.search import coverage
from dedup.web.rendering import address
from dedup.web.visit import AtDesk, Visit

router = APIRouter()

_SHOWN = 20  # articles on one page, three lines of each
_RELATED = 50  # articles related to a pasted text that are shown, the strongest
_WITHIN = 0.1  # seconds that a page spends on the index before it answers with what is in it
_FURTHEST = 10**9
_LONGEST = 20_000  # characters of a query that are looked at: enough to say that it is too long


@router.get("/search")
def search(
    visit: AtDesk,
    request: Request,
    q: Annotated[str, Query(max_length=_LONGEST)] = "",
    start: Annotated[int, Query(alias="from", ge=0, le=_FURTHEST)] = 0,
) -> Response:
    """Articles that have the words, the best first, from place `from` (counted from 0) on."""
    if not q.strip():
        return _answered(visit, q="")
    try:
        report = visit.archive.search(q, first=start, limit=_SHOWN, within=_WITHIN)
    except UsageError as error:
        return _answered(visit, q=q, status=400, wrong=str(error))
    if report.pending:
        request.app.state.indexing.start()
    last = report.first + len(report.hits)
    return _answered(
        visit,
        q=q,
        report=report,
        covered=coverage(report),
        last=last,
        before=address("/search", {"q": q, "from": max(0, start - _SHOWN) or None}) if start else None,
        after=address("/search", {"q": q, "from": last}) if report.hits and last < report.total else None,
    )


@router.post("/search/text")
def search_text(visit: AtDesk, text: Annotated[str, Form()]) -> Response:
    """What is held that a pasted text is related to; the text is not stored."""
    try:
        asked = pasted_article(text)
    except UsageError as error:
        return _answered(visit, q="", status=400, pasted=text, wrong=str(error))
    found = visit.archive.check(asked)
    related = [(relation, visit.archive.article(relation.b)) for relation in found[:_RELATED]]
    return _answered(visit, q="", pasted=text, asked=asked, related=related, others=len(found) - len(related))


def _answered(visit: Visit, *, q: str, status: int = 200, pasted: str = "", **found: object) -> Response:
    """The page with what was found; what is not given is not there."""
    nothing = dict.fromkeys(("report", "covered", "last", "before", "after", "wrong", "asked", "related", "others"))
    shown: dict[str, object] = {**nothing, **found}
    held = visit.archive.counts().articles
    return visit.page("search.html", status=status, q=q, pasted=pasted[:MOST_PASTED], held=held, **shown)
