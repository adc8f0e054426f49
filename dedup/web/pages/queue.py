"""The queue: pairs that are worth a person's look."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from dedup.archive import Asked
from dedup.web.visit import AtDesk

router = APIRouter()

_SHOWN = 100  # pairs on one page


@router.get("/")
def queue(visit: AtDesk) -> Response:
    """The pairs in doubt, in the order in which they are to be looked at."""
    pairs = visit.archive.doubts(Asked(reviewer=visit.reviewer))
    return visit.page("queue.html", pairs=pairs[:_SHOWN], found=len(pairs), counts=visit.archive.counts())
