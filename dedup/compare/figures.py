"""Facts that changed inside wording that stayed: what tells a template from a copy.

Weather reports, market closes, results and crime logs repeat their wording and change their numbers and names. Between
two neighbouring common runs of both texts the few words left over on each side stand in for one another; where both sides
hold numbers or names there, a fact has changed.
"""

from __future__ import annotations

from collections.abc import Sequence

from dedup.compare.document import Document
from dedup.compare.tiles import Tile

_MAX_GAP = 6  # words on either side; a longer stretch is other text, not another figure in the same place
_SENTENCE_END = ".!?:\n\"“”»…"


def changed_figures(a: Document, b: Document, laid: Sequence[Tile]) -> tuple[int, int]:
    """Count numbers and names that differ, and that agree, in common wording: (changed, kept).

    `laid` are the tiles of the two texts in the order of the first. Matter that is stock in either text is left out.
    """
    kept = sum(
        1
        for tile in laid
        for offset in range(tile.length)
        if not a.stock[tile.a + offset] and not b.stock[tile.b + offset] and _is_figure(a, tile.a + offset)
    )
    changed = 0
    for before, after in zip(laid, laid[1:], strict=False):
        start_a, end_a = before.a + before.length, after.a
        start_b, end_b = before.b + before.length, after.b
        if 0 < end_a - start_a <= _MAX_GAP and 0 < end_b - start_b <= _MAX_GAP:
            figures_a = _figures(a, start_a, end_a)
            figures_b = _figures(b, start_b, end_b)
            common = len(figures_a & figures_b)
            kept += common
            changed += min(len(figures_a), len(figures_b)) - common
    return changed, kept


def _figures(doc: Document, start: int, end: int) -> set[str]:
    return {doc.words.words[i] for i in range(start, end) if not doc.stock[i] and _is_figure(doc, i)}


def _is_figure(doc: Document, index: int) -> bool:
    """Whether a word is a number, or a name: capital inside a sentence."""
    if doc.words.words[index][0].isdigit():
        return True
    start = int(doc.words.starts[index])
    if not doc.text[start].isupper():
        return False
    before = doc.text[max(0, start - 4) : start].rstrip(" \t'‘(—–-")
    return bool(before) and before[-1] not in _SENTENCE_END and "\n" not in doc.text[max(0, start - 2) : start]
