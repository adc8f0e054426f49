"""Whether two texts are about the same subject, roughly: the share of longer words that they have in common.

Measured on 1,400 pairs of news articles: reports of one event share 10-28 % (5th to 95th percentile) of their words of five
letters or more, articles on different events 3-9 %.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from dedup.text.words import Words

_MIN_LETTERS = 5  # shorter words are mostly the language's own
_MIN_WORDS = 15  # fewer words of that length say nothing
_SAME = 0.10
_DIFFERENT = 0.07


def topic_words(words: Words) -> frozenset[str]:
    """The distinct words of a text that say something about its subject."""
    return frozenset(word for word in words.words if len(word) >= _MIN_LETTERS)


def akin(a: AbstractSet[str], b: AbstractSet[str]) -> bool:
    """Whether two sets of topic words can be of one subject; true also where they are too small to tell."""
    share = _share(a, b)
    return share is None or share >= _SAME


def strangers(a: AbstractSet[str], b: AbstractSet[str]) -> bool:
    """Whether two sets of topic words are surely of different subjects; false also where they are too small to tell."""
    share = _share(a, b)
    return share is not None and share < _DIFFERENT


def _share(a: AbstractSet[str], b: AbstractSet[str]) -> float | None:
    if min(len(a), len(b)) < _MIN_WORDS:
        return None
    return len(a & b) / len(a | b)
