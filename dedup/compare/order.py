"""How much two texts agree when both are read in order: the longest common subsequence of their words."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Indel, LCSseq

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


def agreeing(
    common: Stretches, a: NDArray[np.uint64], b: NDArray[np.uint64], out_a: NDArray[np.bool_], out_b: NDArray[np.bool_]
) -> int:
    """How many words a longest common subsequence of two texts has without the words that are left out of each.

    `common` is what `in_order` gives for the texts with them. More than 20,000 words are not aligned and give 0.
    """
    if not COMPILED:
        return plain_agreeing(a, b, out_a, out_b)
    keys = np.ascontiguousarray(a), np.ascontiguousarray(b)
    return kernels.agreeing(np.ascontiguousarray(common), *keys, out_a, out_b, _MAX_WORDS)


def plain_agreeing(
    a: NDArray[np.uint64], b: NDArray[np.uint64], out_a: NDArray[np.bool_], out_b: NDArray[np.bool_]
) -> int:
    """What `agreeing` is to give, without compiled code."""
    kept_a, kept_b = a[~out_a].tolist(), b[~out_b].tolist()
    return 0 if max(len(kept_a), len(kept_b)) > _MAX_WORDS else LCSseq.similarity(kept_a, kept_b)
