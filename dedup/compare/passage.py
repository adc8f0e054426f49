"""Where a text has the words of a short passage: the best local alignment (Smith and Waterman 1981) of their stems.

Words count by their rarity, so that common words alone align nothing; linear gaps let an inserted "he said" or a word
left out pass. One row of the table is worked out at a time with arrays: some 10 µs for a word of the passage and a text
of a thousand words.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dedup.text.stems import Lexicon
from dedup.text.words import Words

# Set so that a text of common words alone has no positive drift: every second word of English is one of them.
_COMMON, _RARE = 0.3, 0.4  # weight of a word: the first, and the second for each power of ten of its rarity
_MISMATCH, _GAP = 0.5, 0.3

_STRETCH = 4_000  # words of a text that are aligned at a time, each stretch overlapping the next by half
_ENDS = 3  # words at an end of the passage that an exchange near it may cut off
_EQUAL = 1e-6  # of two scores, by the rounding of sums

Weights = NDArray[np.float32]
Keys = NDArray[np.uint64]


@dataclass(frozen=True, slots=True, eq=False)
class Worded:
    """Words with what comparing them takes: `stems` and `weights` have one entry a word."""

    words: Words
    stems: Keys
    weights: Weights


@dataclass(frozen=True, slots=True)
class Aligned:
    """What a text has of a passage: pairs of word numbers (passage, text), ascending; `likeness` as `found_in` says."""

    pairs: tuple[tuple[int, int], ...]
    likeness: float
    longest: int

    @property
    def first(self) -> int:
        """The first word of the text that belongs to it."""
        return self.pairs[0][1]

    @property
    def end(self) -> int:
        """The word after the last that belongs to it."""
        return self.pairs[-1][1] + 1

    @property
    def unbroken(self) -> bool:
        """Whether the text has nothing between the words of the passage."""
        return self.end - self.first == len(self.pairs)


def worded(words: Words, known: Lexicon) -> Worded:
    """Look up the stems and weights of a normal form in a language."""
    if not len(words):
        return Worded(words, np.empty(0, np.uint64), np.empty(0, np.float32))
    entries = known.look_up_all(words)
    return Worded(words, entries.stems, (_COMMON + _RARE * entries.rarity).astype(np.float32))


def found_in(asked: Worded, held: Worded) -> Aligned | None:
    """The best alignment of a passage with a part of a text; None if no word is in common.

    `likeness` is the share (0..1) of the passage's weight that the text has there, a word in another form counting like
    the same; `longest` is the longest run of exactly the same words. Of equal alignments the first is taken.
    """
    step = max(_STRETCH, 4 * len(asked.stems))
    best: Aligned | None = None
    for start in range(0, max(1, len(held.stems) - step // 2), step // 2):
        found = _found_between(asked, held, start, start + step)
        if found is not None and (best is None or (found.likeness, found.longest) > (best.likeness, best.longest)):
            best = found
    return best


def _found_between(asked: Worded, held: Worded, start: int, end: int) -> Aligned | None:
    stems = held.stems[start:end]
    if not np.isin(asked.stems, stems).any():
        return None
    traced = _trace(_table(asked, stems), asked, stems)
    if not traced:
        return None
    pairs = [(i, start + j) for i, j in _to_the_ends(traced, asked.stems, stems)]
    likeness = float(asked.weights[[i for i, _ in pairs]].sum()) / float(asked.weights.sum())
    return Aligned(tuple(pairs), min(1.0, likeness), _longest(pairs, asked.words, held.words))


def _table(asked: Worded, held: Keys) -> NDArray[np.float64]:
    """Scores of the best alignment that ends at each pair of words; row and column 0 stand before the first."""
    size = len(held)
    table = np.zeros((len(asked.stems) + 1, size + 1), np.float64)
    slope = _GAP * np.arange(size + 1, dtype=np.float64)
    for i, (stem, weight) in enumerate(zip(asked.stems, asked.weights, strict=True), start=1):
        above, row = table[i - 1], table[i]
        row[1:] = above[:-1] + np.where(held == stem, weight, -_MISMATCH)
        np.maximum(row, above - _GAP, out=row)
        np.maximum(row, 0.0, out=row)
        # A gap in the passage carries a score to the right, falling by the gap with each word.
        np.maximum(row, np.maximum.accumulate(row + slope) - slope, out=row)
    return table


def _trace(table: NDArray[np.float64], asked: Worded, held: Keys) -> list[tuple[int, int]]:
    """The pairs of equal stems on the way that leads to the highest score, the first of several."""
    i, j = (int(place) for place in np.unravel_index(int(table.argmax()), table.shape))
    pairs: list[tuple[int, int]] = []
    while i and j and table[i, j] > 0:
        score, same = table[i, j], asked.stems[i - 1] == held[j - 1]
        step = asked.weights[i - 1] if same else -_MISMATCH
        if abs(score - (table[i - 1, j - 1] + step)) < _EQUAL:
            if same:
                pairs.append((i - 1, j - 1))
            i, j = i - 1, j - 1
        elif abs(score - (table[i - 1, j] - _GAP)) < _EQUAL:
            i -= 1
        else:
            j -= 1
    return pairs[::-1]


def _to_the_ends(pairs: list[tuple[int, int]], asked: Keys, held: Keys) -> list[tuple[int, int]]:
    """The pairs with those words near the ends of the passage that stand as far off in the text: "struck it", "hit it".

    They weigh less than the word exchanged before them, and the alignment leaves them out.
    """
    (i, j), (last, end) = pairs[0], pairs[-1]
    head = range(1, min(i, j, _ENDS) + 1) if i <= _ENDS else ()
    tail = range(1, min(len(asked) - last, len(held) - end)) if len(asked) - last <= _ENDS + 1 else ()
    before = [(i - step, j - step) for step in reversed(head) if asked[i - step] == held[j - step]]
    after = [(last + step, end + step) for step in tail if asked[last + step] == held[end + step]]
    return [*before, *pairs, *after]


def _longest(pairs: list[tuple[int, int]], asked: Words, held: Words) -> int:
    longest = run = 0
    before = (-2, -2)
    for i, j in pairs:
        same = asked.keys[i] == held.keys[j]
        run = (run + 1 if (i - 1, j - 1) == before else 1) if same else 0
        longest, before = max(longest, run), (i, j)
    return longest
