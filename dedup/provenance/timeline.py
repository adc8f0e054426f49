"""The timeline of a story: its articles by the best date of each, and the dates that contradict one another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta

from dedup.model import Basis, Clash, DateClaim, Moment, Story
from dedup.provenance.dates import Dated, Times, times_of

_SAME = timedelta(minutes=5)  # of two clocks: no order
_LAST = datetime.max.replace(tzinfo=UTC)


def timeline(story: Story, articles: Iterable[Dated]) -> tuple[Moment, ...]:
    """A moment for each member whose article is given, the earliest first, the undated last.

    Beside what is wrong with the dates of an article alone it is said where one claims to be older than what it comes
    from.
    """
    times = {article.key: times_of(article) for article in articles}
    moments = []
    for member in story.members:
        if member.article in times:
            above = {parent.article for parent in member.parents if parent.article and not parent.revision}
            clashes = tuple(_clashes(times[member.article], above, times))
            moments.append(_moment(member.article, times[member.article], clashes))
    return tuple(sorted(moments, key=lambda one: _order(one, times[one.article])))


def _moment(key: str, times: Times, clashes: tuple[Clash, ...]) -> Moment:
    dates = {Basis.CLAIMED: times.claimed, Basis.FIRST_SEEN: times.seen, Basis.MODIFIED: times.modified}
    basis = next((basis for basis, date in dates.items() if date is not None), None)
    return Moment(
        article=key,
        at=dates[basis] if basis else None,
        basis=basis,
        seen=times.seen,
        findings=times.findings,
        clashes=clashes,
    )


def _order(moment: Moment, times: Times) -> tuple[datetime, datetime, str]:
    best = times.earliest or (moment.at.instant if moment.at else _LAST)
    return best, times.order[1], moment.article


def _clashes(own: Times, above: Iterable[str], times: Mapping[str, Times]) -> Iterator[Clash]:
    for key in sorted(above):
        source = times.get(key, Times())
        date = source.claimed or source.seen
        if own.claimed is None or date is None or not _before(own.claimed, date):
            continue
        after = own.noticed is not None and source.noticed is not None and own.noticed.instant > source.noticed.instant
        yield Clash(key, date, Basis.CLAIMED if source.claimed else Basis.FIRST_SEEN, after)


def _before(one: DateClaim, other: DateClaim) -> bool:
    if one.day_only or other.day_only:
        return one.instant.date() < other.instant.date()
    return one.instant < other.instant - _SAME
