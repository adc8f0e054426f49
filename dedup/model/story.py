"""Stories: articles that descend from one another, and which of them is canonical."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dedup.model.article import Finding
    from dedup.model.comparison import Evidence, Kind
    from dedup.model.credit import CreditLine
    from dedup.model.derivation import DerivedPair
    from dedup.model.timeline import Moment
    from dedup.model.word import Word


class OriginStatus(StrEnum):
    """What is known of a story's origin."""

    HELD = "held"
    NOT_HELD = "not_held"
    UNDETERMINED = "undetermined"


class Role(StrEnum):
    """What a member is to its story. `witness` is the canonical copy of a story whose origin is not established."""

    ORIGIN = "origin"
    WITNESS = "witness"
    DERIVATIVE = "derivative"
    CITING = "citing"

    @property
    def belongs(self) -> bool:
        """Whether the article is part of the story, and does not only cite it."""
        return self is not Role.CITING


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """A story's origin: an article that is held, a name for one that is not, or neither."""

    status: OriginStatus
    article: str | None = None
    name: str | None = None
    domain: str | None = None


@dataclass(frozen=True, slots=True)
class Parent:
    """What a member hangs on: a member by its key, or a publisher of whom nothing is held by its name.

    With `revision` it is an earlier state of the same publisher's article.
    """

    article: str | None
    name: str | None
    why: str
    revision: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One article's place in a story.

    `parents` is all that it hangs on, `via` the first of them that is a member. `kind` and `score` are those of its
    relation to `via`, else to the canonical copy, else of its strongest relation in the story; the canonical copy has
    neither. `credited` says whether the member names the publisher of the story's origin, or of the canonical copy
    where the origin is not known; None where there is no other publisher to name. `credits` are the words by which it
    does. `reviewed` is the word that people have on it and another member.
    """

    article: str
    role: Role
    kind: Kind | None
    via: str | None
    score: float | None
    reason: str
    credited: bool | None = None
    credits: tuple[CreditLine, ...] = ()
    title: str | None = None
    publisher: str | None = None
    published: str | None = None
    parents: tuple[Parent, ...] = ()
    reviewed: Word | None = None

    @property
    def later_state(self) -> bool:
        """Whether it is its publisher's own article as it stood later, and no copy of it."""
        return any(parent.revision for parent in self.parents)


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Articles that descend from one another, the canonical copy among them, and why it is canonical.

    `certainty` is the chance (0..1) of the answer about the origin that leads, `ledger` tells what it rests on.
    """

    id: str
    origin: Origin
    canonical: str
    reason: str
    members: tuple[Member, ...]
    certainty: float = 0.0
    ledger: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryPage:
    """A page of stories, from number `first` (from 0) of `total`.

    `previous` and `following` are the ids of the stories at which the neighbouring pages begin.
    """

    stories: tuple[Story, ...]
    total: int
    first: int
    previous: str | None
    following: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryPart:
    """A story and a part of its members in the order of time.

    `story.members` are those that are shown somewhere: `listed` from place `first` on, those `drawn` in a timeline, and
    the canonical copy. `numbers` are the places in time of all that is shown and of what it hangs on, from 1.
    `uncredited` members do not name the publisher that the story leads to.
    """

    story: Story
    total: int
    citing: int
    uncredited: int
    publishers: int
    first: int
    listed: tuple[str, ...]
    drawn: tuple[str, ...]
    numbers: Mapping[str, int]
    moments: tuple[Moment, ...]
    history: tuple[Change, ...]

    @property
    def whole(self) -> bool:
        """Whether all members are shown."""
        return len(self.story.members) == self.total


class ChangeSort(StrEnum):
    """What changed in a story."""

    FORMED = "formed"
    CANONICAL = "canonical"
    ORIGIN = "origin"
    REVIEW = "review"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One line of a story's history: when its canonical copy or its origin changed, from what to what, and why.

    A line of sort `review` tells that a person's word on two articles came in or was undone.

    `story` is the id that the story had then.
    """

    story: str
    at: datetime
    sort: ChangeSort
    old: str | None
    new: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginReport:
    """Where one article comes from: the story that it belongs to or cites, if any, and its derived pairs.

    The article is `a` of each pair. `findings` are about its dates. For one that is not held everything is as it would
    be if it were.
    """

    article: str
    held: bool
    story: Story | None
    pairs: tuple[DerivedPair, ...]
    findings: tuple[Finding, ...]

    @property
    def member(self) -> Member | None:
        """The article's place in the story."""
        return next((one for one in self.story.members if one.article == self.article), None) if self.story else None
