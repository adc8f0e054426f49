"""Adding up what a text shares with every content that has keys of it: the inner loop of the index for rewrites.

The entries under a text's keys grow with the archive, to hundreds of thousands at half a million articles; what is left
of them after the rule is a handful. Most stand under a few common keys, which let no pair pass by themselves unless one
of the texts has little else to say: the compiled form adds them up for light contents and for those that have a rarer
key of the text as well, one entry in five at 200,000 articles.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dedup.kernels import COMPILED, kernels
from dedup.text.keys import mass_of, spread

_SCALE = 1_000  # shares are told in thousandths


@dataclass(frozen=True, slots=True)
class Rule:
    """What lets a pair of texts pass.

    The sum over the shared keys of the product of both weights is to be at least `evidence`, and at least the share
    `least` of the smaller mass. That share may come from one or two rare words, which strangers have in common as well,
    or from many keys: the root of the sum, times the number of keys to the power of 3/4, is to be at least `support`
    times the smaller mass. Up to a mass of `light` it is `light_support`, as a text without rare words has little to
    share, and few strangers for the same reason.
    """

    least: float
    evidence: int
    support: float
    light: int
    light_support: float


@dataclass(frozen=True, slots=True, eq=False)
class Entries:
    """Entries under some keys of an index: `counts[i]` from `starts[i]` on are those of the i-th key.

    `contents` (uint32) and `weights` (uint8) have one place an entry. The contents under a key ascend, each once.
    """

    starts: NDArray[np.int64]
    counts: NDArray[np.int64]
    contents: NDArray[np.uint32]
    weights: NDArray[np.uint8]


class Tally:
    """Sums for contents of the given masses (int64, by the number of the content)."""

    def __init__(self, masses: NDArray[np.int64]) -> None:
        self._masses = masses
        self._slots = np.zeros((len(masses), 2), np.int32)
        self._classes = kernels.classes(masses) if COMPILED else bytearray()

    def passing(
        self, entries: Entries, weights: NDArray[np.uint8], rule: Rule
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Contents that pass with a text, ascending, and their sums in thousandths of the lighter mass, 1000 at most.

        `weights` are those of the text's keys, those of as many keys, each of a content that has a mass.
        """
        mass = mass_of(weights)
        if not COMPILED:
            return plain_tally(entries, weights, self._masses, mass, rule)
        rows = kernels.tally(
            self._slots, self._classes, entries.starts, entries.counts, weights, entries.contents, entries.weights,
            self._masses, mass, rule.evidence, rule.least, rule.support, rule.light, rule.light_support,
        )  # fmt: skip
        contents, shares = np.frombuffer(rows, np.int64).reshape(-1, 2).T
        return contents, shares


def plain_tally(
    entries: Entries, weights: NDArray[np.uint8], masses: NDArray[np.int64], mass: int, rule: Rule
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """What `Tally.passing` is to give, without compiled code."""
    rows = spread(entries.starts, entries.counts)
    products = np.repeat(weights, entries.counts).astype(np.int64) * entries.weights[rows]
    contents, slots, shared = np.unique(entries.contents[rows], return_inverse=True, return_counts=True)
    scores = np.bincount(slots, products, len(contents)).astype(np.int64)  # whole numbers far below 2**53
    lighter = np.minimum(mass, masses[contents])
    needed = np.where(lighter <= rule.light, rule.light_support, rule.support) * lighter
    supported = scores * (shared * np.sqrt(shared)) >= needed * needed
    passed = (scores >= rule.evidence) & (scores >= rule.least * lighter) & supported
    return contents[passed].astype(np.int64), np.minimum(_SCALE, scores[passed] * _SCALE // lighter[passed])
