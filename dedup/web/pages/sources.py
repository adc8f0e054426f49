"""Who takes from whom over time, each figure with the pairs behind it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from dedup.archive import narrowed
from dedup.model import Flow, OriginStatus, Outlet, Period
from dedup.report.borrowing_time import Column, Row, calendar
from dedup.web.docketing import AtDocket, AtDockets, day_of, one_of
from dedup.web.rendering import address
from dedup.web.visit import AtDesk

router = APIRouter()

_COLUMNS = 12  # spells on one page: a year of months, a quarter of weeks
_ROWS = 60
_LONGEST = 500  # characters of a name or a day

_Text = Annotated[str, Query(max_length=_LONGEST)]


@router.get("/sources")
def sources(
    visit: AtDesk,
    docket: AtDocket,
    kept: AtDockets,
    by: _Text = "",
    publisher: _Text = "",
    until: _Text = "",
    uncredited: bool = False,
    page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
) -> Response:
    """Publishers and those who took from them, a column for each month or other period."""
    period = one_of(Period, by, "by") or Period.MONTH
    found, as_of = kept.borrowings()
    chosen = narrowed(found, docket.press.houses, publisher.strip() or None, uncredited=uncredited)
    shown = calendar(chosen, period, day_of(until, "until"), _COLUMNS)
    first = (page - 1) * _ROWS
    same = {"by": by or None, "publisher": publisher.strip() or None, "uncredited": "1" if uncredited else None}

    def turned(**other: object) -> str:
        return address("/sources", same | {"until": until or None} | other)

    return visit.page(
        "sources.html",
        calendar=shown,
        rows=shown.rows[first : first + _ROWS],
        first=first,
        listed=_listed,
        by=period.value,
        publisher=publisher,
        uncredited=uncredited,
        earlier=turned(until=shown.earlier.isoformat()) if shown.earlier else None,
        later=turned(until=shown.later.isoformat()) if shown.later else None,
        previous=turned(page=page - 1) if page > 1 else None,
        following=turned(page=page + 1) if first + _ROWS < len(shown.rows) else None,
        coverage=docket.coverage,
        as_of=as_of,
        undated=sum(spell.articles + spell.undetermined for one in chosen for spell in one.days if spell.begin is None),
    )


def _listed(row: Row, column: Column | None = None) -> str:
    """Where the pairs behind a figure are listed, or the stories where nothing of the source is held."""
    one = row.borrowing
    if not one.held:
        return address("/stories", {"origin": OriginStatus.NOT_HELD.value, "publisher": _asked(one.source)})
    return address(
        "/",
        {
            "source": _asked(one.source),
            "taker": _asked(one.taker),
            "flow": None if one.articles else Flow.OPEN.value,
            "decision": "all",
            "since": column.begin.isoformat() if column else None,
            "until": column.end.isoformat() if column else None,
        },
    )


def _asked(outlet: Outlet) -> str:
    """What to ask for a publisher by; the empty text for those of whom nothing is known."""
    return outlet.domain or outlet.name or ""
