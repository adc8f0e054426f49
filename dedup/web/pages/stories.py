"""The list of stories."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from dedup.archive import StoryFilter, publishers_of
from dedup.model import OriginStatus
from dedup.web.docketing import LONGEST, AtDocket, one_of
from dedup.web.rendering import address
from dedup.web.visit import AtDesk

router = APIRouter()

_SHOWN = 25  # stories on one page; the largest come first, and all their members are read

_Text = Annotated[str, Query(max_length=500)]


@router.get("/stories")
def stories(
    visit: AtDesk,
    docket: AtDocket,
    origin: _Text = "",
    publisher: _Text = "",
    uncredited: bool = False,
    start: Annotated[str | None, Query(max_length=LONGEST)] = None,
) -> Response:
    """Stories of two articles or more, the largest first, under the conditions that `dedup stories` knows."""
    wanted = StoryFilter(
        status=one_of(OriginStatus, origin, "origin"), publisher=publisher.strip() or None, uncredited=uncredited
    )
    page = visit.archive.story_page(docket, wanted, start, _SHOWN)

    def beginning(story: str | None) -> str | None:
        given = {"origin": origin or None, "publisher": publisher.strip() or None, "uncredited": uncredited or None}
        return address("/stories", given | {"start": story}) if story is not None else None

    return visit.page(
        "stories.html",
        page=page,
        origin=origin,
        publisher=publisher,
        uncredited=uncredited,
        statuses=list(OriginStatus),
        publishers=publishers_of(docket),
        previous=beginning(page.previous),
        following=beginning(page.following),
        coverage=docket.coverage,
        as_of=docket.as_of,
    )
