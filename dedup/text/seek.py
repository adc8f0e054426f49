"""A quick look for words in many texts: which of them may hold most of a sentence, before any is read word by word.

Reading a text into its normal form takes 0.1 ms and more, looking for a few strings in it some microseconds. What the
look leaves out does not hold the words; what it lets pass has still to be compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from dedup.text.characters import IGNORABLE
from dedup.text.sentences import sentence_starts
from dedup.text.words import Words, words_of

# Where one of these stands, a text may hide its words from a search for strings: characters that show nothing,
# compatibility forms, points of Hebrew and Arabic, kaf and yeh of Persian, Greek or Cyrillic letters beside Latin ones.
_HIDING = re.compile(
    f"[{IGNORABLE}\ufb00-\ufb06\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uff66-\uff9f\U0001d400-\U0001d7ff"
    "\u0300-\u036f"
    "\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u0669\u0670\u06a9\u06cc\u06d6-\u06ed\u06f0-\u06f9\u3099\u309a]"
    "|[a-z][\u0370-\u052f]|[\u0370-\u052f][a-z]|(?<![\u0370-\u052f])[\u0370-\u052f](?![\u0370-\u052f])",
    re.IGNORECASE,
)
_ENOUGH = 0.4  # of a sentence's letters; a passage that is called altered has half of its weight
_NEAR = 3  # times the length of its strings: short words stand between them, and others are put in
_ROUNDING = 1e-9  # of weights that were added and taken away again
_TELLING = 5  # strings of a sentence; one of fewer is in many texts
_ALONE = 4  # letters from which a word is looked for; shorter ones are in any text
_BEGINNING = 0.7  # share of a word that its other forms have in common
_UNSPACED = "\u0e00"  # first of the scripts whose words are characters: two of them are looked for together


@dataclass(frozen=True, slots=True)
class Needle:
    """A string to look for, and what finding it is worth."""

    text: str
    weight: float


@dataclass(frozen=True, slots=True)
class Search:
    """What to look for: the strings of each sentence, the weightiest first, of which one sentence is to be found."""

    sentences: tuple[tuple[Needle, ...], ...]

    def may_hold(self, text: str) -> bool:
        """Whether a text may hold enough of a sentence."""
        if not self.sentences:
            return True
        plain = _uncovered(text) if not text.isascii() and _HIDING.search(text) else text.casefold()
        return any(_holds(plain, needles) for needles in self.sentences)


def search_for(text: str, words: Words) -> Search:
    """Prepare a search for a text of one sentence or several; `words` is its normal form.

    Sentences of few words are not looked for where there are longer ones. A sentence of short words alone cannot be
    looked for quickly; where all are, every text is let pass.
    """
    starts = sentence_starts(text, words)
    parts = [_needles(words.words[first:last]) for first, last in pairwise(starts.tolist())]
    telling = [part for part in parts if len(part) >= _TELLING]
    return Search(tuple(telling or (part for part in parts if part)))


def _needles(words: tuple[str, ...]) -> tuple[Needle, ...]:
    found: dict[str, float] = {}
    for place, word in enumerate(words):
        if word[0] >= _UNSPACED:
            pair = "".join(words[place : place + 2])
            if len(pair) == 2:
                found[pair] = 1.0
        elif len(word) >= _ALONE and word.isalpha():
            found[word[: max(_ALONE, round(_BEGINNING * len(word)))]] = float(len(word))
    return tuple(Needle(text, found[text]) for text in sorted(found, key=lambda text: (-found[text], text)))


def _uncovered(text: str) -> str:
    """The normal form of a text as a string; scripts without spaces get none."""
    return "".join(word if word[0] >= _UNSPACED else f"{word} " for word in words_of(text).words)


def _holds(text: str, needles: tuple[Needle, ...]) -> bool:
    total = sum(needle.weight for needle in needles)
    spare = (1.0 - _ENOUGH) * total
    found = []
    for needle in needles:
        if needle.text in text:
            found.append(needle)
            continue
        spare -= needle.weight
        if spare < 0:
            return False
    return _together(text, found, _ENOUGH * total, _NEAR * sum(len(needle.text) + 1 for needle in needles))


def _together(text: str, needles: list[Needle], enough: float, width: int) -> bool:
    """Whether strings of enough weight begin within a number of characters of each other."""
    places = sorted((place, number) for number, needle in enumerate(needles) for place in _places(text, needle.text))
    weight = 0.0
    counts = [0] * len(needles)
    first = 0
    for place, number in places:
        weight += 0.0 if counts[number] else needles[number].weight
        counts[number] += 1
        while places[first][0] < place - width:
            left = places[first][1]
            counts[left] -= 1
            weight -= 0.0 if counts[left] else needles[left].weight
            first += 1
        if weight >= enough - _ROUNDING:
            return True
    return False


def _places(text: str, string: str) -> Iterator[int]:
    place = text.find(string)
    while place >= 0:
        yield place
        place = text.find(string, place + 1)
