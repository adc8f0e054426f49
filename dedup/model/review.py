"""Reviews: a person's word on a pair of articles, kept beside the machine's word and never over it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from dedup.model.comparison import Counterpart, Direction, Kind, Overlap, Passage, Rewording
from dedup.model.derivation import Derivation, reverse
from dedup.model.word import Word

if TYPE_CHECKING:
    from dedup.model.article import Article
    from dedup.model.credit import Credit
    from dedup.model.facing import Faced

# Controls but the tab and the line feed, and those of direction: a name or note is shown in terminals and documents.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def one_line(name: str) -> str:
    """A name without controls, on one line."""
    return " ".join(_CONTROLS.sub(" ", name).split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """One person's word on the articles with two keys, which need not be held.

    `a` comes before `b` in the order of keys; given the other way round, a review is turned. `direction` and
    `credited`, whether the copy names its source, go with `same` alone. The name and the note are kept without
    controls, the name on one line. `a_digest` and `b_digest` name the normal forms of the texts that the reviewer had,
    in hex; None where the article was not held. Raises ValueError for a review that cannot be.
    """

    a: str
    b: str
    word: Word
    reviewer: str
    at: datetime
    direction: Direction | None = None
    note: str = ""
    undone_at: datetime | None = None
    a_digest: str | None = None
    b_digest: str | None = None
    score_seen: bool = False  # the reviewer had looked at the machine's score
    credited: bool | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "reviewer", one_line(self.reviewer))
        object.__setattr__(self, "note", _CONTROLS.sub("", self.note.replace("\r\n", "\n")).strip())
        if not self.reviewer:
            raise ValueError("it has no reviewer")
        if self.a == self.b:
            raise ValueError("it is of an article with itself")
        if self.direction is Direction.UNDETERMINED or (self.direction and self.word is not Word.SAME):
            raise ValueError("a direction can only be given to a pair that is the same")
        if self.credited is not None and self.word is not Word.SAME:
            raise ValueError("that a source is named can only be said of a pair that is the same")
        for name in ("at", "undone_at"):
            at: datetime | None = getattr(self, name)
            if at is not None:
                if at.tzinfo is None:
                    raise ValueError("its time has no zone")
                object.__setattr__(self, name, at.astimezone(UTC))
        if self.a > self.b:
            turned = (self.b, self.a, self.b_digest, self.a_digest, reverse(self.direction) if self.direction else None)
            for name, value in zip(("a", "b", "a_digest", "b_digest", "direction"), turned, strict=True):
                object.__setattr__(self, name, value)

    @property
    def pair(self) -> tuple[str, str]:
        """The two keys, the smaller first."""
        return self.a, self.b

    @property
    def order(self) -> tuple[datetime, str, str, str, str]:
        """Sorting key by time, never the same for two reviews of one pair."""
        return self.at, self.reviewer, self.word.value, self.direction.value if self.direction else "", self.note

    @property
    def identity(self) -> tuple[object, ...]:
        """What makes two records the same review; whether it was undone does not count."""
        return self.pair, self.order

    @property
    def source(self) -> str | None:
        """The key of the article that the other was made from, as the reviewer says."""
        return {Direction.A_FROM_B: self.b, Direction.B_FROM_A: self.a}.get(self.direction) if self.direction else None

    @property
    def copy(self) -> str | None:
        """The key of the article that was made from the other, as the reviewer says."""
        return {Direction.A_FROM_B: self.a, Direction.B_FROM_A: self.b}.get(self.direction) if self.direction else None

    def taken_back(self, at: datetime) -> Review:
        """The review undone at a time, but not before it was given; one that is undone stays as it is."""
        return self if self.undone_at is not None else replace(self, undone_at=max(at, self.at))

    @property
    def signed(self) -> str:
        """Who and when, for a sentence."""
        return f"{self.reviewer} (review of {self.at:%Y-%m-%d})"

    @property
    def sentence(self) -> str:
        """What was said, with the keys of the articles."""
        if self.copy is not None:
            said = f"{self.copy} was made from {self.source}"
        elif self.direction is Direction.COMMON_ORIGIN:
            said = f"{self.a} and {self.b} were both made from a third text"
        else:
            said = f"{self.a} and {self.b} {self.word.said}"
        return f"{self.signed}: {said}{_NAMED[self.credited]}."


_NAMED = {None: "", True: "; the source is named", False: "; the source is not named"}


def effective(reviews: Iterable[Review]) -> dict[tuple[str, str], Review]:
    """The word that holds on each pair: the newest that is decided and not undone, else the newest `unsure`."""
    standing = sorted(
        (review for review in reviews if review.undone_at is None),
        key=lambda review: (review.word.decided, review.order),
    )
    return {review.pair: review for review in standing}


class ReviewState(StrEnum):
    """What became of a review."""

    EFFECTIVE = "effective"
    SUPERSEDED = "superseded"  # a newer word on the pair holds
    UNSURE = "unsure"  # has no effect by its nature
    UNDONE = "undone"
    DORMANT = "dormant"  # one of the articles is not held
    IDENTICAL = "identical"  # says that articles are not the same whose texts are, letter for letter
    BLOCKED = "blocked"  # says that two are the same which other words keep apart


@dataclass(frozen=True, slots=True)
class ReviewStatus:
    """A review as it stands in an archive; `text_changed` where an article was revised since."""

    review: Review
    state: ReviewState
    text_changed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewReport:
    """What came of taking in reviews; `undone` counts those held whose undoing was news."""

    added: int
    undone: int
    unchanged: int


class Doubt(StrEnum):
    """Why a pair is worth a person's look."""

    POSSIBLE = "possible"  # it may be derived, and too little shows it
    NEAR_BAR = "near_bar"  # it is called derived, and little more would be needed to say otherwise
    DIRECTION = "direction"  # it is derived, and who took from whom is undetermined
    ASKED = "asked"  # somebody asked for it


@dataclass(frozen=True, slots=True)
class DoubtfulPair:
    """A pair in a queue of reviews, `a` before `b` in the order of keys."""

    a: str
    b: str
    doubt: Doubt


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibit:
    """What a reviewer sees of a pair: both articles and all that was found, without the machine's score and verdict.

    `findings` are sentences on the likeness of the texts, `clues` on who took from whom, `dates` and `credits` on each
    article; in all of them the articles are called A and B.
    """

    a: Article
    b: Article
    doubt: Doubt
    overlap: Overlap
    passages: tuple[Passage, ...]
    counterparts: tuple[Counterpart, ...]
    spun: tuple[Rewording, ...]
    altered: tuple[Rewording, ...]
    findings: tuple[str, ...]
    clues: tuple[str, ...]
    dates: tuple[str, ...]
    credits: tuple[str, ...]
    reviews: tuple[ReviewStatus, ...]


@dataclass(frozen=True, slots=True)
class MachineWord:
    """The machine's own verdict on a pair: its kind, score (0..1), direction, and how certain that is (0..1)."""

    kind: Kind
    score: float
    direction: Direction
    certainty: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """All that an archive finds out about two articles side by side, as of one moment.

    `machine` is the machine's own verdict, `derivation` who took from whom with the words of people in its ledger; it
    and `credited` are None where neither descends from the other, `credited` too where there is nobody to be named.
    `stories` are the ids of the stories that the two belong to.
    """

    a: Article
    b: Article
    faced: Faced
    derivation: Derivation | None
    machine: MachineWord
    credited: bool | None
    credits_a: tuple[Credit, ...]
    credits_b: tuple[Credit, ...]
    reviews: tuple[ReviewStatus, ...]
    stories: tuple[str | None, str | None]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a reviewer is with a queue: pairs decided, skipped, and left, the one at hand included.

    `place` is its number, from 1.
    """

    place: int
    decided: int
    skipped: int
    left: int
