"""What two texts show beside one another: figures that change their signs when the texts change places.

These are the figures that hang on nothing but the two texts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.kernels import COMPILED, kernels
from dedup.provenance.traits import PLAIN, QUOTED, SPECIFICS, Terms, Traits
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


Bearing = tuple[float, float, float]
"""One measured figure of a pair, -1..1 before weighing, and the two numbers it was made from."""


class Lacking(NamedTuple):
    """What one of two texts has that the other lacks.

    `turned` counts the words that stand inside direct speech in the other text, and here outside it alone; `counts` the
    numbers, names and rare words of its own, and `rarities` has the sums of how rare they are; `wording` (float32) is
    how rare the words are that it alone has.
    """

    turned: int
    counts: Sequence[int]
    rarities: Sequence[float]
    wording: NDArray[np.float32]


def contrast(a: Traits, b: Traits) -> Mapping[str, Bearing]:
    """All figures of two texts by themselves, unscaled; exchanging the texts changes their signs and nothing else."""
    of_a, of_b = lacking(a.terms, b.terms)
    found: dict[str, Bearing] = {
        "indirect": (float(of_a.turned - of_b.turned), of_b.turned, of_a.turned),
        "own_words": _own_words(of_a.wording, of_b.wording),
    }
    for sort, name in enumerate(SPECIFICS):
        total = a.terms.specifics[sort] + b.terms.specifics[sort] + _PRIOR
        bare = (of_b.rarities[sort] - of_a.rarities[sort]) / total
        found[name] = (bare, of_a.counts[sort], of_b.counts[sort])
    if a.language == b.language:
        for name, sign in _SIGNS:
            mine, theirs = a.habits.get(name), b.habits.get(name)
            if mine is not None and theirs is not None:
                found[name] = (sign * (theirs - mine), mine, theirs)
    return found


def lacking(a: Terms, b: Terms) -> tuple[Lacking, Lacking]:
    """What each of two texts has that the other lacks."""
    if not COMPILED:
        return plain_lacking(a, b), plain_lacking(b, a)
    first, second = kernels.lacking(a.stems, a.rarities, a.stands, b.stems, b.rarities, b.stands)
    return (
        Lacking(*first[:3], np.frombuffer(first[3], np.float32)),
        Lacking(*second[:3], np.frombuffer(second[3], np.float32)),
    )


def plain_lacking(mine: Terms, theirs: Terms) -> Lacking:
    """What the first text has that the second lacks, as the compiled form is to give it.

    Rarities are of single precision: their sums are exact, in whatever order.
    """
    shared = among(mine.stems, theirs.stems)
    alone = mine.rarities[:, ~shared]
    there = theirs.stands[theirs.stems.searchsorted(mine.stems[shared])]
    return Lacking(
        turned=int(((mine.stands[shared] == PLAIN) & ((there & QUOTED) > 0)).sum()),
        counts=(alone[:-1] > 0).sum(axis=1).tolist(),
        rarities=alone[:-1].sum(axis=1, dtype=np.float64).tolist(),
        wording=alone[-1][alone[-1] > 0],
    )


def _own_words(of_a: NDArray[np.float32], of_b: NDArray[np.float32]) -> Bearing:
    """How much rarer the words are that A alone has than those that B alone has; shown are both means.

    Whoever rewords exchanges a plain word for a rarer one more often than the reverse. A mean over few is drawn to 0.
    """
    fewer = min(len(of_a), len(of_b))
    if not fewer:
        return 0.0, 0.0, 0.0
    mean_a, mean_b = float(of_a.sum() / len(of_a)), float(of_b.sum() / len(of_b))
    return (mean_a - mean_b) * fewer / (fewer + _REWORDED), mean_a, mean_b
