"""What two texts show beside one another: figures that change their signs when the texts change places.

These are the figures that hang on nothing but the two texts.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from math import fsum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.provenance.traits import Marks, Traits
from dedup.text.keys import among

_PRIOR = 8.0  # rarity: two numbers or names; a share over few specifics is drawn towards 0
_REWORDED = 30.0  # words of one's own: a reprint with cuts has a handful, and their rarity is chance

# Habits of which a source has more, and those of which a derivative has more.
_SOURCE_HABITS = (
    "quoted", "said", "contractions", "moments", "figures", "named", "idiom", "dashes", "small_words", "untidy",
)  # fmt: skip
_COPY_HABITS = (
    "odd_words", "variety", "general", "stately", "loud", "pasted", "commas", "stops", "articles",
)  # fmt: skip
_SIGNS = tuple((name, 1.0) for name in _SOURCE_HABITS) + tuple((name, -1.0) for name in _COPY_HABITS)


class Bearing(NamedTuple):
    """One measured figure of a pair, -1..1 before weighing, and the two numbers it was made from."""

    value: float
    a: float
    b: float

    def swapped(self) -> Bearing:
        """The same figure seen from the other text."""
        return Bearing(0.0 - self.value, self.b, self.a)


def contrast(a: Traits, b: Traits) -> Mapping[str, Bearing]:
    """All figures of two texts by themselves, unscaled; exchanging the texts changes their signs and nothing else."""
    in_b, in_a = among(a.stems, b.stems), among(b.stems, a.stems)
    shared = set(a.stems[in_b].tolist())
    found = {"indirect": _indirect(a, b), "own_words": _own_words(a.wording[~in_b], b.wording[~in_a])}
    for name, mine, theirs in (
        ("numbers", a.numbers, b.numbers), ("names", a.names, b.names), ("rare", a.rare, b.rare)
    ):  # fmt: skip
        found[name] = _lacking(mine, theirs, shared)
    if a.language == b.language:
        for name, sign in _SIGNS:
            if name in a.habits and name in b.habits:
                mine_, theirs_ = a.habits[name], b.habits[name]
                found[name] = Bearing(sign * (theirs_ - mine_), mine_, theirs_)
    return found


def _lacking(mine: Marks, theirs: Marks, shared: Collection[int]) -> Bearing:
    """What each text has of one sort that does not stand in the other, by rarity; shown are the numbers of them.

    Every mark of a text is a stem of it, so it stands in the other if it is one of the `shared` stems.
    """
    lack_a = [rarity for key, rarity in theirs.items() if key not in shared]
    lack_b = [rarity for key, rarity in mine.items() if key not in shared]
    total = fsum(mine.values()) + fsum(theirs.values()) + _PRIOR
    return Bearing((fsum(lack_a) - fsum(lack_b)) / total, len(lack_b), len(lack_a))


def _indirect(a: Traits, b: Traits) -> Bearing:
    """Words that stand in direct speech in one text and outside it in the other."""
    turned_a, turned_b = (
        int((among(other.quoted, one.plain) & ~among(other.quoted, one.quoted)).sum()) if len(other.quoted) else 0
        for one, other in ((a, b), (b, a))
    )
    return Bearing(float(turned_a - turned_b), turned_b, turned_a)


def _own_words(of_a: NDArray[np.float32], of_b: NDArray[np.float32]) -> Bearing:
    """How much rarer the words are that A alone has than those that B alone has; shown are both means.

    Whoever rewords exchanges a plain word for a rarer one more often than the reverse. A mean over few is drawn to 0.
    """
    of_a, of_b = of_a[of_a > 0], of_b[of_b > 0]
    fewer = min(len(of_a), len(of_b))
    if not fewer:
        return Bearing(0.0, 0.0, 0.0)
    mean_a, mean_b = float(of_a.mean()), float(of_b.mean())
    return Bearing((mean_a - mean_b) * fewer / (fewer + _REWORDED), mean_a, mean_b)
