"""One article: its text, where its passages stand elsewhere and stood first, and all else that is known of it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from dedup.model import Direction, Related
from dedup.report.reviews import aside
from dedup.web.passages import text_part
from dedup.web.rendering import address
from dedup.web.visit import AtDesk

router = APIRouter()

_FURTHEST = 10**9
_LISTED = 50  # credits, states, captures and reviews that are shown of each


@router.get("/article")
def article(
    visit: AtDesk,
    key: Annotated[str, Query(max_length=20_000)],
    start: Annotated[int, Query(alias="from", ge=0, le=_FURTHEST)] = 0,
) -> Response:
    """An article by its key or address; a long text from the part on that holds the character `from`."""
    view = visit.archive.article_view(key)
    part = text_part(view.article.text, view.passages, start)

    def at(place: int | None) -> str | None:
        return None if place is None else address("/article", {"key": view.article.key, "from": place or None})

    return visit.page(
        "article.html",
        view=view,
        article=view.article,
        part=part,
        before=at(part.before),
        after=at(part.after),
        directions=[_direction(one) for one in view.related],
        aside=aside,
        listed=_LISTED,
    )


def _direction(one: Related) -> str:
    """Who took from whom, as the article's own page says it."""
    if not one.kind.derived:
        return "neither is a copy"
    return {
        Direction.A_FROM_B: "this comes from it",
        Direction.B_FROM_A: "it comes from this",
        Direction.COMMON_ORIGIN: "both from a third",
        Direction.UNDETERMINED: "undetermined",
    }[one.direction]
