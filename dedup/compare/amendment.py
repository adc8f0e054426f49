"""Two states of one text: sentences that went, came, moved or were worded otherwise, and the facts that changed.

Sentences that stayed are aligned first (a longest common subsequence); in each gap between them, old and new sentences
that share half of their words in order are taken for one another.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise

from rapidfuzz.distance import Indel, LCSseq

from dedup.model import FactChange, FactSort, Run, SentenceChange, Span, Step
from dedup.text.numbers import numbers_of
from dedup.text.quotes import quoted_spans
from dedup.text.sentences import sentence_starts
from dedup.text.views import views
from dedup.text.words import Words, words_of

_SAME_SENTENCE = 0.5  # share of the words of both, in order, from which a sentence is another wording of one
_MOST_SENTENCES = 3_000  # of each text in a gap: beyond, aligning takes more than a tenth of a second
_MOST_PAIRS = 10_000  # of a gap: each is some microseconds
_MOST_WORDS = 400  # of a sentence whose words are aligned
_SPACE = re.compile(r"\s+")
_OPENERS = "\"'“‘«„「『([{¿¡"
_UNSPACED = "\u0e00"  # first of the scripts whose words are characters


def sentences_of(text: str) -> tuple[Span, ...]:
    """The sentences of a text, each with the white space behind it: together they are the text."""
    words = words_of(text)
    cuts = [0, *(_cut(text, words, first) for first in sentence_starts(text, words)[1:-1].tolist()), len(text)]
    return tuple(Span(start, end) for start, end in pairwise(cuts) if end > start)


def changed_sentences(old: str, new: str) -> tuple[SentenceChange, ...]:
    """What became of each sentence of the old text, and where those of the new one come from, in order."""
    before, after = sentences_of(old), sentences_of(new)
    olds, news = ([" ".join(text[span.start : span.end].split()) for span in spans]
                  for text, spans in ((old, before), (new, after)))  # fmt: skip
    once = _single(olds) & _single(news)  # such a sentence in a gap has moved
    found: list[SentenceChange] = []
    for i, j in _aligned(olds, news, once):
        if i is not None and j is not None:
            if olds[i] == news[j]:
                found.append(SentenceChange(Step.SAME, before[i], after[j]))
            else:
                found.append(SentenceChange(Step.REWORDED, before[i], after[j], word_runs(olds[i], news[j])))
        elif i is not None:
            found.append(SentenceChange(Step.MOVED if olds[i] in once else Step.REMOVED, before[i], None))
        elif j is not None:
            found.append(SentenceChange(Step.MOVED if news[j] in once else Step.ADDED, None, after[j]))
    return tuple(found)


def word_runs(old: str, new: str) -> tuple[Run, ...]:
    """Words of two wordings of a sentence, in order: those that stayed, and at each change those that went and came."""
    left, right = _tokens(old), _tokens(new)
    if max(len(left), len(right)) > _MOST_WORDS:
        return Run(Step.REMOVED, old), Run(Step.ADDED, new)
    bare_left, bare_right = ([token.strip() for token in tokens] for tokens in (left, right))
    runs: list[Run] = []
    for tag, a, b, c, d in SequenceMatcher(None, bare_left, bare_right, autojunk=False).get_opcodes():
        if tag == "equal":
            runs.append(Run(Step.SAME, "".join(right[c:d])))
            continue
        runs.extend(
            Run(step, "".join(part)) for step, part in ((Step.REMOVED, left[a:b]), (Step.ADDED, right[c:d])) if part
        )
    return tuple(runs)


def changed_facts(old: str, new: str, language: str | None) -> tuple[FactChange, ...]:
    """Numbers and days, names, and quotations that only one of two texts has; nothing for sorts that agree."""
    found = []
    sides = [(text, words_of(text)) for text in (old, new)]
    for sort, stated in ((FactSort.NUMBER, _numbers), (FactSort.QUOTATION, _quotations)):
        before, after = (stated(text, words, language) for text, words in sides)
        found.append(FactChange(sort, _without(before, after), _without(after, before)))
    before, after = (_names(text, words, language) for text, words in sides)
    known = [{word for name in names for word in name} for names in (after, before)]
    gone, come = (
        tuple(written for name, written in names.items() if not set(name) <= others)
        for names, others in zip((before, after), known, strict=True)
    )
    found.insert(1, FactChange(FactSort.NAME, gone, come))
    return tuple(change for change in found if change.gone or change.come)


# --- sentences --------------------------------------------------------------------------------------------------------


def _cut(text: str, words: Words, first: int) -> int:
    """Where the sentence begins whose first word has this number."""
    end, start = int(words.ends[first - 1]), int(words.starts[first])
    space = _SPACE.search(text, end, start)
    if space is not None:
        return space.end()
    while start > end and text[start - 1] in _OPENERS:
        start -= 1
    return start


def _aligned(
    olds: Sequence[str], news: Sequence[str], alone: Collection[str]
) -> Iterator[tuple[int | None, int | None]]:
    """Numbers of sentences that belong together, in the order of both texts; None beside one that has no other.

    Those in `alone` are never taken for another wording.
    """
    numbers: dict[str, int] = {}
    a, b = ([numbers.setdefault(sentence, len(numbers)) for sentence in side] for side in (olds, news))
    head = 0
    while head < min(len(a), len(b)) and a[head] == b[head]:
        yield head, head
        head += 1
    tail = 0
    while tail < min(len(a), len(b)) - head and a[-1 - tail] == b[-1 - tail]:
        tail += 1
    ends = len(a) - tail, len(b) - tail
    i, j = head, head
    for first, second, length in _common(a[head : ends[0]], b[head : ends[1]]):
        yield from _paired(olds, news, alone, (i, head + first), (j, head + second))
        i, j = head + first + length, head + second + length
        yield from zip(range(i - length, i), range(j - length, j), strict=True)
    yield from _paired(olds, news, alone, (i, ends[0]), (j, ends[1]))
    yield from zip(range(ends[0], len(a)), range(ends[1], len(b)), strict=True)


def _common(a: list[int], b: list[int]) -> list[tuple[int, int, int]]:
    """Runs of a longest common subsequence: place in each, length."""
    if not a or not b or max(len(a), len(b)) > _MOST_SENTENCES:
        return []
    return [(op.src_start, op.dest_start, op.src_end - op.src_start)
            for op in LCSseq.opcodes(a, b) if op.tag == "equal"]  # fmt: skip


def _paired(
    olds: Sequence[str], news: Sequence[str], alone: Collection[str], left: tuple[int, int], right: tuple[int, int]
) -> Iterator[tuple[int | None, int | None]]:
    """Pair the sentences of a gap in order, so that their likeness is greatest in all."""
    pairs: list[tuple[int, int]] = []
    height, width = left[1] - left[0], right[1] - right[0]
    if 0 < height * width <= _MOST_PAIRS:
        sides = ([[] if s in alone else s.split() for s in part] for part in (olds[slice(*left)], news[slice(*right)]))
        pairs = _best_pairs(*sides)
    i, j = left[0], right[0]
    for first, second in [*((left[0] + x, right[0] + y) for x, y in pairs), (left[1], right[1])]:
        yield from ((number, None) for number in range(i, first))
        yield from ((None, number) for number in range(j, second))
        if first < left[1]:
            yield first, second
        i, j = first + 1, second + 1


def _best_pairs(olds: Sequence[list[str]], news: Sequence[list[str]]) -> list[tuple[int, int]]:
    # 0 below the threshold, and beside an empty sentence
    likeness = [
        [Indel.normalized_similarity(a, b, score_cutoff=_SAME_SENTENCE) if a and b else 0.0 for b in news] for a in olds
    ]
    best = [[0.0] * (len(news) + 1) for _ in range(len(olds) + 1)]
    for i in range(len(olds) - 1, -1, -1):
        for j in range(len(news) - 1, -1, -1):
            best[i][j] = max(best[i + 1][j], best[i][j + 1], likeness[i][j] + best[i + 1][j + 1])
    pairs = []
    i = j = 0
    while i < len(olds) and j < len(news):
        if likeness[i][j] and best[i][j] == likeness[i][j] + best[i + 1][j + 1]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs


def _single(sentences: Sequence[str]) -> set[str]:
    seen: set[str] = set()
    again: set[str] = set()
    for sentence in sentences:
        (again if sentence in seen else seen).add(sentence)
    return seen - again


def _tokens(sentence: str) -> list[str]:
    """Words with the white space behind them; where a script has none between words, its characters."""
    words = words_of(sentence)
    cuts = {0, len(sentence), *(space.end() for space in _SPACE.finditer(sentence))}
    for word, start, end in zip(words.words, words.starts.tolist(), words.ends.tolist(), strict=True):
        if len(word) == 1 and word >= _UNSPACED:
            cuts.update((start, end))
    return [sentence[start:end] for start, end in pairwise(sorted(cuts))]


# --- facts ------------------------------------------------------------------------------------------------------------

Stated = dict[tuple[str, ...], str]
"""What a text states, by what makes it the same, with how it is written first."""


def _without(stated: Stated, others: Collection[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(stated[fact] for fact in stated if fact not in others)


def _numbers(text: str, words: Words, language: str | None) -> Stated:
    found: Stated = {}
    for number in numbers_of(text, words, language):
        found.setdefault((number.value,), _written(text, words.span(number.first, number.last)))
    return found


def _quotations(text: str, words: Words, _language: str | None) -> Stated:
    found: Stated = {}
    for span in quoted_spans(text):
        first, last = words.within(span.start, span.end)
        found.setdefault(words.words[first:last], _written(text, span))
    return found


def _names(text: str, words: Words, language: str | None) -> Stated:
    found: Stated = {}
    mask = views(text, words, language).name.tolist()
    first = 0
    for place, is_name in enumerate([*mask, False]):
        if not is_name:
            if place > first:
                found.setdefault(words.words[first:place], _written(text, words.span(first, place)))
            first = place + 1
    return found


def _written(text: str, span: Span) -> str:
    return " ".join(text[span.start : span.end].split())
