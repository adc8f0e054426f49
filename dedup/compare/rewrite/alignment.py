"""Which sentence of one text says what which sentence of the other says, whatever their order, splits and merges
included.

Two sentences are as like as the rarity of the stems they share, against the rarity of all their stems. A stem that
stands in many sentences of both texts (the subject of the story) tells them less apart and weighs less.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from dedup.compare.judgement import SentencePair
from dedup.compare.rewrite.memo import once_a_text
from dedup.compare.rewrite.parts import Mask, Part, Places, Rarity, Stems, everything, place_in
from dedup.text.views import Views

_MATCH = 0.38  # likeness from which a sentence counts as having a counterpart
_MIN_WEIGHT = 8.0  # rarity of a sentence that says something: three or four words of middling frequency
# Meetings of one sentence with another in one stem; two articles have some hundreds. From here on a matrix product
# takes less time, and much less memory where every sentence holds the same stems.
_MANY = 200_000


@dataclass(frozen=True, slots=True, eq=False)
class Alignment:
    """The aligned sentences and what follows from them; shares are 0..1, `coverage` and `sentences` of a and of b."""

    pairs: tuple[SentencePair, ...]
    similarity: float
    coverage: tuple[float, float]
    order: float
    best: float
    covered: tuple[int, int]
    sentences: tuple[int, int]
    agreements: int
    conflicts: int
    name_agreements: int
    name_conflicts: int


UNALIGNED = Alignment((), 0.0, (0.0, 0.0), 0.0, 0.0, (0, 0), (0, 0), 0, 0, 0, 0)
"""What stands for the alignment of two texts whose sentences were not looked at."""


@dataclass(frozen=True, slots=True, eq=False)
class _Table:
    """One text's sentences by the shared stems.

    `stems` (numbers of shared stems, ascending) and `sentences` have one entry for each stem that a sentence holds,
    `often` one a shared stem: how many sentences hold it. `total` is each sentence's weight, shared or not.
    """

    starts: NDArray[np.int32]
    stems: Places
    sentences: NDArray[np.int32]
    often: Places
    total: Rarity

    def __len__(self) -> int:
        return len(self.total)

    def with_neighbours(self) -> tuple[Places, Places]:
        """Entries of each sentence, then, numbered on, of what each sentence and the next both hold."""
        both = np.flatnonzero(
            (self.stems[1:] == self.stems[:-1]) & (self.sentences[1:] == self.sentences[:-1] + 1)
        )  # sentences ascend within a stem
        stems = np.concatenate((self.stems, self.stems[both]))
        return stems, np.concatenate((self.sentences, self.sentences[both] + len(self)))


def align(a: Views, b: Views, of_a: tuple[Part, Places], of_b: tuple[Part, Places], weights: Rarity) -> Alignment:
    """Align the sentences of two texts.

    Of each text its part and which of its distinct stems both hold, in one order, ascending; `weights` is their rarity.
    """
    table_a, table_b = _table(a, *of_a), _table(b, *of_b)
    told_a, told_b = table_a.total >= _MIN_WEIGHT, table_b.total >= _MIN_WEIGHT
    sentences = int(np.count_nonzero(told_a)), int(np.count_nonzero(told_b))
    if not len(weights) or not len(table_a) or not len(table_b):
        return replace(UNALIGNED, sentences=sentences)
    often = np.sqrt(table_a.often * table_b.often)
    damped = (weights / (1.0 + np.log(np.maximum(1.0, often)))).astype(np.float32)
    like, back = _likeness(table_a, table_b, weights, damped)
    best_a, best_b = like.max(axis=1), back.max(axis=1)
    coverage = (_share(best_a >= _MATCH, table_a.total, told_a), _share(best_b >= _MATCH, table_b.total, told_b))
    means = sorted(
        (
            (float(table_a.total.sum()), _mean(best_a, table_a.total)),
            (float(table_b.total.sum()), _mean(best_b, table_b.total)),
        )
    )
    pairs = _pairs(table_a.starts, table_b.starts, like, told_a)
    pairs += [pair.swapped() for pair in _pairs(table_b.starts, table_a.starts, back, told_b)]
    kept = _distinct(pairs)
    agreements, conflicts = _facts(a, b, kept, _numbers(a), _numbers(b))
    name_agreements, name_conflicts = _facts(a, b, kept, _names(a), _names(b))
    top = np.sort(best_a[told_a])[::-1][:5] if sentences[0] <= sentences[1] else np.sort(best_b[told_b])[::-1][:5]
    smaller = like if len(like) <= len(back) else back
    return Alignment(
        pairs=kept,
        similarity=means[0][1],
        coverage=coverage,
        order=_order(smaller),
        best=float(top.sum()) / 5,
        covered=(int((told_a & (best_a >= _MATCH)).sum()), int((told_b & (best_b >= _MATCH)).sum())),
        sentences=sentences,
        agreements=agreements,
        conflicts=conflicts,
        name_agreements=name_agreements,
        name_conflicts=name_conflicts,
    )


def _table(view: Views, part: Part, shared: Places) -> _Table:
    number = np.full(len(part.distinct), -1, np.intp)
    number[shared] = np.arange(len(shared))
    stems, sentences = part.table
    stems = number[stems]
    kept = stems >= 0
    stems, sentences = stems[kept], sentences[kept]
    starts = view.sentences[: part.sentences + 1]
    return _Table(starts, stems, sentences, np.bincount(stems, minlength=len(shared)), part.told)


def _likeness(a: _Table, b: _Table, weights: Rarity, damped: Rarity) -> tuple[Rarity, Rarity]:
    """Likeness of each sentence to each of the other text, then to each two neighbouring ones: of `a`, then of `b`."""
    lost = weights - damped
    totals = [
        table.total - np.bincount(table.sentences, lost[table.stems], len(table)).astype(np.float32) for table in (a, b)
    ]
    of_a = _shared(a, *b.with_neighbours(), 2 * len(b) - 1, damped)
    of_b = _shared(b, *a.with_neighbours(), 2 * len(a) - 1, damped)
    return _scaled(of_a, totals[0], totals[1]), _scaled(of_b, totals[1], totals[0])


def _shared(table: _Table, stems: Places, columns: Places, width: int, damped: Rarity) -> NDArray[np.float64]:
    """Weight of the stems that each sentence holds and each column holds, shape (sentences, width)."""
    meetings = table.often[stems]
    many = int(meetings.sum())
    if many > _MANY:
        rows, held = (np.zeros((size, len(damped)), np.float32) for size in (len(table), width))
        rows[table.sentences, table.stems] = damped[table.stems]
        held[columns, stems] = 1.0
        return (rows @ held.T).astype(np.float64)
    column = np.repeat(np.arange(len(stems)), meetings)
    begin = (np.cumsum(table.often) - table.often)[stems] - (np.cumsum(meetings) - meetings)
    row = table.sentences[begin[column] + np.arange(many)]
    cells = np.bincount(row * np.intp(width) + columns[column], damped[stems[column]], len(table) * width)
    return np.asarray(cells, np.float64).reshape(len(table), width)


def _scaled(shared: NDArray[np.float64], total: Rarity, other: Rarity) -> Rarity:
    """Likeness from what is shared; what two neighbours hold is what each holds, less what both hold."""
    singles, both = shared[:, : len(other)], shared[:, len(other) :]
    merged = singles[:, :-1] + singles[:, 1:] - both
    sizes = np.concatenate((other, other[:-1] + other[1:]))
    scale = np.sqrt(np.outer(total + np.float32(2.0), sizes + np.float32(2.0)))
    return np.asarray(np.hstack((singles, merged)) / scale, np.float32)


def _mean(best: Rarity, weight: Rarity) -> float:
    return float((best * weight).sum() / (weight.sum() + 5.0))


def _share(matched: Mask, weight: Rarity, told: Mask) -> float:
    return float(weight[matched & told].sum() / (weight[told].sum() + 10.0))


def _order(like: Rarity) -> float:
    """Share of the matched sentences of the smaller text in the order of their counterparts, drawn to 0 when few."""
    single = like[:, : (like.shape[1] + 1) // 2]
    best = single.argmax(axis=1)[single.max(axis=1) >= _MATCH * 0.75]
    if len(best) < 2:
        return 0.0
    later = np.triu(np.sign(best[None, :] - best[:, None]), 1)
    concordance = float(later.sum()) / (len(best) * (len(best) - 1) / 2)
    return max(0.0, concordance) * len(best) / (len(best) + 5)


def _pairs(starts: NDArray[np.int32], others: NDArray[np.int32], like: Rarity, told: Mask) -> list[SentencePair]:
    found = []
    singles = len(others) - 1
    best = like.argmax(axis=1)
    for i in np.flatnonzero(told & (like.max(axis=1) >= _MATCH)).tolist():
        j = int(best[i])
        first, last = (j, j + 1) if j < singles else (j - singles, j - singles + 2)
        found.append(
            SentencePair(int(starts[i]), int(starts[i + 1]), int(others[first]), int(others[last]), float(like[i, j]))
        )
    return found


def _distinct(pairs: list[SentencePair]) -> tuple[SentencePair, ...]:
    """Drop pairs that lie inside another pair."""
    kept: list[SentencePair] = []
    for pair in sorted(
        pairs, key=lambda p: (p.a_start - p.a_end + p.b_start - p.b_end, -p.likeness, p.a_start, p.b_start)
    ):
        if not any(
            k.a_start <= pair.a_start and pair.a_end <= k.a_end and k.b_start <= pair.b_start and pair.b_end <= k.b_end
            for k in kept
        ):
            kept.append(pair)
    return tuple(sorted(kept, key=lambda p: (p.a_start, p.b_start)))


@once_a_text
def _numbers(view: Views) -> tuple[Places, Stems]:
    """Places and stems of the numbers of a text."""
    places = np.flatnonzero(view.number)
    return places, view.stems[places]


@once_a_text
def _names(view: Views) -> tuple[Places, Stems]:
    """Places and stems of the names of a text."""
    places = np.flatnonzero(view.name)
    return places, view.stems[places]


def _facts(
    a: Views, b: Views, pairs: tuple[SentencePair, ...], facts_a: tuple[Places, Stems], facts_b: tuple[Places, Stems]
) -> tuple[int, int]:
    """Facts in aligned sentences that agree, and that stand against another that the first text has nowhere."""
    if not pairs or not len(facts_a[0]) or not len(facts_b[0]):
        return 0, 0
    held_a = _in_sentences(facts_a, [(pair.a_start, pair.a_end) for pair in pairs])
    held_b = _in_sentences(facts_b, [(pair.b_start, pair.b_end) for pair in pairs])
    lacking_a, lacking_b = _lacking(facts_a[1], b), _lacking(facts_b[1], a)
    agree: set[int] = set()
    conflict = 0
    for here, there in zip(held_a, held_b, strict=True):
        agree |= here & there
        conflict += min(len(here & lacking_a), len(there & lacking_b))
    return len(agree), conflict


def placed_facts(a: Views, b: Views, pairs: Sequence[SentencePair]) -> list[tuple[bool, bool, int, int]]:
    """The facts that `Alignment` counts, each with its place, agreeing ones where they first do.

    Whether it is a number (else a name), whether the two agree, and the numbers of the words in each text.
    """
    found = []
    for number, stated in ((True, _numbers), (False, _names)):
        facts_a, facts_b = stated(a), stated(b)
        lacking_a, lacking_b = _lacking(facts_a[1], b), _lacking(facts_b[1], a)
        agreed: set[int] = set()
        for pair in pairs:
            here = _first_places(facts_a, pair.a_start, pair.a_end)
            there = _first_places(facts_b, pair.b_start, pair.b_end)
            found += [
                (number, True, place, there[stem])
                for stem, place in here.items()
                if stem in there and stem not in agreed
            ]
            agreed |= here.keys() & there.keys()
            lost = (place for stem, place in here.items() if stem in lacking_a)
            new = (place for stem, place in there.items() if stem in lacking_b)
            found += [(number, False, one, other) for one, other in zip(lost, new, strict=False)]
    return found


def _first_places(facts: tuple[Places, Stems], start: int, end: int) -> dict[int, int]:
    """The facts in a range of words, and where each stands first in it."""
    places, stems = facts
    first, last = places.searchsorted([start, end]).tolist()
    found: dict[int, int] = {}
    for place, stem in zip(places[first:last].tolist(), stems[first:last].tolist(), strict=True):
        found.setdefault(stem, place)
    return found


def _in_sentences(facts: tuple[Places, Stems], ranges: list[tuple[int, int]]) -> list[set[int]]:
    """The facts that stand in each of some ranges of words."""
    places, stems = facts
    listed = stems.tolist()
    return [set(listed[first:last]) for first, last in places.searchsorted(np.array(ranges)).tolist()]


def _lacking(stems: Stems, other: Views) -> set[int]:
    """Stems that a text has nowhere."""
    return set(stems[~place_in(stems, everything(other))[1]].tolist())
