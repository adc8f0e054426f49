"""When the articles of a story came to be, as far as that is known: one moment for each, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dedup.model.article import DateClaim, Finding


class Basis(StrEnum):
    """What the date of an article rests on, in the order in which one is preferred to the next."""

    CLAIMED = "claimed"  # the article says when it was published; that costs nothing to write
    FIRST_SEEN = "first_seen"  # it existed by then
    MODIFIED = "modified"  # it says when it was last changed; there was an earlier state


@dataclass(frozen=True, slots=True)
class Clash:
    """An article claims to be older than another, held one that it comes from.

    `date` is that of the other, claimed or, where it claims none, of its first sighting, as `basis` says. `seen_after`
    tells whether the article was nevertheless first seen after the other.
    """

    source: str
    date: DateClaim
    basis: Basis
    seen_after: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One article's place in time. `at` and `basis` are None where no date is known.

    `seen` is when it was first seen, whatever `at` rests on. `findings` say what is wrong with its dates by themselves,
    `clashes` where they contradict what it comes from.
    """

    article: str
    at: DateClaim | None
    basis: Basis | None
    seen: DateClaim | None
    findings: tuple[Finding, ...] = ()
    clashes: tuple[Clash, ...] = ()
