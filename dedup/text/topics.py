"""Whether two texts are about the same subject, roughly: the share of longer words that they have in common.

Measured on 1,400 pairs of news articles: reports of one event share 10-28 % (5th to 95th percentile) of their words
of five letters or more, articles on different events 3-9 %.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from itertools import pairwise

from dedup.text.words import Words

_MIN_LETTERS = 5  # shorter words are mostly the language's own
_MIN_WORDS = 15  # fewer words of that length are no proof of a difference
# Excerpts and halves of one article pass this bar two to four times as often as one of .10, strangers in under 1 %.
_SAME = 0.07


def topic_words(words: Words) -> frozenset[str]:
    """The distinct words of a text that say something about its subject."""
    long = frozenset([word for word in words.words if len(word) >= _MIN_LETTERS])
    if "".join(words.words).isascii():
        return long
    # Scripts without spaces give one word a character, and two neighbours make what a word says elsewhere.
    pairs = {x + y for x, y in pairwise(words.words) if len(x) == len(y) == 1 and not (x + y).isascii()}
    return long | pairs


def akin(a: AbstractSet[str], b: AbstractSet[str]) -> bool:
    """Whether two sets of topic words can be of one subject; false where they are too small to share anything."""
    return _share(a, b) >= _SAME


def strangers(a: AbstractSet[str], b: AbstractSet[str]) -> bool:
    """Whether two sets of topic words are surely of different subjects; false also where they are too small to tell."""
    return min(len(a), len(b)) >= _MIN_WORDS and _share(a, b) < _SAME


def _share(a: AbstractSet[str], b: AbstractSet[str]) -> float:
    return len(a & b) / len(a | b) if a and b else 0.0
