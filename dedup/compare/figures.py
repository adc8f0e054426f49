"""Facts that changed inside wording that stayed: what tells a template from a copy.

Weather reports, market closes, results and crime logs repeat their wording and change their numbers and names. Read
side by side in order, the few words that stand in for one another between two stretches of common wording show it: a
copy keeps its figures (in 40 pairs of copies and other versions at most 1 number in 4 differed), a template changes
most of them (in 14 pairs of twins half or more).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from dedup.compare.document import Document
from dedup.compare.order import Stretch, in_order

_MAX_GAP = 8  # words on either side; a longer stretch is other text, not another figure in the same place
_FRAME = 3  # words of common wording before and after, together; "the" and "of" align in any two texts


@dataclass(frozen=True, slots=True)
class Figures:
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


def changed_figures(a: Document, b: Document, common: Sequence[Stretch]) -> Figures:
    """Count the numbers and names that differ, and that agree, where two texts use the same wording in the same order.

    `common` is that wording, as `order.in_order` gives it. Matter that is stock in either text is left out.
    """
    counts = {True: [0, 0], False: [0, 0]}  # of numbers, of names: changed, kept
    figures, at = list(a.figures.items()), 0
    unmarked = b.running == len(b)
    for (first, second, length), gap in _framed(common):
        if gap is not None and _has_figures(a, *gap[0]) and _has_figures(b, *gap[1]):
            found_a, found_b = _figures(a, *gap[0]), _figures(b, *gap[1])
            for number in found_a.keys() & found_b.keys():
                here, there = found_a[number].keys(), found_b[number].keys()
                counts[number][0] += min(len(here), len(there)) - len(here & there)
                counts[number][1] += len(here & there)
        while at < len(figures) and figures[at][0] < first + length:
            place, number = figures[at]
            if place >= first and (unmarked or not b.stock[place - first + second]):
                counts[number][1] += 1
            at += 1
    return Figures(*counts[True], *counts[False])


def placed_figures(a: Document, b: Document) -> list[tuple[bool, bool, int, int]]:
    """What `changed_figures` counts, each with its place.

    Whether it is a number (else a name), whether the two agree, and the numbers of the words in each text.
    """
    found = []
    for (first, second, length), gap in _framed(in_order(a.words.keys, b.words.keys)):
        if gap is not None:
            found_a, found_b = _figures(a, *gap[0]), _figures(b, *gap[1])
            for number in (True, False):
                here, there = found_a.get(number, {}), found_b.get(number, {})
                found += [(number, True, place, there[word]) for word, place in here.items() if word in there]
                lost = (place for word, place in here.items() if word not in there)
                new = (place for word, place in there.items() if word not in here)
                found += [(number, False, one, other) for one, other in zip(lost, new, strict=False)]
        for step in range(length):
            figure = a.figures.get(first + step)
            if figure is not None and not b.stock[second + step]:
                found.append((figure, True, first + step, second + step))
    return found


def _framed(common: Iterable[Stretch]) -> Iterator[tuple[Stretch, tuple[tuple[int, int], tuple[int, int]] | None]]:
    """Stretches of common wording, each with what stands in both texts between it and the one before.

    That is None where it is too much, or too little wording frames it.
    """
    done_a = done_b = before = 0
    for stretch in common:
        first, second, length = stretch
        framed = 0 < first - done_a <= _MAX_GAP and 0 < second - done_b <= _MAX_GAP and before + length >= _FRAME
        yield stretch, ((done_a, first), (done_b, second)) if framed else None
        before = length
        done_a, done_b = first + length, second + length


def _has_figures(doc: Document, start: int, end: int) -> bool:
    return not doc.figures.keys().isdisjoint(range(start, end))


def _figures(doc: Document, start: int, end: int) -> dict[bool, dict[str, int]]:
    """Numbers (True) and names (False) in a range of words, if there are any, and where each stands first."""
    found: dict[bool, dict[str, int]] = {}
    for i in range(start, end):
        number = doc.figures.get(i)
        if number is not None:
            found.setdefault(number, {}).setdefault(doc.words.words[i], i)
    return found
