"""The states that an article has been in, and what changed from one to the next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dedup.model.span import Span


class Step(StrEnum):
    """What became of a sentence, or of words in it."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"
    REWORDED = "reworded"
    MOVED = "moved"


class FactSort(StrEnum):
    """What sort of thing an article states."""

    NUMBER = "number"  # or a day
    NAME = "name"
    QUOTATION = "quotation"


@dataclass(frozen=True, slots=True)
class State:
    """An article as it stood from `since` until `until`, which is None for the state that holds now.

    `number` counts from 1; dates are as stored, ISO 8601; `digest` is that of the payload it was read from.
    """

    number: int
    since: datetime
    until: datetime | None
    title: str | None
    published: str | None
    modified: str | None
    digest: str
    text: str


@dataclass(frozen=True, slots=True)
class Run:
    """Words in a row that stayed, went or came; their text keeps the white space behind them."""

    step: Step
    text: str


@dataclass(frozen=True, slots=True)
class SentenceChange:
    """What became of one sentence, with its place in the old text and in the new; `runs` are those of a reworded one.

    Places include the white space behind a sentence: those of all sentences in order make up the text. One that moved
    is told twice, where it stood and where it stands.
    """

    step: Step
    old: Span | None
    new: Span | None
    runs: tuple[Run, ...] = ()


@dataclass(frozen=True, slots=True)
class FactChange:
    """Numbers, names or quotations that only the old text has, and that only the new one has, as they are written."""

    sort: FactSort
    gone: tuple[str, ...]
    come: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OldWording:
    """Another article in which sentences stand, word for word, that an amendment took away."""

    article: str
    title: str | None
    publisher: str | None
    published: str | None
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Amendment:
    """What changed from one state to the next.

    `sentences` are all of both texts, in order, where the text changed, else none. `copies` hold what was taken away;
    `sought` of the `lost` sentences were looked for in them.
    """

    before: State
    after: State
    sentences: tuple[SentenceChange, ...]
    facts: tuple[FactChange, ...]
    lost: int = 0
    sought: int = 0
    copies: tuple[OldWording, ...] = ()

    def count(self, step: Step) -> int:
        """How many sentences became so; a moved one counts once."""
        found = sum(sentence.step is step for sentence in self.sentences)
        return found // 2 if step is Step.MOVED else found


@dataclass(frozen=True, slots=True)
class RevisionReport:
    """All states of an article, oldest first, and what changed between each and the next."""

    article: str
    states: tuple[State, ...]
    amendments: tuple[Amendment, ...]
