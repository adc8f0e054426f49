"""What common runs of two texts are part of: running text, direct speech or stock matter, joined to passages."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.compare.document import ASIDE, QUOTED, STOCK, Marks
from dedup.compare.judgement import SharedRange
from dedup.compare.tiles import Runs, stretches
from dedup.kernels import COMPILED, kernels

_LEAST = 3  # a word or two cut off by a quotation mark are no passage
_GAP = 3  # words that two neighbouring runs of a passage may leave between them on either side


class Shared(NamedTuple):
    """Words that two texts share: the same number of both.

    `counted` stand outside stock matter, `own` outside quotations as well, `outside` beside what is marked as aside;
    `shingles` are those of a given length in `own`, `longest` is the longest run there, `quoted` and `stock` are the
    words of these two sorts.
    """

    counted: int
    own: int
    outside: int
    shingles: int
    longest: int
    quoted: int
    stock: int
    passages: tuple[SharedRange, ...]


def shared(runs: Runs, a: Marks, b: Marks, long_run: int) -> Shared:
    """Cut common runs where their words change from one sort to another, count what is shared, and join passages.

    Matter quoted on one side only is a quotation all the same: the other side dropped or never had the marks.
    Neighbours of one sort with few words between are one passage: a sentence with a word changed.
    """
    if not COMPILED:
        return plain_shared(runs, a, b, long_run)
    counts, passages = kernels.share(np.ascontiguousarray(runs), a, b, (long_run, _GAP, _LEAST))
    return Shared(*counts, tuple(map(SharedRange._make, passages)))


def plain_shared(runs: Runs, a: Marks, b: Marks, long_run: int) -> Shared:
    """What `shared` is to give, without compiled code."""
    segments: list[SharedRange] = []
    outside = 0
    for i, j, length in runs.tolist():
        marks = a[i : i + length] | b[j : j + length]
        outside += int(np.count_nonzero(marks & ASIDE == 0))
        segments += _segments(i, j, marks)
    own = [s.words for s in segments if not s.quoted and not s.stock]
    return Shared(
        counted=sum(s.words for s in segments if not s.stock),
        own=sum(own),
        outside=outside,
        shingles=sum(max(0, words - long_run + 1) for words in own),
        longest=max(own, default=0),
        quoted=sum(s.words for s in segments if s.quoted),
        stock=sum(s.words for s in segments if s.stock),
        passages=_passages(segments),
    )


def _segments(i: int, j: int, marks: NDArray[np.uint8]) -> list[SharedRange]:
    """A run from a place in each text on, cut by what its words are in either."""
    stock = marks & STOCK > 0
    quoted = (marks & QUOTED > 0) & ~stock
    cut = [
        SharedRange(i + start, i + end, j + start, j + end, end - start, is_quoted, is_stock)
        for mask, is_quoted, is_stock in (
            (~(stock | quoted), False, False),
            (quoted, True, False),
            (stock, False, True),
        )
        for start, end in stretches(mask)
    ]
    return sorted(cut, key=lambda segment: segment.a_start)


def _passages(segments: list[SharedRange]) -> tuple[SharedRange, ...]:
    joined: list[SharedRange] = []
    for s in segments:
        last = joined[-1] if joined else None
        if (
            last is not None
            and (last.quoted, last.stock) == (s.quoted, s.stock)
            and 0 <= s.a_start - last.a_end <= _GAP
            and 0 <= s.b_start - last.b_end <= _GAP
        ):
            joined[-1] = SharedRange(
                last.a_start, s.a_end, last.b_start, s.b_end, last.words + s.words, s.quoted, s.stock
            )
        else:
            joined.append(s)
    return tuple(passage for passage in joined if passage.words >= _LEAST)
