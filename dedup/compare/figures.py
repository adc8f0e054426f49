"""Facts that changed inside wording that stayed: what tells a template from a copy.

Weather reports, market closes, results and crime logs repeat their wording and change their numbers and names. Read
side by side in order, the few words that stand in for one another between two stretches of common wording show it: a
copy keeps its figures (in 40 pairs of copies and other versions at most 1 number in 4 differed), a template changes
most of them (in 14 pairs of twins half or more).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz.distance import Indel, Opcode

from dedup.compare.document import Document

_MAX_GAP = 8  # words on either side; a longer stretch is other text, not another figure in the same place
_FRAME = 3  # words of common wording before and after, together; "the" and "of" align in any two texts
_MAX_WORDS = 20_000  # as in `order`: longer texts are not aligned


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


def changed_figures(a: Document, b: Document) -> Figures:
    """Count the numbers and names that differ, and that agree, where two texts use the same wording in the same order.

    Matter that is stock in either text is left out. Texts of more than 20,000 words give no figures.
    """
    if max(len(a), len(b)) > _MAX_WORDS:
        return Figures()
    counts = {True: [0, 0], False: [0, 0]}  # of numbers, of names: changed, kept
    in_b = (~b.stock).tolist()
    for block, gap in _common(a, b):
        if gap is not None:
            found_a, found_b = _figures(a, *gap[0]), _figures(b, *gap[1])
            for number in (True, False):
                here, there = found_a[number].keys(), found_b[number].keys()
                counts[number][0] += min(len(here), len(there)) - len(here & there)
                counts[number][1] += len(here & there)
        said = a.figures[block.src_start : block.src_end]
        if any(one is not None for one in said):
            for figure, counted in zip(said, in_b[block.dest_start : block.dest_end], strict=True):
                if counted and figure is not None:
                    counts[figure][1] += 1
    return Figures(*counts[True], *counts[False])


def placed_figures(a: Document, b: Document) -> list[tuple[bool, bool, int, int]]:
    """What `changed_figures` counts, each with its place.

    Whether it is a number (else a name), whether the two agree, and the numbers of the words in each text.
    """
    if max(len(a), len(b)) > _MAX_WORDS:
        return []
    found = []
    for block, gap in _common(a, b):
        if gap is not None:
            found_a, found_b = _figures(a, *gap[0]), _figures(b, *gap[1])
            for number in (True, False):
                here, there = found_a[number], found_b[number]
                found += [(number, True, place, there[word]) for word, place in here.items() if word in there]
                lost = (place for word, place in here.items() if word not in there)
                new = (place for word, place in there.items() if word not in here)
                found += [(number, False, one, other) for one, other in zip(lost, new, strict=False)]
        for step in range(block.src_end - block.src_start):
            figure = a.figures[block.src_start + step]
            if figure is not None and not b.stock[block.dest_start + step]:
                found.append((figure, True, block.src_start + step, block.dest_start + step))
    return found


def _common(a: Document, b: Document) -> Iterator[tuple[Opcode, tuple[tuple[int, int], tuple[int, int]] | None]]:
    """Stretches of common wording in order, each with what stands in both texts between it and the one before.

    That is None where it is too much, or too little wording frames it.
    """
    done_a = done_b = before = 0
    for block in Indel.opcodes(a.words.keys.tolist(), b.words.keys.tolist()):
        if block.tag != "equal":
            continue
        length = block.src_end - block.src_start
        framed = (
            0 < block.src_start - done_a <= _MAX_GAP
            and 0 < block.dest_start - done_b <= _MAX_GAP
            and before + length >= _FRAME
        )
        yield block, ((done_a, block.src_start), (done_b, block.dest_start)) if framed else None
        before = length
        done_a, done_b = block.src_end, block.dest_end


def _figures(doc: Document, start: int, end: int) -> dict[bool, dict[str, int]]:
    """Numbers (True) and names (False) in a range of words, and where each stands first."""
    found: dict[bool, dict[str, int]] = {True: {}, False: {}}
    for i in range(start, end):
        number = doc.figures[i]
        if number is not None:
            found[number].setdefault(doc.words.words[i], i)
    return found
