"""Who took from whom: a directed inference about a pair that is derived, and the clues it rests on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dedup.model.comparison import Direction

if TYPE_CHECKING:
    from dedup.model.word import Word

_OTHER_WAY = {Direction.A_FROM_B: Direction.B_FROM_A, Direction.B_FROM_A: Direction.A_FROM_B}


def reverse(direction: Direction) -> Direction:
    """The same direction with the two texts exchanged."""
    return _OTHER_WAY.get(direction, direction)


@dataclass(frozen=True, slots=True)
class Clue:
    """One line of the ledger of a direction: what was seen, which answer it speaks for, and how strongly.

    `weight` is in log-odds and never negative; a clue that speaks for `undetermined` is context and has none. In
    `template` `{a}` and `{b}` stand for the two texts.
    """

    name: str
    template: str
    toward: Direction
    weight: float = 0.0

    @property
    def sentence(self) -> str:
        """The sentence, with the texts called A and B."""
        return self.template.replace("{a}", "A").replace("{b}", "B")

    def swapped(self) -> Clue:
        """The same clue seen from the other text."""
        exchanged = self.template.replace("{a}", "\0").replace("{b}", "{a}").replace("\0", "{b}")
        return replace(self, template=exchanged, toward=reverse(self.toward))


@dataclass(frozen=True, slots=True, kw_only=True)
class Derivation:
    """The answer for one pair. `certainty` is the probability of the answer that leads, decided or not, 0..1.

    With `revision` the two are states of one publisher's article, and the direction is from the later to the earlier.
    """

    direction: Direction
    certainty: float
    clues: tuple[Clue, ...]
    revision: bool = False

    def swapped(self) -> Derivation:
        """The same answer with the two texts exchanged."""
        return replace(
            self, direction=reverse(self.direction), clues=tuple(clue.swapped() for clue in self.clues)
        )  # fmt: skip

    @property
    def balance(self) -> float:
        """Log-odds that A comes from B rather than B from A, a common origin left aside."""
        toward = {Direction.A_FROM_B: 1.0, Direction.B_FROM_A: -1.0}
        return sum(toward.get(clue.toward, 0.0) * clue.weight for clue in self.clues)


@dataclass(frozen=True, slots=True)
class DerivedPair:
    """The answer for two articles that are held, `a` before `b` in the order of keys.

    `reviewed` is the word that people have on the pair.
    """

    a: str
    b: str
    derivation: Derivation
    reviewed: Word | None = None
