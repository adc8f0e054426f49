"""Which of several articles was the earlier: as their stories say who took from whom, else by their dates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from dedup.model import Direction
from dedup.provenance import Times, date_clues


class Placed(Protocol):
    """What has a place in time: an article's key and number, and its dates."""

    @property
    def key(self) -> str: ...  # noqa: D102 - as above
    @property
    def number(self) -> int: ...  # noqa: D102
    @property
    def times(self) -> Times: ...  # noqa: D102


P = TypeVar("P", bound=Placed)


@dataclass(frozen=True, slots=True)
class Precedence:
    """Which of two articles is the earlier; `directions` are by numbers, the article with the smaller key first."""

    directions: Mapping[tuple[int, int], Direction]

    def derived(self, one: Placed, other: Placed) -> bool:
        """Whether one descends from the other, or both from a third."""
        a, b = sorted((one, other), key=lambda placed: placed.key)
        return (a.number, b.number) in self.directions

    def of(self, one: Placed, other: Placed) -> tuple[bool | None, bool]:
        """Whether the first is the earlier (None if that cannot be told), and whether the story says so."""
        swapped = one.key > other.key
        a, b = (other, one) if swapped else (one, other)
        told = self.directions.get((a.number, b.number))
        if told in {Direction.A_FROM_B, Direction.B_FROM_A}:
            return (told is Direction.B_FROM_A) != swapped, True
        toward = next((clue.toward for clue in date_clues(a.times, b.times)), Direction.UNDETERMINED)
        if toward is Direction.UNDETERMINED:
            return None, False
        return (toward is Direction.B_FROM_A) != swapped, False

    def lead(self, ones: Sequence[P]) -> P:
        """The one that is before all others, if any is: whoever is so is before each that it meets here."""
        lead = ones[0]
        for one in ones[1:]:
            if self.of(lead, one)[0] is False:
                lead = one
        return lead

    def first(self, ones: Sequence[P]) -> P | None:
        """The one that is before all others; None where that cannot be told."""
        lead = self.lead(ones)
        return lead if all(one is lead or self.of(lead, one)[0] for one in ones) else None
