"""How much two texts agree when both are read in order: the longest common subsequence of their words."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Indel

from dedup.kernels import COMPILED, kernels

# Beyond this the bit-parallel algorithm's product of lengths passes a tenth of a second, and texts this long are told
# apart by their common runs alone.
_MAX_WORDS = 20_000


Stretches = NDArray[np.int32]
"""Common words of two texts in order, shape (n, 3): from which place of each text on, and how many."""


def in_order(a: NDArray[np.uint64], b: NDArray[np.uint64]) -> Stretches:
    """The words of a longest common subsequence of two texts.

    Texts of more than 20,000 words are not aligned and have none.
    """
    if max(len(a), len(b)) > _MAX_WORDS:
        return np.empty((0, 3), np.int32)
    if not COMPILED:
        return plain_in_order(a, b)
    found = kernels.in_order(np.ascontiguousarray(a), np.ascontiguousarray(b))
    return np.frombuffer(found, np.int32).reshape(-1, 3)


def plain_in_order(a: NDArray[np.uint64], b: NDArray[np.uint64]) -> Stretches:
    """What `in_order` is to give, without compiled code: of several longest ones that which rapidfuzz finds."""
    blocks = Indel.opcodes(a.tolist(), b.tolist()).as_matching_blocks()
    return np.array([(block.a, block.b, block.size) for block in blocks if block.size], np.int32).reshape(-1, 3)


def agreement_in_order(a: NDArray[np.uint64], b: NDArray[np.uint64]) -> tuple[float, float]:
    """Share of each text's words, 0..1, that lie on a longest common subsequence of both.

    A text of more than 20,000 words is not aligned and gives 0 for both.
    """
    words = words_in(in_order(a, b))
    return (words / len(a), words / len(b)) if words else (0.0, 0.0)


def words_in(common: Stretches) -> int:
    """How many words are in common."""
    return int(common[:, 2].sum())
