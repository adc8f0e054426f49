"""The figures of a text by their look alone: numbers, and names told by a capital inside a sentence.

Far cheaper than what `names` and `numbers` read, and enough to see whether two texts of one wording have other facts.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.kernels import COMPILED, kernels
from dedup.text.words import Words, reader

_SENTENCE_END = '.!?:\n"“”»…'
_PASSED = " \t'‘(—–-"  # between what ends a sentence and the capital of the next
_LOOK_BACK = 4  # characters


class Figures(NamedTuple):
    """Places of words (int32, ascending), and whether each is a number; else it is a name."""

    places: NDArray[np.int32]
    numbers: NDArray[np.bool_]


def figures_of(text: str, words: Words, outside: NDArray[np.bool_]) -> Figures:
    """The figures among the words of a text; a word that is marked in `outside` is none."""
    if not COMPILED:
        return plain_figures(text, words, outside)
    starts, outside = np.ascontiguousarray(words.starts), np.ascontiguousarray(outside)
    places, numbers = kernels.figures(reader(), text, words.words, starts, outside)
    return Figures(np.frombuffer(places, np.int32), np.frombuffer(numbers, np.bool_))


def plain_figures(text: str, words: Words, outside: NDArray[np.bool_]) -> Figures:
    """What `figures_of` is to give, without compiled code."""
    placed = zip(words.words, words.starts.tolist(), outside.tolist(), strict=True)
    found = [
        (i, word[0].isdigit())
        for i, (word, start, is_outside) in enumerate(placed)
        if not is_outside and (word[0].isdigit() or _is_name(text, start))
    ]
    return Figures(np.array([i for i, _ in found], np.int32), np.array([number for _, number in found], np.bool_))


def _is_name(text: str, start: int) -> bool:
    if not text[start].isupper() or "\n" in text[max(0, start - 2) : start]:
        return False
    before = text[max(0, start - _LOOK_BACK) : start].rstrip(_PASSED)
    return bool(before) and before[-1] not in _SENTENCE_END
