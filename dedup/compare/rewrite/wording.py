"""Wording that was changed: phrases exchanged inside aligned sentences, and quotations that say it differently.

A thesaurus spinner changes single words and leaves their neighbours, so that a name loses half of itself; a person who
rewrites a sentence seldom leaves both neighbours of a word. Quotations are nobody's to change.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from rapidfuzz.distance import Indel

from dedup.compare.judgement import Replaced, SentencePair
from dedup.compare.rewrite.memo import once_a_text
from dedup.text.views import Views

_MAX_GAP = 2  # words exchanged at a time on either side: more is another sentence
_MAX_FOUND = 40
_KEPT_SHARE = 0.4  # of the shorter sentence's words stay in their order: below, nothing was exchanged but all rewritten
_MIN_RARITY = 0.2  # of a content word: halves of names such as "House" are common words
_TELLING = 0.8  # below, both words are of the commonest (say, state) and no phrase is lost, unless it is a name's
_OTHER_NAME = 2.5  # names this rare on both sides are other facts, not other words
_SAME_WORD = 0.66  # letters that two forms of one word share in order (negotiate, negotiation)
_NAME_WORTH = 4.0  # half of a name exchanged is the plainest trace of a spinner
_LONGEST = 400  # words of a sentence pair, together: longer ones are tables

_QUOTATION_WORDS = 6
_QUOTATION_LIKE = 0.45  # rarity that two wordings of one quotation share; others of one speech stay below a third
_QUOTATION_ORDER = 0.4  # words of the longer wording that stand in the other in the same order
_QUOTATION_KEPT = 6  # words: fewer are a turn of speech
_CHANGED = 2  # words for which others stand, content words counted twice: a small word can be a slip of the pen
_CUT_INSIDE = 4  # times as many words on one side: the rest was left out
_CHANGED_SHARE = 0.1  # of the words kept: two people who write down one speech differ by less
_NEARLY = 1 - 1e-6  # sums in another order differ in their last digits
_MAX_QUOTATIONS = 200  # of each text
_ATTRIBUTION = 14  # words beside a quotation among which its speaker is named


@dataclass(frozen=True, slots=True)
class _Quotation:
    """A quotation: its words, the rarity of each stem in it and of all, and the names near it, as stems."""

    start: int
    end: int
    rarity: dict[int, float]
    weight: float
    speakers: frozenset[int]


def spun_phrases(a: Views, b: Views, pairs: Iterable[SentencePair]) -> tuple[Replaced, ...]:
    """Phrases in which one or two words were exchanged and a neighbour kept, up to 40, those that lost a name first.

    Forms of one word, numbers, words that only moved inside the sentence, other names, and exchanges of the commonest
    words are left out. Halves of names are looked for outside the aligned sentences too. In the order of `a`.
    """
    found: dict[tuple[str, ...], tuple[float, Replaced]] = {}
    for pair in pairs:
        here, there = a.stems[pair.a_start : pair.a_end].tolist(), b.stems[pair.b_start : pair.b_end].tolist()
        if len(here) + len(there) > _LONGEST:
            continue
        blocks = [block for block in Indel.opcodes(here, there) if block.tag == "equal"]
        kept = sum(block.src_end - block.src_start for block in blocks)
        if kept < _KEPT_SHARE * min(len(here), len(there)):
            continue
        for before, after in pairwise(blocks):
            left = (pair.a_start + before.src_end, pair.a_start + after.src_start)
            right = (pair.b_start + before.dest_end, pair.b_start + after.dest_start)
            if _exchanged(a, b, left, right) and not (_stay(a, left, there) or _stay(b, right, here)):
                _note(a, b, left, right, found)
    for mine, other in _half_names(a, b):
        if _exchanged(a, b, (mine, mine + 1), (other, other + 1)):
            _note(a, b, (mine, mine + 1), (other, other + 1), found)
    best = sorted(found.values(), key=lambda scored: (-scored[0], scored[1].a_start, scored[1].b_start))[:_MAX_FOUND]
    return tuple(sorted((phrase for _, phrase in best), key=lambda phrase: (phrase.a_start, phrase.b_start)))


def _note(
    a: Views,
    b: Views,
    left: tuple[int, int],
    right: tuple[int, int],
    found: dict[tuple[str, ...], tuple[float, Replaced]],
) -> None:
    """Keep the plainest phrase for each exchange."""
    phrase = _with_neighbours(a, b, left, right)
    core = *a.words.words[slice(*left)], "", *b.words.words[slice(*right)]
    if phrase is not None and (core not in found or found[core][0] < phrase[0]):
        found[core] = phrase


def _half_names(a: Views, b: Views) -> list[tuple[int, int]]:
    """Words with a capital that stand between the same two words in both texts, and differ: wherever they stand."""
    ours, theirs = _between_names(a), _between_names(b)
    return [
        (place, theirs[beside])
        for beside, place in ours.items()
        if beside in theirs and a.stems[place] != b.stems[theirs[beside]]
    ]


def _between_names(view: Views) -> dict[tuple[int, int], int]:
    """Places of words with a capital beside another, by the stems of the words on both sides."""
    if len(view) < 3:
        return {}
    capital, tells = view.capital, view.rarity >= _MIN_RARITY
    close = view.words.starts[1:] - view.words.ends[:-1] <= 1
    inner = capital[1:-1] & (capital[:-2] | capital[2:]) & tells[:-2] & tells[2:] & close[:-1] & close[1:]
    places = np.flatnonzero(inner) + 1
    beside = zip(view.stems[places - 1].tolist(), view.stems[places + 1].tolist(), strict=True)
    found: dict[tuple[int, int], int] = {}
    for place, stems in zip(places.tolist(), beside, strict=True):
        found.setdefault(stems, place)
    return found


def altered_quotations(a: Views, b: Views) -> tuple[Replaced, ...]:
    """Quotations that share most of their telling words in one order, and differ in others; in the order of `a`.

    A quotation that was cut, at its ends or inside, is not altered, and neither is one by another speaker, where both
    texts name theirs.
    """
    scored = [(like, mine, other) for mine, other in _met(a, b) if (like := _likeness(mine, other)) >= _QUOTATION_LIKE]
    found: list[Replaced] = []
    used: set[tuple[str, int]] = set()
    for _, mine, other in sorted(scored, key=lambda entry: (-entry[0], entry[1].start, entry[2].start)):
        if ("a", mine.start) in used or ("b", other.start) in used:
            continue
        used |= {("a", mine.start), ("b", other.start)}
        if _is_altered(a, b, mine, other):
            found.append(_replaced(a, b, (mine.start, mine.end), (other.start, other.end)))
    return tuple(sorted(found, key=lambda pair: pair.a_start))


def _replaced(a: Views, b: Views, ours: tuple[int, int], theirs: tuple[int, int]) -> Replaced:
    return Replaced(
        *ours, *theirs, " ".join(a.words.words[slice(*ours)]), " ".join(b.words.words[slice(*theirs)])
    )  # fmt: skip


def _exchanged(a: Views, b: Views, left: tuple[int, int], right: tuple[int, int]) -> bool:
    """Whether one or two words stand for one or two others, and both sides say something."""
    if not (0 < left[1] - left[0] <= _MAX_GAP and 0 < right[1] - right[0] <= _MAX_GAP):
        return False
    for view, (start, end) in ((a, left), (b, right)):
        if view.number[start:end].any():
            return False
        if view.rarity[start:end].max() < _MIN_RARITY and not view.capital[start:end].all():
            return False
        if any(view.words.starts[i + 1] - view.words.ends[i] > 1 for i in range(start, end - 1)):
            return False  # a stop or a quotation mark stands between
    if (
        _rarest(a, left) >= _OTHER_NAME
        and _rarest(b, right) >= _OTHER_NAME
        and _all_names(a, left)
        and _all_names(b, right)
    ):
        return False
    return not _one_word(a, b, left, right)


def _rarest(view: Views, place: tuple[int, int]) -> float:
    return float(view.rarity[slice(*place)].max())


def _all_names(view: Views, place: tuple[int, int]) -> bool:
    inside = slice(*place)
    return bool((view.name[inside] | (view.rarity[inside] < _MIN_RARITY)).all())


def _one_word(a: Views, b: Views, left: tuple[int, int], right: tuple[int, int]) -> bool:
    """Whether a content word of one side is a form, or the initials, of one of the other."""
    ours = [a.words.words[i] for i in range(*left) if a.rarity[i] >= _MIN_RARITY]
    theirs = [b.words.words[i] for i in range(*right) if b.rarity[i] >= _MIN_RARITY]
    for mine in ours:
        for other in theirs:
            if mine[:3] == other[:3] and Indel.normalized_similarity(mine, other) >= _SAME_WORD:
                return True
    joined = ["".join(view.words.words[slice(*place)]) for view, place in ((a, left), (b, right))]
    initials = ["".join(word[0] for word in view.words.words[slice(*place)]) for view, place in ((a, left), (b, right))]
    return joined[0] == joined[1] or joined[0] == initials[1] or joined[1] == initials[0]


def _stay(view: Views, place: tuple[int, int], other: Collection[int]) -> bool:
    """Whether a content word that went stands elsewhere in the other sentence: it was moved, not exchanged."""
    inside = slice(*place)
    went = zip(view.stems[inside].tolist(), view.rarity[inside].tolist(), strict=True)
    return any(rarity >= _MIN_RARITY and stem in other for stem, rarity in went)


def _with_neighbours(
    a: Views, b: Views, left: tuple[int, int], right: tuple[int, int]
) -> tuple[float, Replaced] | None:
    """The phrase with the kept content words beside it, and how plain a trace it is; None without any beside."""
    before = left[0] > 0 and right[0] > 0 and _joined(a, left[0] - 1) and _joined(b, right[0] - 1)
    after = left[1] < len(a) and right[1] < len(b) and _joined(a, left[1] - 1) and _joined(b, right[1] - 1)
    before = before and _tells(a, left[0] - 1) and _tells(b, right[0] - 1)
    after = after and _tells(a, left[1]) and _tells(b, right[1])
    if not (before or after):
        return None
    rarity = max(_rarest(a, left), _rarest(b, right))
    named = any(_is_name(view, place, before=before, after=after) for view, place in ((a, left), (b, right)))
    if rarity < _TELLING and not named:
        return None
    worth = rarity + before + after + _NAME_WORTH * named - 0.5 * (left[1] - left[0] + right[1] - right[0] - 2)
    ours, theirs = (left[0] - before, left[1] + after), (right[0] - before, right[1] + after)
    return worth, _replaced(a, b, ours, theirs)


def _is_name(view: Views, place: tuple[int, int], *, before: bool, after: bool) -> bool:
    """Whether the exchanged words have capitals, and so has a neighbour that was kept."""
    inside = bool(view.capital[slice(*place)].all())
    return inside and bool((before and view.capital[place[0] - 1]) or (after and view.capital[place[1]]))


def _joined(view: Views, index: int) -> bool:
    """Whether only a single character parts a word from the next: no stop, no line break, no quotation mark."""
    return bool(view.words.starts[index + 1] - view.words.ends[index] <= 1)


def _tells(view: Views, index: int) -> bool:
    return bool(view.rarity[index] >= _MIN_RARITY and not view.number[index])


def _met(a: Views, b: Views) -> Iterator[tuple[_Quotation, _Quotation]]:
    """Pairs of quotations whose shared stems can be enough for `_likeness`: a few, found without trying every pair."""
    (ours, stems_a), (theirs, stems_b) = _quotations(a), _quotations(b)
    most: dict[tuple[int, int], float] = {}
    for stem in stems_a.keys() & stems_b.keys():
        for i in stems_a[stem]:
            for j in stems_b[stem]:
                weight = max(ours[i].rarity[stem], theirs[j].rarity[stem])
                most[i, j] = most.get((i, j), 0.0) + weight
    for (i, j), weight in most.items():
        if weight >= _NEARLY * _QUOTATION_LIKE * _heavier(ours[i], theirs[j]):
            yield ours[i], theirs[j]


@once_a_text
def _quotations(view: Views) -> tuple[list[_Quotation], dict[int, list[int]]]:
    """Quotations of six words and more, and which of them hold each stem that is no function word."""
    found = _found(view)
    holding: dict[int, list[int]] = {}
    for number, quotation in enumerate(found):
        for stem, rarity in quotation.rarity.items():
            if rarity > 0:
                holding.setdefault(stem, []).append(number)
    return found, holding


def _found(view: Views) -> list[_Quotation]:
    edges = np.flatnonzero(np.diff(np.concatenate(([False], view.quoted, [False])).astype(np.int8)))
    found = []
    for start, end in edges.reshape(-1, 2).tolist():
        if end - start >= _QUOTATION_WORDS:
            rarity = dict(zip(view.stems[start:end].tolist(), view.rarity[start:end].tolist(), strict=True))
            found.append(_Quotation(start, end, rarity, sum(rarity.values()), _speakers(view, start, end)))
        if len(found) == _MAX_QUOTATIONS:
            break
    return found


def _speakers(view: Views, start: int, end: int) -> frozenset[int]:
    """Stems of the names beside a quotation, in the sentence before it and the one that goes on after it."""
    sentences = view.sentences
    first = int(sentences[int(np.searchsorted(sentences, start, side="right")) - 1])
    last = int(sentences[min(int(np.searchsorted(sentences, end, side="right")), len(sentences) - 1)])
    sides = slice(max(first, start - _ATTRIBUTION), start), slice(end, min(max(last, end), end + _ATTRIBUTION))
    return frozenset(stem for side in sides for stem in view.stems[side][view.name[side] & ~view.quoted[side]].tolist())


def _is_altered(a: Views, b: Views, mine: _Quotation, other: _Quotation) -> bool:
    if mine.speakers and other.speakers and not mine.speakers & other.speakers:
        return False
    here, there = a.stems[mine.start : mine.end].tolist(), b.stems[other.start : other.end].tolist()
    blocks = [block for block in Indel.opcodes(here, there) if block.tag == "equal"]
    kept = sum(block.src_end - block.src_start for block in blocks)
    if kept < max(_QUOTATION_KEPT, _QUOTATION_ORDER * max(len(here), len(there))):
        return False
    changed = telling = 0
    for before, after in pairwise(blocks):  # what stands before the first and after the last was cut
        left = (mine.start + before.src_end, mine.start + after.src_start)
        right = (other.start + before.dest_end, other.start + after.dest_start)
        short, long = sorted((left[1] - left[0], right[1] - right[0]))
        if not short or long > _CUT_INSIDE * short or _one_word(a, b, left, right):
            continue
        changed += long
        telling += min(_rarest(a, left), _rarest(b, right)) >= _MIN_RARITY
    return telling > 0 and changed + telling >= max(_CHANGED, _CHANGED_SHARE * kept)


def _likeness(mine: _Quotation, other: _Quotation) -> float:
    """Rarity of the stems that both hold against that of the heavier."""
    short, long = sorted((mine.rarity, other.rarity), key=len)
    return sum(weight for stem, weight in short.items() if stem in long) / _heavier(mine, other)


def _heavier(mine: _Quotation, other: _Quotation) -> float:
    return max(mine.weight, other.weight) + 1.0
