"""How much two texts agree when both are read in order: the longest common subsequence of their words."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Indel

from dedup.kernels import COMPILED, kernels

# Beyond this the bit-parallel algorithm's product of lengths passes a tenth of a second, and texts this long are told
# apart by their common runs alone.
_MAX_WORDS = 20_000


Stretch = tuple[int, int, int]
"""Common words of two texts: from which place of each on, and how many."""


def in_order(a: NDArray[np.uint64], b: NDArray[np.uint64]) -> list[Stretch]:
    """The words of a longest common subsequence of two texts as stretches, in order.

    Texts of more than 20,000 words are not aligned and have none.
    """
    if max(len(a), len(b)) > _MAX_WORDS:
        return []
    if not COMPILED:
        return plain_in_order(a, b)
    return kernels.in_order(np.ascontiguousarray(a), np.ascontiguousarray(b))


def plain_in_order(a: NDArray[np.uint64], b: NDArray[np.uint64]) -> list[Stretch]:
    """What `in_order` is to give, without compiled code: of several longest ones that which rapidfuzz finds."""
    blocks = Indel.opcodes(a.tolist(), b.tolist()).as_matching_blocks()
    return [(block.a, block.b, block.size) for block in blocks if block.size]


def agreement_in_order(a: NDArray[np.uint64], b: NDArray[np.uint64]) -> tuple[float, float]:
    """Share of each text's words, 0..1, that lie on a longest common subsequence of both.

    A text of more than 20,000 words is not aligned and gives 0 for both.
    """
    common = sum(length for _, _, length in in_order(a, b))
    return (common / len(a), common / len(b)) if common else (0.0, 0.0)
