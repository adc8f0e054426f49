"""The docket: pairs of articles of which one seems to come from the other, in the order in which to look at them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dedup.model.borrowing import Outlet
    from dedup.model.comparison import Kind
    from dedup.model.review import Review


class Level(StrEnum):
    """How much is claimed of a pair."""

    DERIVED = "derived"
    POSSIBLE = "possible"  # worth a look, and nothing is claimed


class Credited(StrEnum):
    """Whether the copy names where its story comes from, as far as that can be told."""

    NO = "no"
    YES = "yes"
    UNKNOWN = "unknown"


class Decision(StrEnum):
    """What people have said of a pair."""

    OPEN = "open"  # nobody has decided, and the one who asks has said nothing
    DECIDED = "decided"
    SAME = "same"
    NOT_SAME = "not_same"
    UNSURE = "unsure"


class Part(StrEnum):
    """The part that one's own outlets have in a pair; in this order pairs are listed."""

    TAKEN_FROM = "taken_from"
    TAKING = "taking"
    NONE = "none"


class Flow(StrEnum):
    """Which way a pair points."""

    TAKEN = "taken"
    OPEN = "open"  # who took from whom is undetermined
    SHARED = "shared"  # both come from a third text


@dataclass(frozen=True, slots=True, kw_only=True)
class DocketFilter:
    """Which pairs are asked for; each condition that is given must hold.

    `publisher` is that of either article, `source` of the one taken from, `taker` of the one that takes; each is a
    name, another name or a domain, and the empty text stands for articles of which no publisher is known. Where `flow`
    is open nobody is known to have taken, and these two stand for each other. The days are those of the copy. Without
    `decision` all pairs are asked for, whatever was said of them; `decider` gave the word that holds, and `reviewer` is
    who asks. `wide` asks also for pairs that add little: of two copies of one text, of a copy and what its own source
    comes from, and of one publisher's articles.
    """

    level: Level | None = Level.DERIVED
    kind: Kind | None = None
    publisher: str | None = None
    source: str | None = None
    taker: str | None = None
    flow: Flow | None = None
    credited: Credited | None = None
    decision: Decision | None = Decision.OPEN
    decider: str | None = None
    reviewer: str | None = None
    since: date | None = None
    until: date | None = None
    own: bool = False
    wide: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Docketed:
    """One of the two articles of a pair; `published` is ISO 8601."""

    key: str
    title: str | None
    outlet: Outlet
    published: str | None
    own: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DocketEntry:
    """One pair. `copy` seems to come from `source`; where `flow` is not `taken` they stand in order of time.

    `score` is the probability that the pair is derived, `certainty` that of the direction, and `share` says how much of
    the copy stands in the source: by words, or by sentences that say the same where that is more; all 0..1. `kind` and
    `score` are None for a pair that a person brought together and in which nothing was found. `credited` tells whether
    the copy names where the story comes from. `review` is the word of a person that holds.
    """

    copy: Docketed
    source: Docketed
    flow: Flow
    kind: Kind | None
    score: float | None
    certainty: float | None
    share: float
    credited: bool | None
    part: Part
    level: Level
    story: str | None
    review: Review | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tallies:
    """How many pairs there would be for each answer to one question, the other conditions left as they are."""

    kinds: tuple[tuple[Kind, int], ...]
    credited: tuple[tuple[Credited, int], ...]
    decisions: tuple[tuple[Decision, int], ...]
    deciders: tuple[tuple[str, int], ...]
    levels: tuple[tuple[Level, int], ...]
    own: int
    narrow: int
    wide: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DocketPage:
    """A page of the docket: `entries` are those from number `first` (from 0) of `total`.

    A page begins at a pair, not at a number, so that decisions do not move what was not seen yet to where one has been;
    `previous` and `following` are the pairs at which the neighbouring pages begin, copy first.
    """

    entries: tuple[DocketEntry, ...]
    total: int
    first: int
    previous: tuple[str, str] | None
    following: tuple[str, str] | None
    tallies: Tallies


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """Where a pair stands among those asked for: its number from 1 of `total`, and its neighbours, copy first.

    `number` is None for a pair that is not among them; one that the docket does not know has no neighbour before it,
    and the first of all after it.
    """

    number: int | None
    total: int
    before: tuple[str, str] | None
    after: tuple[str, str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What an archive holds, and what it can therefore say.

    `waiting` counts texts that were not compared yet, `crowded` those so common that they were compared with the first
    of their like alone. `own` counts articles of one's own outlets; None where nobody said which those are. `last` is
    when an article last came in; `first_day` and `last_day` are those on which articles say that they were published.
    """

    articles: int
    publishers: int
    undated: int
    first_day: str | None
    last_day: str | None
    last: datetime | None
    waiting: int
    crowded: int
    pairs: int
    possible: int
    own: int | None
