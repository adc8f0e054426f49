"""How much two texts agree when both are read in order: the longest common subsequence of their words."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Indel, LCSseq

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
    blocks = Indel.opcodes(a.tolist(), b.tolist()).as_matching_blocks()
    return [(block.a, block.b, block.size) for block in blocks if block.size]


def agreement_in_order(a: NDArray[np.uint64], b: NDArray[np.uint64]) -> tuple[float, float]:
    """Share of each text's words, 0..1, that lie on a longest common subsequence of both (Hyyro 2004, by rapidfuzz).

    A text of more than 20,000 words is not aligned and gives 0 for both.
    """
    if not len(a) or not len(b) or max(len(a), len(b)) > _MAX_WORDS:
        return 0.0, 0.0
    common = LCSseq.similarity(a.tolist(), b.tolist())
    return common / len(a), common / len(b)
