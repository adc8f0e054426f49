"""A sentence and where it stands in the articles held: each appearance, and which was the first."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dedup.model.article import DateClaim
    from dedup.model.span import Span


class Wording(StrEnum):
    """How an article has the words that were asked for."""

    VERBATIM = "verbatim"  # in normal form the same words in the same order
    CUT = "cut"  # the same words, some left out
    ALTERED = "altered"  # some words exchanged, added or moved
    REWORDED = "reworded"  # a sentence that says it in other words


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """One article in which the words stand. `likeness` (0..1) is the share of them that it has; rare ones weigh more.

    For `reworded` it is that of its sentence and the one that stands for it in another article of the story, 0 for a
    quotation that stands where it stands there. `date` is
    when the article claims to be published, or with `seen` when it was first seen; None where neither is known or
    the claim is refused. `speaker` is who said it, if the text tells so beside it. `story` is the one that the article
    belongs to or cites.
    """

    article: str
    span: Span
    passage: str
    wording: Wording
    likeness: float
    quoted: bool
    speaker: str | None = None
    title: str | None = None
    publisher: str | None = None
    url: str | None = None
    date: DateClaim | None = None
    seen: bool = False
    story: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstReport:
    """Where words that were asked for stand: the dated articles by time, then those without a date by key.

    `first` is the key of the article that has them first of all that are held, or None where that cannot be told;
    `reason` says why in either case, and `notes` what else bears on it, such as an origin that is not held.
    """

    asked: str
    looked_at: int
    sightings: tuple[Sighting, ...]
    first: str | None
    reason: str
    notes: tuple[str, ...] = ()
