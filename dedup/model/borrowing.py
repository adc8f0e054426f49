"""Who takes from whom: publishers, and how many articles of one come from articles of another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Outlet:
    """A publisher under the name that it is listed by. Both are None for all of whom nothing is known."""

    name: str | None
    domain: str | None = None


class Period(StrEnum):
    """How long the spells are into which time is parted."""

    WEEK = "week"
    MONTH = "month"
    YEAR = "year"

    def begin(self, day: date) -> date:
        """The first day of the spell that a day belongs to; weeks begin on Mondays."""
        if self is Period.WEEK:
            return day - timedelta(days=day.weekday())
        return day.replace(day=1) if self is Period.MONTH else day.replace(month=1, day=1)

    def end(self, begin: date) -> date:
        """The last day of the spell that begins on a day."""
        if self is Period.WEEK:
            return begin + timedelta(days=min(6, (date.max - begin).days))
        if begin.month == 12 or self is Period.YEAR:
            return begin.replace(month=12, day=31)
        return begin.replace(month=begin.month + 1) - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Spell:
    """What was taken in a day or a longer time that begins on one (ISO); None for articles without a date."""

    begin: str | None
    articles: int
    credited: int
    uncredited: int
    undetermined: int


def parted(days: Iterable[Spell], period: Period) -> tuple[Spell, ...]:
    """Days put together to periods, the earliest first; what has no date comes last."""
    found: dict[str | None, Spell] = {}
    for day in days:
        begin = None if day.begin is None else period.begin(date.fromisoformat(day.begin)).isoformat()
        sum_ = found.get(begin, Spell(begin, 0, 0, 0, 0))
        found[begin] = Spell(
            begin,
            sum_.articles + day.articles,
            sum_.credited + day.credited,
            sum_.uncredited + day.uncredited,
            sum_.undetermined + day.undetermined,
        )
    return tuple(sorted(found.values(), key=lambda one: (one.begin is None, one.begin or "")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Borrowing:
    """What one publisher has taken from another, over all stories.

    `articles` of the taker come from articles of the source, which are held or, with `held` false, are not. Of them
    `credited` name the source where a reader sees it and `uncredited` do not; the rest cannot be told, as the source
    has no name. `undetermined` counts derived pairs of which neither article is known to come from the other; where it
    is not 0 the two publishers stand in the order of their names and `articles` is 0. `first` and `last` are the days
    (ISO) of the earliest and the latest article of the taker; `days` are all of them, each with what was taken on it.
    An undetermined pair is of the day of its later article.
    """

    source: Outlet
    taker: Outlet
    held: bool
    articles: int = 0
    credited: int = 0
    uncredited: int = 0
    undetermined: int = 0
    stories: int = 0
    first: str | None = None
    last: str | None = None
    days: tuple[Spell, ...] = ()
