"""Words in scripts that are written without spaces, where the normal form has one entry a character.

Chinese and Japanese are cut at the most probable words of their frequency table (a unigram model, the best path by
Viterbi 1967); runs of katakana are one word, as they write one foreign word or name. In scripts without a table
(Thai, Lao, Khmer, Burmese) runs of four characters stand for words, each overlapping the next.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dedup.text.stems import Lexicon
from dedup.text.words import Words

_LONGEST = 5  # characters of a word that is looked up: longer ones are compounds of those
_UNKNOWN = 8.0  # cost of a character that the table lacks: of one word in a hundred million
_NAME_PART = 0.5  # single characters at least this rare that follow one another are parts of a name
_NAME_LENGTHS = (2, 4)
_RUN = 4  # characters of Thai in a word, on average
_RUN_RARITY = 1.0  # runs overlap, so that a word is counted four times
NAME_RARITY = 3.0
NOTHING, HAN, HIRAGANA, KATAKANA, RUNS = range(5)
# Blocks of Unicode and what stands in them: first code point, first after, kind.
_BLOCKS = (
    (0x0E00, 0x0F00, RUNS), (0x1000, 0x10A0, RUNS), (0x1780, 0x1800, RUNS), (0x3005, 0x3008, HAN),
    (0x3041, 0x30A0, HIRAGANA), (0x30A0, 0x3100, KATAKANA), (0x3400, 0xA000, HAN), (0xF900, 0xFB00, HAN),
    (0x20000, 0x31350, HAN),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Segment:
    """A word of one or more characters: half-open range of entries, rarity, and whether it looks like a name."""

    first: int
    last: int
    rarity: float
    name: bool


def kinds_of(points: NDArray[np.uint32], alone: NDArray[np.bool_]) -> NDArray[np.int8]:
    """What each word's first character is; `NOTHING` for words of scripts with spaces, and all that are not `alone`."""
    kinds = np.zeros(len(points), np.int8)
    if len(points) and int(points.max()) >= _BLOCKS[0][0]:
        for first, last, kind in _BLOCKS:
            kinds[(points >= first) & (points < last) & alone] = kind
    return kinds


def segments(words: Words, kinds: NDArray[np.int8], known: Lexicon) -> Iterator[Segment]:
    """Words of the parts of a text that are written without spaces; in order, overlapping only where runs stand for
    words."""
    inside = kinds != NOTHING
    whole = (
        inside[:-1] & inside[1:] & (words.ends[:-1] == words.starts[1:]) & ((kinds[:-1] == RUNS) == (kinds[1:] == RUNS))
    )
    breaks = np.concatenate(([0], np.flatnonzero(~whole) + 1, [len(kinds)]))
    for first, last in zip(breaks[:-1].tolist(), breaks[1:].tolist(), strict=True):
        if not inside[first]:
            continue
        if kinds[first] == RUNS:
            yield from (Segment(i, i + _RUN, _RUN_RARITY, False) for i in range(first, max(first + 1, last - _RUN + 1)))
        else:
            yield from _cut("".join(words.words[first:last]), kinds[first:last].tolist(), first, known)


def _cut(run: str, kinds: list[int], offset: int, known: Lexicon) -> Iterator[Segment]:
    """Segments of one unbroken run of Chinese or Japanese."""
    pending: list[tuple[int, int, float]] = []
    for first, last in _best_path(run, kinds, known):
        function = kinds[first] == HIRAGANA and last - first < 3
        rarity = 0.0 if function else known.rarity(run[first:last])
        if last - first == 1 and kinds[first] == HAN and rarity >= _NAME_PART:
            pending.append((first, last, rarity))
            continue
        yield from _settled(pending, offset)
        pending = []
        katakana = kinds[first] == KATAKANA and last - first > 1
        yield Segment(offset + first, offset + last, rarity, katakana and rarity >= NAME_RARITY)
    yield from _settled(pending, offset)


def _settled(pending: list[tuple[int, int, float]], offset: int) -> Iterator[Segment]:
    """Single characters that follow one another: one name where they are few, words of their own elsewhere."""
    least, most = _NAME_LENGTHS
    if least <= len(pending) <= most:
        yield Segment(offset + pending[0][0], offset + pending[-1][1], NAME_RARITY, True)
    else:
        yield from (Segment(offset + first, offset + last, rarity, False) for first, last, rarity in pending)


def _best_path(run: str, kinds: list[int], known: Lexicon) -> list[tuple[int, int]]:
    count = len(run)
    costs, steps = [0.0] + [math.inf] * count, [0] * (count + 1)
    frequency = known.frequency
    for start in range(count):
        base = costs[start]
        if kinds[start] == KATAKANA and (start == 0 or kinds[start - 1] != KATAKANA):
            end = start + 1
            while end < count and kinds[end] == KATAKANA:
                end += 1
            if base < costs[end]:
                costs[end], steps[end] = base, start
            continue
        if kinds[start] == KATAKANA:
            continue
        for end in range(start + 1, min(count, start + _LONGEST) + 1):
            found = frequency(run[start:end])
            if found:
                cost = base - math.log10(found)
            elif end == start + 1:
                cost = base + _UNKNOWN
            else:
                continue
            if cost < costs[end]:
                costs[end], steps[end] = cost, start
    path = []
    end = count
    while end:
        path.append((steps[end], end))
        end = steps[end]
    return path[::-1]
