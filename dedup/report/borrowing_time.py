"""Who takes from whom over time, as a table: a row for each two publishers, a column for each spell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dedup.model import Borrowing, Period, Spell, parted


@dataclass(frozen=True, slots=True)
class Column:
    """A spell of time from its first to its last day."""

    begin: date
    end: date
    label: str


@dataclass(frozen=True, slots=True)
class Row:
    """Two publishers, and what was taken in each column; None where nothing was."""

    borrowing: Borrowing
    cells: tuple[Spell | None, ...]

    @property
    def shown(self) -> int:
        """How much was taken in the columns."""
        return sum(cell.articles + cell.undetermined for cell in self.cells if cell is not None)


@dataclass(frozen=True, slots=True)
class Calendar:
    """A stretch of columns with the rows that have anything in it; `earlier` and `later` are days to go on from."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    earlier: date | None
    later: date | None


def calendar(found: Sequence[Borrowing], period: Period, until: date | None, width: int) -> Calendar:
    """The last `width` spells up to that of a day (up to the last of all with None), most taken first.

    What has no date is in no column.
    """
    begins = {
        period.begin(date.fromisoformat(spell.begin)) for one in found for spell in one.days if spell.begin is not None
    }
    if not begins:
        return Calendar((), (), None, None)
    last = min(period.begin(until), max(begins)) if until is not None else max(begins)
    spans = [last]
    while len(spans) < width and spans[0] > min(begins):
        spans.insert(0, period.begin(date.fromordinal(spans[0].toordinal() - 1)))
    columns = tuple(Column(begin, period.end(begin), _label(begin, period)) for begin in spans)
    rows = (_row(one, columns, period) for one in found)
    shown = sorted((row for row in rows if row.shown), key=lambda row: -row.shown)  # equal ones keep their order
    return Calendar(
        columns=columns,
        rows=tuple(shown),
        earlier=max((begin for begin in begins if begin < spans[0]), default=None),
        later=_later(begins, last, width),
    )


def _row(one: Borrowing, columns: Sequence[Column], period: Period) -> Row:
    spells = {spell.begin: spell for spell in parted(one.days, period)}
    return Row(one, tuple(spells.get(column.begin.isoformat()) for column in columns))


def _later(begins: set[date], last: date, width: int) -> date | None:
    """The spell that ends the next stretch."""
    after = sorted(begin for begin in begins if begin > last)
    return after[min(width, len(after)) - 1] if after else None


def _label(begin: date, period: Period) -> str:
    """A spell for a column's head: `Mar 2026`, the week of `2 Mar 2026`, `2026`."""
    month = f"{_MONTHS[begin.month - 1]} {begin.year}"
    return {Period.YEAR: str(begin.year), Period.MONTH: month, Period.WEEK: f"{begin.day} {month}"}[period]


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
