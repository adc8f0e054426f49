"""Published matter that two texts both print without taking it from one another: statements, lists, contact details.

Two outlets that report on their own print one statement, one list of results, one telephone number. What tells a
statement from a copied passage is what stands around it: each text announces it in words of its own, before a colon or
by quotation marks, and goes its own way behind it, while a copy has what announces it as well. Where only one text
announces what both print, it may quote the other. Lists and ways to get in touch are told by their look. A text that
has hardly a body of its own beside such matter is a copy of it all the same, and keeps all its words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.compare.document import QUOTED, STOCK, Document
from dedup.compare.tiles import Runs, stretches

Mask = NDArray[np.bool_]
Run = tuple[int, int, int]

_ANNOUNCING = 7  # words of an announcement that two texts may share: "read the statement in full:"
_STATEMENT = 25  # words: after a colon in both, shorter matter is a date, a name, a turn of speech
_LEAST = 8  # words in a row: fewer of a list can be a name and its title, and no statement is without so many
_GAP = 3  # words between runs of one passage on one side, as in `sharing` ...
_CUT = 60  # ... and on the other side, where a sentence was left out
_BODY_WORDS = 25  # of each text outside such matter ...
_BODY = 0.2  # ... and their share: a lead above a long statement


class Apart(NamedTuple):
    """Which words of two texts are published matter that both print: boolean, one a word."""

    a: Mask
    b: Mask


def apart(a: Document, b: Document, runs: Runs) -> Apart | None:
    """Find published matter among the common runs of two texts; None where there is none, or hardly anything else."""
    rows: list[Run] = runs.tolist()
    if all(length < _LEAST for _, _, length in rows):
        return None
    found = [*_announced(a, b, runs, rows), *_bare(a, b, rows)]
    if not found:
        return None
    masks = Apart(np.zeros(len(a), np.bool_), np.zeros(len(b), np.bool_))
    for i, j, length in found:
        masks.a[i : i + length] = masks.b[j : j + length] = True
    return masks if _has_body(a, masks.a) and _has_body(b, masks.b) else None


def own_words(document: Document, mask: Mask) -> int:
    """How many words of a text are neither stock matter nor direct speech nor marked as published matter."""
    return int(np.count_nonzero(~mask & (document.marks & (STOCK | QUOTED) == 0)))


def _has_body(document: Document, mask: Mask) -> bool:
    outside = int(np.count_nonzero(~mask & (document.marks & STOCK == 0)))
    return outside >= max(_BODY_WORDS, _BODY * document.running)


def _announced(a: Document, b: Document, runs: Runs, rows: Sequence[Run]) -> Iterator[Run]:
    """Runs of statements that both texts announce."""
    begun = _begun(a.published.announced, runs[:, 0], runs[:, 2]) | _begun(
        b.published.announced, runs[:, 1], runs[:, 2]
    )
    end = 0
    for at in np.flatnonzero(begun).tolist():
        if at < end or (at > 0 and _follows(rows[at - 1], rows[at], _GAP)):  # a copy, or what was announced before
            continue
        statement = _statement(a, b, rows, at)
        if sum(length for _, _, length in statement) >= _STATEMENT:
            yield from statement
        end = at + len(statement)


def _begun(places: NDArray[np.intp], starts: NDArray[np.int32], lengths: NDArray[np.int32]) -> Mask:
    """Which of some runs have one of these places near their beginning."""
    ends = starts + np.minimum(lengths, _ANNOUNCING + 1)
    return places.searchsorted(starts) < places.searchsorted(ends)


def _statement(a: Document, b: Document, rows: Sequence[Run], at: int) -> list[Run]:
    """The runs from one on that are a statement, if both texts announce it near the beginning of that run."""
    i, j, length = rows[at]
    in_a, in_b = _offsets(a.published.announced, i, length), _offsets(b.published.announced, j, length)
    if both := in_a & in_b:
        return _going_on(rows, at, min(both))
    speech = (in_a & _speech(b, j, length)) | (in_b & _speech(a, i, length))
    if not speech:
        return []
    first = min(speech)
    quoted = a.quoted[i + first : i + length] | b.quoted[j + first : j + length]
    return [(i + first, j + first, length - first if quoted.all() else int(quoted.argmin()))]


def _offsets(places: NDArray[np.intp], start: int, length: int) -> frozenset[int]:
    """How far behind the start of a run some of these places are, as far as an announcement may reach."""
    first, last = places.searchsorted((start, start + min(length, _ANNOUNCING + 1))).tolist()
    return frozenset((places[first:last] - start).tolist())


def _speech(document: Document, start: int, length: int) -> frozenset[int]:
    """How far behind the start of a run direct speech begins, as far as an announcement may reach."""
    near = document.quoted[start : start + min(length, _ANNOUNCING + 1)]
    before = bool(start and document.quoted[start - 1])
    return frozenset(np.flatnonzero(np.diff(near, prepend=before) & near).tolist())


def _going_on(rows: Sequence[Run], at: int, offset: int) -> list[Run]:
    """A run from an offset on, and those that go on from it in both texts."""
    i, j, length = rows[at]
    found = [(i + offset, j + offset, length - offset)]
    while at + 1 < len(rows) and _follows(rows[at], rows[at + 1], _CUT):
        at += 1
        found.append(rows[at])
    return found


def _follows(before: Run, run: Run, most: int) -> bool:
    """Whether a run goes on from another in both texts, with few words between in one of them."""
    gaps = run[0] - before[0] - before[2], run[1] - before[1] - before[2]
    return min(gaps) >= 0 and min(gaps) <= _GAP and max(gaps) <= most


def _bare(a: Document, b: Document, rows: Iterable[Run]) -> Iterator[Run]:
    """Parts of runs that are a list or a way to get in touch in both texts."""
    if not (a.published.bare.any() and b.published.bare.any()):
        return
    for i, j, length in rows:
        for start, end in stretches(a.published.bare[i : i + length] & b.published.bare[j : j + length]):
            if end - start >= _LEAST:
                yield i + start, j + start, end - start
