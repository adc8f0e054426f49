"""Two texts side by side: their sentences in rows, the words that are equal, and the facts that agree or do not.

Sentences are tied by the words of passages that they share, and by being counterparts; the heaviest chain of ties that
runs forward in both texts makes the rows (a weighted longest increasing subsequence). What was moved against that order
keeps its mark and its link, and stands where its own text has it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

import numpy as np
from numpy.typing import NDArray

from dedup.compare.amendment import sentences_of
from dedup.compare.document import Document
from dedup.compare.figures import placed_figures
from dedup.compare.judgement import Judgement, SharedRange
from dedup.compare.rewrite.alignment import placed_facts
from dedup.compare.tiles import run_length, stretches
from dedup.model import Facing, FacingRow, Fact, FactSort, Rewording, Span
from dedup.text.numbers import numbers_of

_RUN = 5  # words: shorter runs are the language's, as in `CompareParams.run`
_GAP = 3  # words that a passage leaves between its runs on either side, as in `verbatim`
_PART = 0.25  # of the shorter sentence has to be shared for two sentences to be tied ...
_WORDS = 8.0  # ... or so many words
_STOCK = 0.5  # furniture ties sentences too, but half as much as what the article says
_MOST_SENTENCES = 20_000  # of a text: the longest novel has as many; lists of one word a line can have a million
_MOST_FACTS = 300  # of agreeing ones and of others: nobody reads more, and tables have thousands

Ties = dict[tuple[int, int], float]
Equal = tuple[int, int, int]


def face(a: Document, b: Document, judgement: Judgement) -> Facing:
    """Set two documents side by side, given what was found in them."""
    sides = _Side(a), _Side(b)
    equal = [(run, passage.stock) for passage in judgement.passages for run in _equal(a, b, passage)]
    ties: Ties = defaultdict(float)
    for (i, j, length), stock in equal:
        for first, second, words in _by_sentence(sides, i, j, length):
            ties[first, second] += words * (_STOCK if stock else 1.0)
    for pair in judgement.counterparts:
        for first in sides[0].between(pair.a_start, pair.a_end):
            for second in sides[1].between(pair.b_start, pair.b_end):
                ties[first, second] += pair.likeness * min(sides[0].sizes[first], sides[1].sizes[second])
    return Facing(
        rows=tuple(_rows(sides, _chain(_strong(sides, ties)))),
        equal=tuple(Rewording(a.words.span(i, i + n), b.words.span(j, j + n)) for (i, j, n), _ in equal),
        stock_a=_spans(a, a.stock),
        stock_b=_spans(b, b.stock),
        facts=_facts(a, b, judgement),
    )


class _Side:
    """The sentences of one text: their spans, and the numbers of their first words."""

    def __init__(self, document: Document) -> None:
        self.spans = _in_fewer(sentences_of(document.text))
        self.firsts: list[int] = np.searchsorted(document.words.starts, [span.start for span in self.spans]).tolist()
        self.sizes: list[int] = np.maximum(1, np.diff([*self.firsts, len(document)])).tolist()

    def of(self, word: int) -> int:
        """The number of the sentence that holds a word."""
        return bisect_right(self.firsts, word) - 1

    def between(self, start: int, end: int) -> range:
        """The numbers of the sentences that hold words of a half-open range."""
        return range(self.of(start), self.of(end - 1) + 1) if end > start else range(0)

    def left(self, word: int) -> int:
        """How many words of its sentence stand from a word on."""
        sentence = self.of(word)
        return self.firsts[sentence] + self.sizes[sentence] - word


def _in_fewer(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """The sentences, several joined in one where there are more than `_MOST_SENTENCES`."""
    step = -(-len(spans) // _MOST_SENTENCES) or 1
    return tuple(
        Span(spans[first].start, spans[min(first + step, len(spans)) - 1].end) for first in range(0, len(spans), step)
    )


def _equal(a: Document, b: Document, passage: SharedRange) -> Iterator[Equal]:
    """The runs of equal words that a passage was joined of: place in each text, and length."""
    i, j = passage.a_start, passage.b_start
    keys_a, keys_b = a.words.keys[i : passage.a_end], b.words.keys[j : passage.b_end]
    x = y = 0
    while x < len(keys_a) and y < len(keys_b):
        length = run_length(keys_a[x:], keys_b[y:])
        if length:
            yield i + x, j + y, length
        x, y = x + length, y + length
        x, y = _beyond(keys_a, keys_b, x, y)


def _beyond(keys_a: NDArray[np.uint64], keys_b: NDArray[np.uint64], x: int, y: int) -> tuple[int, int]:
    """Where the next equal run begins after words that differ, the nearest first; their ends if there is none."""
    for wanted in (_RUN, 1):
        for p, q in _STEPS:
            length = min(wanted, len(keys_a) - x - p, len(keys_b) - y - q)
            if length > 0 and (keys_a[x + p : x + p + length] == keys_b[y + q : y + q + length]).all():
                return x + p, y + q
    return len(keys_a), len(keys_b)


_STEPS = sorted(((p, q) for p in range(_GAP + 1) for q in range(_GAP + 1)), key=lambda step: (sum(step), step))


def _by_sentence(sides: tuple[_Side, _Side], i: int, j: int, length: int) -> Iterator[tuple[int, int, int]]:
    """An equal run cut where either text begins a sentence: the two sentences, and the words."""
    while length > 0:
        part = min(length, sides[0].left(i), sides[1].left(j))
        yield sides[0].of(i), sides[1].of(j), part
        i, j, length = i + part, j + part, length - part


def _strong(sides: tuple[_Side, _Side], ties: Ties) -> list[tuple[int, int, float]]:
    """The ties that are worth a row, in order."""
    return sorted(
        (i, j, weight)
        for (i, j), weight in ties.items()
        if weight >= min(_WORDS, _PART * min(sides[0].sizes[i], sides[1].sizes[j]))
    )


def _chain(ties: Sequence[tuple[int, int, float]]) -> list[tuple[int, int]]:
    """The heaviest chain of ties in which neither text goes back; of equal ones that of the earlier sentences."""
    columns = max((j for _, j, _ in ties), default=-1) + 1
    heaviest = _Prefixes(columns)
    before: list[int] = []
    for number, (_, j, weight) in enumerate(ties):
        total, last = heaviest.best(j)
        before.append(last)
        heaviest.put(j, total + weight, number)
    _, at = heaviest.best(columns - 1)
    chain = []
    while at >= 0:
        chain.append(ties[at][:2])
        at = before[at]
    return chain[::-1]


class _Prefixes:
    """The best of all values up to a place, in logarithmic time (Fenwick 1994)."""

    def __init__(self, size: int) -> None:
        self._tree = [(0.0, -1)] * (size + 1)

    def best(self, place: int) -> tuple[float, int]:
        """The greatest value at `place` or before it, and what it was put with; 0 and -1 without any."""
        found = (0.0, -1)
        place += 1
        while place > 0:
            if self._tree[place][0] > found[0]:
                found = self._tree[place]
            place &= place - 1
        return found

    def put(self, place: int, value: float, number: int) -> None:
        """Keep a value at a place, with a number."""
        place += 1
        while place < len(self._tree):
            if value > self._tree[place][0]:
                self._tree[place] = (value, number)
            place += place & -place


def _rows(sides: tuple[_Side, _Side], chain: Sequence[tuple[int, int]]) -> Iterator[FacingRow]:
    i = j = at = 0
    while at < len(chain):
        first, second = chain[at]
        last, end = first, second
        while at + 1 < len(chain) and (chain[at + 1][0] == last or chain[at + 1][1] == end):
            at += 1
            last, end = chain[at]
        yield from _apart(sides, (i, first), (j, second))
        yield FacingRow(_joined(sides[0], first, last), _joined(sides[1], second, end), aligned=True)
        i, j, at = last + 1, end + 1, at + 1
    yield from _apart(sides, (i, len(sides[0].spans)), (j, len(sides[1].spans)))


def _apart(sides: tuple[_Side, _Side], ours: tuple[int, int], theirs: tuple[int, int]) -> Iterator[FacingRow]:
    """Sentences between two ties, a row for each of the side that has more."""
    for one, other in zip_longest(sides[0].spans[slice(*ours)], sides[1].spans[slice(*theirs)]):
        yield FacingRow(one, other, aligned=False)


def _joined(side: _Side, first: int, last: int) -> Span:
    return Span(side.spans[first].start, side.spans[last].end)


def _spans(document: Document, mask: NDArray[np.bool_]) -> tuple[Span, ...]:
    return tuple(document.words.span(start, end) for start, end in stretches(mask))


def _facts(a: Document, b: Document, judgement: Judgement) -> tuple[Fact, ...]:
    """Numbers and names that agree and that do not, those that do not first, each in the order of the first text."""
    placed = placed_facts(a.views, b.views, judgement.counterparts) if judgement.counterparts else placed_figures(a, b)
    ends_a = _number_ends(a, [i for number, _, i, _ in placed if number])
    ends_b = _number_ends(b, [j for number, _, _, j in placed if number])
    found = [
        Fact(
            FactSort.NUMBER if number else FactSort.NAME,
            agrees,
            a.words.span(i, ends_a.get(i, i + 1) if number else i + 1),
            b.words.span(j, ends_b.get(j, j + 1) if number else j + 1),
        )
        for number, agrees, i, j in placed
    ]
    kept: list[Fact] = []
    for agrees in (False, True):
        listed = sorted(
            (fact for fact in found if fact.agrees is agrees), key=lambda fact: (fact.a.start, fact.b.start)
        )
        kept += listed[:_MOST_FACTS]
    return tuple(kept)


def _number_ends(document: Document, places: Iterable[int]) -> dict[int, int]:
    """The word behind each number that begins at one of these words: days and numbers in words have several."""
    found = numbers_of(document.text, document.words, document.language, sorted(set(places)))
    return {number.first: number.last for number in found}
