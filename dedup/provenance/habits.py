"""Counts of what a text is worded and set with: verbs of reporting, loud words, dashes, slips of spacing.

The lists of words are short, English, and of the trade: verbs of reporting, the adjectives of a press room's machine,
the exclamations of a tabloid.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.kernels import COMPILED, kernels
from dedup.text.words import keys_of, reader

VARIETY = 150
"""Words over which variety is measured: it falls with length."""

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_SHOUTED = 6  # letters of a word in capitals that is no abbreviation
_PLAIN_VERBS = "said says told asked"
_STATELY_VERBS = (
    "stated noted emphasized emphasised highlighted expressed underscored explained added remarked asserted mentioned"
    " indicated disclosed voiced conveyed acknowledged articulated reiterated stressed"
)
_GENERAL = (
    "significant crucial various numerous additionally furthermore moreover overall ultimately notably importantly"
    " pivotal potential comprehensive ongoing landscape testament remains challenges concerns individuals broader"
    " highlights underscores"
)
_LOUD = (
    "shocking stunning explosive bombshell outrageous terrifying horrifying jaw dramatic unbelievable incredible"
    " astonishing furious fury outrage chaos scandal devastating heartbreaking heart heroic brave monstrous nightmare"
    " staggering astounding mind brace shockwaves sensational fuming slammed horror tragic gripping desperate"
    " haunting"
)
# The loose change of idiom: particles of verbs, adverbs of a syllable or two.
_SMALL = (
    "up out off down over away back through around along just even still only yet though while about like so then"
    " well much very too"
)
_ARTICLES = "the of"
_LISTS = tuple(frozenset(words.split()) for words in (_PLAIN_VERBS, _STATELY_VERBS, _GENERAL, _LOUD, _SMALL, _ARTICLES))
_MONTHS = "January February March April June July August September October November December"  # may is a verb
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"
_NAMED = tuple(f"{_DAYS} {_MONTHS}".split())
_MOMENT = re.compile(rf"\b(?:{'|'.join(_NAMED)})\b|\b\d{{1,2}}[.:]\d\d\b|\b\d ?[ap]\.?m\b")
_CONTRACTED = re.compile(r"\b\w+(?:n['’]t|['’](?:s|re|ve|ll|d|m))\b")
_TRAILING = re.compile(
    r", (?:highlighting|underscoring|emphasi[sz]ing|reflecting|adding|raising|leaving|marking|sparking|prompting"
    r"|signal+ing|making|ensuring|allowing|leading)\b"
)
_STOP = re.compile(r"[.!?…](?=\s|\Z)")
_DASH = re.compile(r"\s[-–—]{1,2}\s|—")
_UNTIDY = re.compile(r"[a-z]{2}(?:[.;:!?][A-Z]|[,;][A-Za-z])|\s[.,;:!?](?=\s)")  # a space that lacks, or is too many


class Counts(NamedTuple):
    """How often a text has what habits are made of.

    `different` are the words among the first `VARIETY` that differ in more than capitals; `digits` are characters.
    """

    words: int
    different: int
    said: int
    stately: int
    general: int
    loud: int
    small: int
    articles: int
    shouted: int
    digits: int
    stops: int
    commas: int
    exclamations: int
    dashes: int
    untidy: int
    contracted: int
    moments: int


def counts(text: str) -> Counts:
    """Count what a text is worded and set with."""
    if not COMPILED:
        return plain_counts(text)
    return Counts(*kernels.habits(reader(), text, *_known(), VARIETY))


def plain_counts(text: str) -> Counts:
    """What the compiled form is to give."""
    words = _WORD.findall(text)
    lower = Counter(word.lower() for word in words)
    said, stately, general, loud, small, articles = (sum(lower[word] for word in known) for known in _LISTS)
    return Counts(
        words=len(words),
        different=len({word.lower() for word in words[:VARIETY]}),
        said=said,
        stately=stately,
        general=general,
        loud=loud,
        small=small,
        articles=articles,
        shouted=sum(word.isupper() and len(word) >= _SHOUTED for word in words),
        digits=sum(char.isdigit() for char in text),
        stops=len(_STOP.findall(text)),
        commas=text.count(","),
        exclamations=text.count("!"),
        dashes=len(_DASH.findall(text)),
        untidy=len(_UNTIDY.findall(text)),
        contracted=len(_CONTRACTED.findall(text)),
        moments=len(_MOMENT.findall(text)),
    )


def trailing(text: str) -> int:
    """How many clauses of general comment hang on behind a comma."""
    return len(_TRAILING.findall(text))


@lru_cache(maxsize=1)
def _known() -> tuple[NDArray[np.uint64], NDArray[np.uint16], NDArray[np.uint64], NDArray[np.uint16]]:
    """The keys of listed words, ascending, with a bit of a mark for each list, and the same of days and months."""
    marks = {word: sum(1 << bit for bit, words in enumerate(_LISTS) if word in words) for word in set().union(*_LISTS)}
    return *_ascending(marks), *_ascending(dict.fromkeys(_NAMED, 1))


def _ascending(marks: dict[str, int]) -> tuple[NDArray[np.uint64], NDArray[np.uint16]]:
    keys = keys_of(list(marks))
    order = np.argsort(keys)
    return keys[order], np.array(list(marks.values()), np.uint16)[order]
