"""Which copy of a story stands for it: the earliest trustworthy date, then the most complete text, then the key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from dedup.model import DateClaim

# A page cannot have been seen before it was published; clocks and time zones left out may part the two by a day.
_TOLERANCE = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """What the rule looks at in one member of a story; `words` counts its text, `content` names its normal form."""

    key: str
    content: bytes
    words: int
    published: DateClaim | None
    first_seen: DateClaim | None


@dataclass(frozen=True, slots=True)
class Ruling:
    """The canonical copy and the reason in a sentence."""

    key: str
    reason: str


def choose_canonical(copies: Sequence[Copy]) -> Ruling:
    """Choose among the copies of one story, at least one.

    The day of the earliest date decides; among copies of that day the earliest instant if all of them name one, else
    the longest text. A claimed date later than the day after the copy was first seen is not trusted, and where a copy
    claims no date, the time it was first seen serves.
    """
    dated = [(copy, date) for copy in copies if (date := _trusted(copy)) is not None]
    if not dated:
        best = _most_complete(copies)
        return Ruling(best.key, f"No member carries a date; this is the most complete text ({best.words} words).")
    day = min(date.instant.date() for _, date in dated)
    first = [(copy, date) for copy, date in dated if date.instant.date() == day]
    undated = len(copies) - len(dated)
    aside = f" {undated} {'member carries' if undated == 1 else 'members carry'} no date." if undated else ""
    if len(first) > 1 and any(date.day_only for _, date in first):
        best = _most_complete([copy for copy, _ in first])
        return Ruling(
            best.key,
            f"{len(first)} members are of the earliest day, {day.isoformat()}; "
            f"of these this is the most complete text ({best.words} words).{aside}",
        )
    instant = min(date.instant for _, date in first)
    tied = [(copy, date) for copy, date in first if date.instant == instant]
    best = _most_complete([copy for copy, _ in tied])
    date = next(date for copy, date in tied if copy is best)
    what = "claimed" if best.published is date else "seen"
    shared = (
        f", shared by {len(tied)} members; of these the most complete text ({best.words} words)" if tied[1:] else ""
    )
    return Ruling(
        best.key, f"Earliest date of {len(copies)} members: {date.iso}, {what} ({date.source.value}){shared}.{aside}"
    )


def _trusted(copy: Copy) -> DateClaim | None:
    claimed, seen = copy.published, copy.first_seen
    if claimed is None or (seen is not None and claimed.instant > seen.instant + _TOLERANCE):
        return seen
    return claimed


def _most_complete(copies: Sequence[Copy]) -> Copy:
    return min(copies, key=lambda copy: (-copy.words, copy.key))
