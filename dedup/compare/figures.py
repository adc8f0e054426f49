"""Facts that changed inside wording that stayed: what tells a template from a copy.

Weather reports, market closes, results and crime logs repeat their wording and change their numbers and names. Read
side by side in order, the few words that stand in for one another between two stretches of common wording show it: a
copy keeps its figures (in 40 pairs of copies and other versions at most 1 number in 4 differed), a template changes
most of them (in 14 pairs of twins half or more).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from dedup.compare.document import Document
from dedup.compare.order import Stretches, in_order
from dedup.kernels import COMPILED, kernels

_MAX_GAP = 8  # words on either side; a longer stretch is other text, not another figure in the same place
_FRAME = 3  # words of common wording before and after, together; "the" and "of" align in any two texts


@dataclass(frozen=True, slots=True)
class Changed:
    """Numbers and names in wording that two texts share: how many differ, how many are kept."""

    numbers_changed: int = 0
    numbers_kept: int = 0
    names_changed: int = 0
    names_kept: int = 0

    @property
    def changed(self) -> int:
        """Numbers and names that differ."""
        return self.numbers_changed + self.names_changed

    @property
    def kept(self) -> int:
        """Numbers and names that agree."""
        return self.numbers_kept + self.names_kept


def changed_figures(a: Document, b: Document, common: Stretches) -> Changed:
    """Count the numbers and names that differ, and that agree, where two texts use the same wording in the same order.

    `common` is that wording, as `order.in_order` gives it. Matter that is stock in either text is left out.
    """
    if not COMPILED:
        return plain_changed(a, b, common)
    figures_a, figures_b = ((np.ascontiguousarray(text.words.keys), *text.figures) for text in (a, b))
    return Changed(*kernels.changed_figures(common, figures_a, figures_b, b.stock, (_MAX_GAP, _FRAME)))


def plain_changed(a: Document, b: Document, common: Stretches) -> Changed:
    """What `changed_figures` is to give, without compiled code."""
    counts = Counter((number, agrees) for number, agrees, _, _ in _placed(a, b, common))
    return Changed(counts[True, False], counts[True, True], counts[False, False], counts[False, True])


def placed_figures(a: Document, b: Document) -> list[tuple[bool, bool, int, int]]:
    """What `changed_figures` counts, each with its place.

    Whether it is a number (else a name), whether the two agree, and the numbers of the words in each text.
    """
    return list(_placed(a, b, in_order(a.words.keys, b.words.keys)))


def _placed(a: Document, b: Document, common: Stretches) -> Iterator[tuple[bool, bool, int, int]]:
    sorts_a, sorts_b = (dict(zip(*(part.tolist() for part in text.figures), strict=True)) for text in (a, b))
    done_a = done_b = before = 0
    for first, second, length in common.tolist():
        if 0 < first - done_a <= _MAX_GAP and 0 < second - done_b <= _MAX_GAP and before + length >= _FRAME:
            found_a = _between(a, sorts_a, done_a, first)
            found_b = _between(b, sorts_b, done_b, second)
            for number in (True, False):
                here, there = found_a.get(number, {}), found_b.get(number, {})
                yield from ((number, True, place, there[word]) for word, place in here.items() if word in there)
                lost = (place for word, place in here.items() if word not in there)
                new = (place for word, place in there.items() if word not in here)
                yield from ((number, False, one, other) for one, other in zip(lost, new, strict=False))
        for place in range(first, first + length):
            if place in sorts_a and not b.stock[place - first + second]:
                yield sorts_a[place], True, place, place - first + second
        before, done_a, done_b = length, first + length, second + length


def _between(doc: Document, sorts: Mapping[int, bool], start: int, end: int) -> dict[bool, dict[str, int]]:
    """Numbers (True) and names (False) in a range of words, if there are any, and where each stands first."""
    found: dict[bool, dict[str, int]] = {}
    for i in range(start, end):
        if i in sorts:
            found.setdefault(sorts[i], {}).setdefault(doc.words.words[i], i)
    return found
