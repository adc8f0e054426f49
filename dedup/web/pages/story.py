"""One story: its timeline, members, tree and history."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import RedirectResponse, Response

from dedup.model import StoryPart
from dedup.report.chart import RADIUS, chart_of
from dedup.report.console import origin_sentence
from dedup.report.timeline import clash_sentence, name_of, rests_on
from dedup.report.tree import Telling
from dedup.web.rendering import story_address
from dedup.web.visit import AtDesk

router = APIRouter()

_LISTED = 100  # members on one page
_FURTHEST = 10**9

_From = Annotated[int, Query(alias="from", ge=0, le=_FURTHEST)]


@router.get("/story/{name}")
def story(visit: AtDesk, name: str, start: _From = 0) -> Response:
    """One story; an id that it had earlier, or the key of a member, leads to it."""
    page = visit.archive.story_part(name, start, _LISTED)
    here = story_address(page.story.id)
    if name != page.story.id:
        return RedirectResponse(here, status_code=307)
    last = page.first + len(page.listed)
    telling = Telling(page.story)
    return visit.page(
        "story.html",
        page=page,
        story=page.story,
        chart=chart_of(page.story, page.moments, page.drawn, page.numbers),
        radius=RADIUS,
        members={member.article: member for member in page.story.members},
        moments={moment.article: moment for moment in page.moments},
        doubts=_doubts(page),
        telling=telling,
        tree=telling.tree() if page.whole else None,
        origin=origin_sentence(page.story.origin),
        rests_on=rests_on,
        last=last,
        before=f"{here}?from={max(0, start - _LISTED)}" if start else None,
        after=f"{here}?from={last}" if page.listed and last < page.total else None,
    )


def _doubts(page: StoryPart) -> dict[str, list[str]]:
    """What is wrong with the dates of members, in sentences."""
    members = {member.article: member for member in page.story.members}
    return {
        moment.article: [
            *(finding.detail for finding in moment.findings),
            *(clash_sentence(clash, name_of(clash.source, members), moment.seen) for clash in moment.clashes),
        ]
        for moment in page.moments
    }
