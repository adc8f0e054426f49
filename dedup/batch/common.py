"""How many words two texts have in common in one order: the length of their longest common subsequence."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dedup.fingerprint import Sketches
from dedup.kernels import COMPILED, kernels


def common_words(
    sketches: Sketches, first: NDArray[np.int64], second: NDArray[np.int64], most: int
) -> NDArray[np.int32]:
    """For each pair of texts (their places) the words in common; of each text the first `most` count, up to 65,535."""
    if not COMPILED:
        return plain_common_words(sketches, first, second, most)
    ends = (np.ascontiguousarray(first), np.ascontiguousarray(second))
    return np.frombuffer(kernels.common_words(sketches.words, sketches.starts, *ends, most), np.int32)


def plain_common_words(
    sketches: Sketches, first: NDArray[np.int64], second: NDArray[np.int64], most: int
) -> NDArray[np.int32]:
    """What `common_words` is to give, without compiled code."""

    def words(text: int) -> list[int]:
        codes: list[int] = sketches.words[sketches.starts[text] : sketches.starts[text + 1]][:most].tolist()
        return codes

    pairs = zip(first.tolist(), second.tolist(), strict=True)
    return np.array([_in_common(words(a), words(b)) for a, b in pairs], np.int32)


def _in_common(one: list[int], other: list[int]) -> int:
    # Bits of a whole number for the places of the one (Hyyro 2004, "Bit-parallel LCS-length computation revisited").
    places: dict[int, int] = {}
    for place, word in enumerate(one):
        places[word] = places.get(word, 0) | 1 << place
    everywhere = (1 << len(one)) - 1
    state = everywhere
    for word in other:
        met = state & places.get(word, 0)
        state = (state + met | state - met) & everywhere
    return len(one) - state.bit_count()
