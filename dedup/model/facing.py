"""Two texts set side by side: which sentences stand opposite each other, and what each stretch of them is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dedup.model.comparison import Comparison, Rewording
    from dedup.model.revision import FactSort
    from dedup.model.span import Span


@dataclass(frozen=True, slots=True)
class FacingRow:
    """Sentences that stand opposite each other. A side is None where only the other text has something.

    With `aligned` False the two sides say different things, and stand in one row to save room.
    """

    a: Span | None
    b: Span | None
    aligned: bool


@dataclass(frozen=True, slots=True)
class Fact:
    """A number or a name of one text and what stands for it in the other: the same, or with `agrees` False another."""

    sort: FactSort
    agrees: bool
    a: Span
    b: Span


@dataclass(frozen=True, slots=True)
class Facing:
    """How two texts lie to each other.

    The rows of each side are its whole text, in order. `equal` are runs of words that are the same in both, inside the
    passages of the comparison; `stock_a` and `stock_b` captions, stock lines and the outlet's own furniture.
    """

    rows: tuple[FacingRow, ...]
    equal: tuple[Rewording, ...]
    stock_a: tuple[Span, ...]
    stock_b: tuple[Span, ...]
    facts: tuple[Fact, ...]


class Matter(StrEnum):
    """What a stretch of a text is beside another text."""

    VERBATIM = "verbatim"  # stands word for word in the other
    REWORDED = "reworded"  # its sentence has a counterpart that says the same
    STOCK = "stock"  # captions, stock lines, the outlet's furniture: never counted
    OWN = "own"


class NoteSort(StrEnum):
    """What else is said of a stretch of a text."""

    SPUN = "spun"
    ALTERED = "altered"
    AGREES = "agrees"
    CONFLICTS = "conflicts"
    CREDIT = "credit"


@dataclass(frozen=True, slots=True, order=True)
class Note:
    """Something that is said of a stretch of a text; `number` counts within its sort, from 0."""

    sort: NoteSort
    number: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of one text of which one and the same is to be said throughout.

    `passage` and `counterpart` are numbers in the lists of the comparison. `quoted` is said of shared direct speech.
    """

    span: Span
    matter: Matter
    quoted: bool = False
    passage: int | None = None
    counterpart: int | None = None
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class StretchRow:
    """A row of two texts side by side, each side in stretches; an empty side has none."""

    a: tuple[Stretch, ...]
    b: tuple[Stretch, ...]
    aligned: bool


@dataclass(frozen=True, slots=True)
class Faced:
    """A comparison, and how the two texts lie to each other."""

    comparison: Comparison
    facing: Facing
