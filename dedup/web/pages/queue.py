"""The queue: pairs of articles of which one seems to come from the other."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from dedup.archive import publishers_of
from dedup.model import Decision, Kind, Level
from dedup.web.docketing import LONGEST, Asked, AtDocket
from dedup.web.rendering import address
from dedup.web.visit import AtDesk

router = APIRouter()

_SHOWN = 50  # pairs on one page: two minutes of looking, and 60 kB

_Key = Annotated[str | None, Query(max_length=LONGEST)]


@router.get("/")
def queue(visit: AtDesk, docket: AtDocket, asked: Asked, copy: _Key = None, origin: _Key = None) -> Response:
    """The pairs under the conditions of the address, from the pair of `copy` and `origin` on."""
    start = (copy, origin) if copy is not None and origin is not None else None
    page = visit.archive.docket_page(docket, asked.filter(visit.reviewer), start, _SHOWN)

    def beginning(pair: tuple[str, str] | None) -> str | None:
        return address("/", asked.parameters(copy=pair[0], origin=pair[1])) if pair else None

    return visit.page(
        "queue.html",
        page=page,
        asked=asked,
        coverage=docket.coverage,
        as_of=docket.as_of,
        publishers=publishers_of(docket),
        kinds=[kind for kind in Kind if kind is not Kind.UNRELATED],
        decisions=list(Decision),
        levels=list(Level),
        previous=beginning(page.previous),
        following=beginning(page.following),
    )


@router.get("/next")
def following(visit: AtDesk, docket: AtDocket, asked: Asked, copy: _Key = None, origin: _Key = None) -> Response:
    """Lead to the first pair of the queue behind the given one; to the queue where there is none."""
    after = (copy, origin) if copy is not None and origin is not None else None
    pair = visit.archive.next_pair(docket, asked.filter(visit.reviewer), after)
    if pair is None:
        return visit.onward(address("/", asked.parameters()))
    return visit.onward(address("/pair", asked.parameters(a=pair[0], b=pair[1])))
