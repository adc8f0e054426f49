"""Which sentence of one text says what which sentence of the other says, whatever their order, splits and merges
included.

Two sentences are as like as the rarity of the stems they share, against the rarity of all their stems. A stem that
stands in many sentences of both texts (the subject of the story) tells them less apart and weighs less.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from dedup.compare.judgement import SentencePair
from dedup.text.views import Views

_MATCH = 0.38  # likeness from which a sentence counts as having a counterpart
_MAX_SENTENCES = 600  # of each text; longer ones (live blogs) are compared on their first 600
_MIN_WEIGHT = 8.0  # rarity of a sentence that says something: three or four words of middling frequency


class Part(Protocol):
    """The words of one text that count in a pair."""

    @property
    def places(self) -> NDArray[np.intp]:
        """Word numbers, ascending."""

    @property
    def stems(self) -> NDArray[np.uint64]:
        """Stem of each."""

    @property
    def rarity(self) -> NDArray[np.float32]:
        """Rarity of each."""


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


@dataclass(frozen=True, slots=True, eq=False)
class _Table:
    """One text's sentences by the shared stems: `held` 0 or 1 (sentences, stems), `total` each sentence's weight."""

    starts: NDArray[np.int32]
    held: NDArray[np.float32]
    total: NDArray[np.float32]


def align(
    a: Views, b: Views, part_a: Part, part_b: Part, shared: NDArray[np.uint64], weights: NDArray[np.float32]
) -> Alignment:
    """Align the sentences of two texts. `shared` are the stems that both hold, ascending, with their `weights`."""
    table_a, table_b = _table(a, part_a, shared), _table(b, part_b, shared)
    if not len(shared) or not len(table_a.total) or not len(table_b.total):
        return Alignment((), 0.0, (0.0, 0.0), 0.0, 0.0, (0, 0), (_told(table_a), _told(table_b)), 0, 0, 0, 0)
    often = np.sqrt(table_a.held.sum(axis=0) * table_b.held.sum(axis=0))
    damped = weights / (1.0 + np.log(np.maximum(1.0, often)))
    lost_a = table_a.total - (table_a.held * (weights - damped)).sum(axis=1)
    lost_b = table_b.total - (table_b.held * (weights - damped)).sum(axis=1)
    like, window_b = _likeness(table_a.held * damped, lost_a, table_b.held, lost_b)
    back, window_a = _likeness(table_b.held * damped, lost_b, table_a.held, lost_a)
    best_a, best_b = like.max(axis=1), back.max(axis=1)
    told_a, told_b = table_a.total >= _MIN_WEIGHT, table_b.total >= _MIN_WEIGHT
    coverage = (_share(best_a >= _MATCH, table_a.total, told_a), _share(best_b >= _MATCH, table_b.total, told_b))
    means = sorted(
        (
            (float(table_a.total.sum()), _mean(best_a, table_a.total)),
            (float(table_b.total.sum()), _mean(best_b, table_b.total)),
        )
    )
    pairs = _pairs(table_a.starts, table_b.starts, like, window_b, told_a)
    pairs += [
        SentencePair(p.b_start, p.b_end, p.a_start, p.a_end, p.likeness)
        for p in _pairs(table_b.starts, table_a.starts, back, window_a, told_b)
    ]
    distinct = _distinct(pairs)
    agreements, conflicts = _facts(a, b, distinct, a.number, b.number)
    name_agreements, name_conflicts = _facts(a, b, distinct, a.name, b.name)
    top = np.sort(best_a[told_a])[::-1][:5] if told_a.sum() <= told_b.sum() else np.sort(best_b[told_b])[::-1][:5]
    smaller = like if len(like) <= len(back) else back
    return Alignment(
        pairs=distinct,
        similarity=means[0][1],
        coverage=coverage,
        order=_order(smaller),
        best=float(top.sum()) / 5,
        covered=(int((told_a & (best_a >= _MATCH)).sum()), int((told_b & (best_b >= _MATCH)).sum())),
        sentences=(int(told_a.sum()), int(told_b.sum())),
        agreements=agreements,
        conflicts=conflicts,
        name_agreements=name_agreements,
        name_conflicts=name_conflicts,
    )


def _told(table: _Table) -> int:
    return int((table.total >= _MIN_WEIGHT).sum())


def _table(view: Views, part: Part, shared: NDArray[np.uint64]) -> _Table:
    starts = view.sentences[: _MAX_SENTENCES + 1]
    count = len(starts) - 1
    inside = part.places < starts[-1]
    sentence = np.searchsorted(starts, part.places[inside], side="right") - 1
    stems, rarity = part.stems[inside], part.rarity[inside]
    order = np.lexsort((stems, sentence))
    sentence, stems, rarity = sentence[order], stems[order], rarity[order]
    new = np.ones(len(stems), np.bool_)
    new[1:] = (sentence[1:] != sentence[:-1]) | (stems[1:] != stems[:-1])
    sentence, stems, rarity = sentence[new], stems[new], rarity[new]
    total = np.bincount(sentence, rarity, count).astype(np.float32)
    held = np.zeros((count, len(shared)), np.float32)
    if len(shared):
        column = np.minimum(np.searchsorted(shared, stems), len(shared) - 1)
        known = shared[column] == stems
        held[sentence[known], column[known]] = 1.0
    return _Table(starts, held, total)


def _likeness(
    weighted: NDArray[np.float32],
    total: NDArray[np.float32],
    other: NDArray[np.float32],
    other_total: NDArray[np.float32],
) -> tuple[NDArray[np.float32], int]:
    """Likeness of each sentence to each of the other text, then to each two neighbouring ones; and how many single."""
    singles = len(other)
    merged = np.maximum(other[:-1], other[1:])
    shared = weighted @ np.vstack((other, merged)).T
    sizes = np.concatenate((other_total, other_total[:-1] + other_total[1:]))
    scale = np.sqrt(np.outer(total + 2.0, sizes + 2.0))
    return (shared / scale).astype(np.float32), singles


def _mean(best: NDArray[np.float32], weight: NDArray[np.float32]) -> float:
    return float((best * weight).sum() / (weight.sum() + 5.0))


def _share(matched: NDArray[np.bool_], weight: NDArray[np.float32], told: NDArray[np.bool_]) -> float:
    return float(weight[matched & told].sum() / (weight[told].sum() + 10.0))


def _order(like: NDArray[np.float32]) -> float:
    """Share of the matched sentences of the smaller text in the order of their counterparts, drawn to 0 when few."""
    single = like[:, : (like.shape[1] + 1) // 2]
    best = single.argmax(axis=1)[single.max(axis=1) >= _MATCH * 0.75]
    if len(best) < 2:
        return 0.0
    later = best[None, :] - best[:, None]
    upper = np.triu_indices(len(best), 1)
    concordance = float((np.sign(later[upper])).mean())
    return max(0.0, concordance) * len(best) / (len(best) + 5)


def _pairs(
    starts: NDArray[np.int32],
    others: NDArray[np.int32],
    like: NDArray[np.float32],
    singles: int,
    told: NDArray[np.bool_],
) -> list[SentencePair]:
    found = []
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


def _facts(
    a: Views, b: Views, pairs: tuple[SentencePair, ...], marked_a: NDArray[np.bool_], marked_b: NDArray[np.bool_]
) -> tuple[int, int]:
    """Marked words in aligned sentences that agree, and that stand against another that the first text has nowhere."""
    everything_a, everything_b = set(a.stems.tolist()), set(b.stems.tolist())
    agree: set[int] = set()
    conflict = 0
    for pair in pairs:
        here = set(a.stems[pair.a_start : pair.a_end][marked_a[pair.a_start : pair.a_end]].tolist())
        there = set(b.stems[pair.b_start : pair.b_end][marked_b[pair.b_start : pair.b_end]].tolist())
        agree |= here & there
        conflict += min(len(here - everything_b), len(there - everything_a))
    return len(agree), conflict
