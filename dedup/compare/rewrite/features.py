"""What two texts have in common when neither wording nor order can be relied on: named figures of 0..1 and their
counts.

Direct speech that stands in quotation marks in both texts is left out of everything: two reports of one press
conference share it without sharing a source.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import LCSseq

from dedup.compare.rewrite.alignment import Alignment, align
from dedup.text.shingles import shingle_hashes
from dedup.text.views import Views

_QUOTED_RUN = 4  # words in a row inside quotation marks of both texts: a shared quotation
_PRIOR_ITEMS = 3.0  # a containment over few items is drawn towards 0 as if three more were missing
_STRETCH = 3  # a rewrite of one part of a long text is looked for in stretches of three times its length
_NEAR = 8  # words: a clause
_OPENING = 0.4  # of a text: what reports of one event have in common stands there first of all
# Facts of one's own count half at this rarity, and at this much more for each content word of the shorter text.
_OWN, _OWN_A_WORD = 5.0, 0.3
_HEADING = 0.75  # share of capitals in a sentence from which they say nothing; at least four content words
_HEADING_WORDS = 4
_TELLING = 1.2  # rarity of a word that would be written small
_MAX_ANCHORS = 3_000


@dataclass(frozen=True, slots=True)
class Counted:
    """Things of one sort in two texts: how many distinct ones each has, how many both have."""

    a: int
    b: int
    shared: int


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """All that was measured on a pair: figures by name for the model, counts for the ledger, the aligned sentences."""

    figures: Mapping[str, float]
    numbers: Counted
    names: Counted
    rare: Counted
    anchors_in_order: int
    anchors: int
    own_facts: tuple[int, int]
    quoted_words: int
    alignment: Alignment
    words: tuple[int, int]
    content: tuple[int, int]


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """The words of one text that count in a pair: their places, stems and rarity, and each distinct stem once.

    `once` marks the words whose stem stands once among them: details rather than the subject. `everything` are the
    distinct stems of the whole text, left-out words included.
    """

    places: NDArray[np.intp]
    stems: NDArray[np.uint64]
    rarity: NDArray[np.float32]
    distinct: NDArray[np.uint64]
    weights: NDArray[np.float32]
    once: NDArray[np.bool_]
    everything: NDArray[np.uint64]
    trigrams: NDArray[np.uint64]
    skeletons: NDArray[np.uint64]


def measure(a: Views, b: Views) -> Measured:
    """Measure a pair; about two milliseconds for two articles of 600 words.

    Exchanging the texts exchanges counts only.
    """
    hidden_a, hidden_b = _shared_quotations(a, b)
    part_a, part_b = _part(a, hidden_a), _part(b, hidden_b)
    _, at_a, at_b = np.intersect1d(part_a.distinct, part_b.distinct, assume_unique=True, return_indices=True)
    common = np.minimum(part_a.weights[at_a], part_b.weights[at_b])
    alignment = align(a, b, part_a, part_b, part_a.distinct[at_a], common)
    figures: dict[str, float] = {}
    numbers = _counted(a.number, b.number, part_a, part_b)
    names = _counted(a.name, b.name, part_a, part_b)
    rare = _counted(a.rare, b.rare, part_a, part_b)
    in_order, shorter = _anchors_in_order(a, b, part_a, part_b)
    small = min(len(part_a.places), len(part_b.places))
    words = (int(len(a) - a.stock.sum() - hidden_a.sum()), int(len(b) - b.stock.sum() - hidden_b.sum()))
    total = float(common.sum())
    low, high = sorted((float(part_a.weights.sum()), float(part_b.weights.sum())))
    shortness = float(np.clip(np.log(600 / (small * 2 + 20)), 0.0, 3.0)) / 3
    own = (_own_facts(a, part_a, part_b), _own_facts(b, part_b, part_a))
    least = min(own[0][0], own[1][0])
    figures["stems"] = total / (low + 15)
    figures["stems_both"] = total / (high + 15)
    figures["phrases"] = _containment(np.unique(part_a.trigrams), np.unique(part_b.trigrams))
    figures["skeletons"] = _containment(np.unique(part_a.skeletons), np.unique(part_b.skeletons))
    figures["details"] = _details(part_a, part_b)
    figures["later_details"] = _later_details(part_a, part_b)
    figures["sequence"], figures["together"], figures["kept_company"] = _best_company(part_a, part_b)
    figures["short_together"] = figures["together"] * shortness
    figures["short_later_details"] = figures["later_details"] * shortness
    figures["coverage"] = max(alignment.coverage)
    figures["coverage_both"] = min(alignment.coverage)
    figures["order"] = alignment.order
    figures["best_sentences"] = alignment.best
    figures["specifics"] = _specifics(a, b, part_a, part_b)
    figures["numbers"] = numbers.shared / (min(numbers.a, numbers.b) + _PRIOR_ITEMS)
    figures["names"] = names.shared / (min(names.a, names.b) + _PRIOR_ITEMS)
    figures["other_names"] = (min(names.a, names.b) - names.shared) / (min(names.a, names.b) + _PRIOR_ITEMS)
    figures["own_facts"] = least / (least + _OWN + _OWN_A_WORD * small)
    figures["conflicts"] = alignment.conflicts / (alignment.conflicts + alignment.agreements + 2)
    figures["name_conflicts"] = alignment.name_conflicts / (alignment.name_conflicts + alignment.name_agreements + 3)
    figures["shortness"] = shortness
    return Measured(
        figures,
        numbers,
        names,
        rare,
        in_order,
        shorter,
        (own[0][1], own[1][1]),
        int(hidden_a.sum()),
        alignment,
        words,
        (len(part_a.places), len(part_b.places)),
    )


def _shared_quotations(a: Views, b: Views) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which words of each text stand in a quotation that both texts have in quotation marks."""
    hidden = np.zeros(len(a), np.bool_), np.zeros(len(b), np.bool_)
    if a.quoted.any() and b.quoted.any():
        runs = [_quoted_runs(view) for view in (a, b)]
        for i in (0, 1):
            places, hashes = runs[i]
            for start in places[np.isin(hashes, runs[1 - i][1])].tolist():
                hidden[i][start : start + _QUOTED_RUN] = True
    return hidden


def _quoted_runs(view: Views) -> tuple[NDArray[np.intp], NDArray[np.uint64]]:
    if len(view) < _QUOTED_RUN:
        return np.empty(0, np.intp), np.empty(0, np.uint64)
    hashes = shingle_hashes(view.words.keys, _QUOTED_RUN)
    inside = np.lib.stride_tricks.sliding_window_view(view.quoted, _QUOTED_RUN).all(axis=1)
    places = np.flatnonzero(inside)
    return places, hashes[places]


def _part(view: Views, hidden: NDArray[np.bool_]) -> _Part:
    keep = view.rarity > 0
    out = hidden | view.stock
    if out.any():
        keep &= ~hidden
    places = np.flatnonzero(keep)
    stems, rarity = view.stems[places], view.rarity[places]
    order = np.lexsort((-rarity, stems))
    distinct, firsts, counts = np.unique(stems[order], return_index=True, return_counts=True)
    once = np.zeros(len(stems), np.bool_)
    once[order[firsts[counts == 1]]] = True
    return _Part(
        places, stems, rarity, distinct, rarity[order][firsts], once, np.unique(view.stems),
        _whole(view.trigrams, out), _whole(view.skeletons, out),
    )  # fmt: skip


def _held(stems: NDArray[np.uint64], distinct: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Which stems stand among others that are distinct and ascending."""
    if not len(distinct):
        return np.zeros(len(stems), np.bool_)
    found: NDArray[np.bool_] = distinct[np.minimum(np.searchsorted(distinct, stems), len(distinct) - 1)] == stems
    return found


def _whole(shingles: NDArray[np.uint64], out: NDArray[np.bool_]) -> NDArray[np.uint64]:
    """Shingles that touch no word that is left out."""
    if not out.any() or not len(shingles):
        return shingles
    size = len(out) - len(shingles) + 1
    return shingles[~np.lib.stride_tricks.sliding_window_view(out, size).any(axis=1)]


def _containment(a: NDArray[np.uint64], b: NDArray[np.uint64]) -> float:
    shared = len(np.intersect1d(a, b, assume_unique=True))
    return shared / (min(len(a), len(b)) + 10)


def _counted(marked_a: NDArray[np.bool_], marked_b: NDArray[np.bool_], part_a: _Part, part_b: _Part) -> Counted:
    """Distinct marked words of each text; one counts as shared where the other text has it, marked or not."""
    ours = np.unique(part_a.stems[marked_a[part_a.places]])
    theirs = np.unique(part_b.stems[marked_b[part_b.places]])
    fewer, other = (ours, part_b) if len(ours) <= len(theirs) else (theirs, part_a)
    return Counted(len(ours), len(theirs), int(_held(fewer, other.everything).sum()))


def _best_company(part_a: _Part, part_b: _Part) -> tuple[float, float, float]:
    """`_company` of two texts; of a short text and a long one also of the stretch of the long one most like it."""
    whole = _company(part_a, part_b)
    short, long = sorted((part_a, part_b), key=lambda part: len(part.places))
    size = _STRETCH * max(len(short.places), 20)
    if len(long.places) <= 2 * size:
        return whole
    _, first, back, counts = np.unique(long.stems, return_index=True, return_inverse=True, return_counts=True)
    shared = _held(long.stems[first], short.distinct)
    worth = (long.rarity * shared[back]) / counts[back]
    reached = np.concatenate(([0.0], np.cumsum(worth)))
    start = int(np.argmax(reached[size:] - reached[:-size]))
    inside = slice(start, start + size)
    _, back, counts = np.unique(long.stems[inside], return_inverse=True, return_counts=True)
    stretch = replace(
        long,
        places=long.places[inside],
        stems=long.stems[inside],
        rarity=long.rarity[inside],
        once=np.asarray(counts == 1, np.bool_)[back],
    )
    best = _company(short, stretch)
    return max(whole[0], best[0]), max(whole[1], best[1]), max(whole[2], best[2])


def _company(part_a: _Part, part_b: _Part) -> tuple[float, float, float]:
    """How the details that both texts hold lie in each: in one order, and next to the same neighbours.

    Three figures over the stems that stand once in both: their rank correlation (Spearman), the share of neighbours
    in one text that are neighbours in the other, and the share of the smaller text's details that keep a neighbour.
    """
    singles = [_singles(part) for part in (part_a, part_b)]
    shared, at_a, at_b = np.intersect1d(singles[0][0], singles[1][0], assume_unique=True, return_indices=True)
    count = len(shared)
    if count < 2:
        return 0.0, 0.0, 0.0
    places_a, places_b = singles[0][1][at_a], singles[1][1][at_b]
    order = np.argsort(places_a)
    ranks = np.argsort(np.argsort(places_b[order]))
    apart = float(((ranks - np.arange(count)) ** 2).sum())
    correlation = 1 - 6 * apart / (count * (count * count - 1))
    shares, kept = [], []
    for here, there in ((places_a, places_b), (places_b, places_a)):
        by_place = np.argsort(here)
        near = np.diff(here[by_place]) <= _NEAR
        still = near & (np.abs(np.diff(there[by_place])) <= 2 * _NEAR)
        shares.append(float(still.sum()) / (float(near.sum()) + 4))
        kept.append(float(still.sum()))
    smaller = min(len(singles[0][0]), len(singles[1][0]))
    return max(0.0, correlation) * count / (count + 6), min(shares), min(kept) / (smaller + 10)


def _singles(part: _Part) -> tuple[NDArray[np.uint64], NDArray[np.intp]]:
    stems, places = part.stems[part.once], part.places[part.once]
    order = np.argsort(stems)
    return stems[order], places[order]


def _details(part_a: _Part, part_b: _Part) -> float:
    """Share of the rarity of the stems that stand once in the smaller text that the other has too."""
    best = []
    for part, other in ((part_a, part_b), (part_b, part_a)):
        rarity = part.rarity[part.once]
        best.append((float(rarity.sum()), float(rarity[_held(part.stems[part.once], other.distinct)].sum())))
    total, shared = min(best)
    return shared / (total + 15)


def _later_details(part_a: _Part, part_b: _Part) -> float:
    """The same of what stands after the opening of the shorter text: reports of one event go their own ways there."""
    size = min(len(part_a.places), len(part_b.places))
    shares = [0.0]  # the smaller of two texts of one size: neither comes first
    for part, other in ((part_a, part_b), (part_b, part_a)):
        if len(part.places) == size and size:
            later = part.once & (np.arange(size) >= _OPENING * size)
            rarity = part.rarity[later]
            shares.append(float(rarity[_held(part.stems[later], other.distinct)].sum()) / (float(rarity.sum()) + 8))
    return min(shares[1:], default=0.0)


def _own_facts(view: Views, part: _Part, other: _Part) -> tuple[float, int]:
    """Rarity and count of the numbers and the certain names of a text that the other has nowhere.

    A capital that opens a sentence, or stands in a heading, can be a name's or not; such words are not counted.
    """
    certain = (view.number | (view.name & ~_doubtful(view)))[part.places]
    stems, first = np.unique(part.stems[certain], return_index=True)
    lacking = ~_held(stems, other.everything)
    return float(part.rarity[certain][first][lacking].sum()), int(lacking.sum())


def _doubtful(view: Views) -> NDArray[np.bool_]:
    """Words at the opening of a sentence, and those of sentences in which nearly every word has a capital."""
    openings = np.zeros(len(view), np.bool_)
    openings[view.sentences[:-1]] = True
    sentence = np.cumsum(openings) - 1
    telling = view.rarity > _TELLING
    count = len(view.sentences) - 1
    words = np.bincount(sentence[telling], minlength=count)
    capitals = np.bincount(sentence[telling & view.name], minlength=count)
    heading = (words >= _HEADING_WORDS) & (capitals >= _HEADING * words)
    return np.asarray(openings | heading[sentence], np.bool_) if count else openings


def _specifics(a: Views, b: Views, part_a: _Part, part_b: _Part) -> float:
    """Share of the numbers and rare lower-case words of the text with fewer, by rarity, that the other has too."""
    best = []
    for view, part, other in ((a, part_a, part_b), (b, part_b, part_a)):
        marked = (view.number | view.rare)[part.places]
        stems, first = np.unique(part.stems[marked], return_index=True)
        weights = part.rarity[marked][first]
        best.append((float(weights.sum()), float(weights[_held(stems, other.everything)].sum())))
    total, shared = min(best)
    return shared / (total + 10)


def _anchors_in_order(a: Views, b: Views, part_a: _Part, part_b: _Part) -> tuple[int, int]:
    sequences = [
        part.stems[(view.number | view.name | view.rare)[part.places]][:_MAX_ANCHORS]
        for view, part in ((a, part_a), (b, part_b))
    ]
    shorter = min(len(sequence) for sequence in sequences)
    if not shorter:
        return 0, 0
    return LCSseq.similarity(sequences[0].tolist(), sequences[1].tolist()), shorter
