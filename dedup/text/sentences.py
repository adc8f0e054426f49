"""Sentences of a text as ranges of its words: good enough for news in any script, with no model and no dictionary.

A sentence ends at a mark that ends sentences in some script, closing quotation marks and brackets included, unless
the mark belongs to an abbreviation or an initial; and at the end of a paragraph. Line breaks end paragraphs, except
in text that was wrapped to a width, where only empty lines do.
"""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from dedup.kernels import COMPILED, kernels
from dedup.text.characters import CLOSERS, FINISHED, IGNORABLE, MARKS, WIDE_MARKS
from dedup.text.words import Words, reader

_SHUT = re.escape(CLOSERS)
# The first character alone decides whether one of the three can stand there, so that all others are passed quickly.
_END = re.compile(
    rf"[{MARKS}{WIDE_MARKS}\n](?:"
    rf"(?<=[{MARKS}])[{MARKS}]*[{_SHUT}]*(?=[{IGNORABLE}]*\s)"
    rf"|(?<=[{WIDE_MARKS}])[{WIDE_MARKS}]*[{_SHUT}]*"
    r"|(?<=\n)(?:\s*\n)?)"
)
# Titles, places, companies and months before a dot, each with or without a capital where both are written.
_EITHER = (
    "mr mrs ms dr drs prof st sts gen lt col capt sgt cpl maj cdr adm sen rep gov rev hon pres jr sr inc corp co ltd vs"
    " no nr etc approx dept est fig sta sra mme mlle bzw usw ca ev"
)
_MONTHS = "Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec"
_ABBREVIATIONS = frozenset(f"{_EITHER} {_EITHER.title()} {_MONTHS}".split())
_PACKED = np.array(sorted(int.from_bytes(one.encode(), "little") for one in _ABBREVIATIONS), np.uint64)
_INITIALS = re.compile(r"(?:\b[A-Z]|\b(?:[A-Za-z]\.){1,4}[A-Za-z])\.$")  # a single capital, U.S., p.m.
_LAST_WORD = re.compile(r"\w*\.$")
_LOOK_BACK = 12  # characters: the longest abbreviation above with its dots
_UNSPACED_WORDS = 4  # times as many where a word is a character: a Chinese sentence has up to 150
_UNSPACED = "\u0e00"  # first of the scripts whose words are characters
_MAX_WORDS = 80  # a run without any mark (a table, a transcript) is cut here, so that no sentence swallows a text
_WRAPPED_LINES = 6  # fewer lines do not show whether a text is wrapped
_WRAPPED_WIDTHS = (40, 110)  # of typewriters, e-mail and plain-text archives
_WRAPPED_OPEN = 0.5  # share of lines that end inside a sentence


def sentence_starts(text: str, words: Words) -> NDArray[np.int32]:
    """Where the sentences of a text begin: word numbers from 0 on, ascending, closed by the number of words; shape
    (n + 1,).

    A text without words gives a single 0. `words` is the text's own normal form.
    """
    count = len(words)
    if not count:
        return np.zeros(1, np.int32)
    cuts, most = _cuts(text, words)
    longest = _MAX_WORDS
    if most > longest and _is_unspaced(words):
        longest *= _UNSPACED_WORDS
        gaps = np.flatnonzero(words.starts[1:] > words.ends[:-1]) + 1
        cuts = _cut_at(cuts, gaps.tolist(), longest)
        most = int(np.diff(cuts).max())
    if most <= longest:
        return cuts
    pieces = [
        np.arange(first, last, longest) for first, last in zip(cuts[:-1].tolist(), cuts[1:].tolist(), strict=True)
    ]
    return np.append(np.concatenate(pieces), count).astype(np.int32)


def _cuts(text: str, words: Words) -> tuple[NDArray[np.int32], int]:
    """Where sentences begin by their marks, from 0 on, closed by the number of words; and the longest one's words."""
    if not COMPILED:
        return plain_cuts(text, words)
    found, most = kernels.sentences(
        reader(), text, np.ascontiguousarray(words.starts), _PACKED, (_WRAPPED_LINES, *_WRAPPED_WIDTHS, _WRAPPED_OPEN)
    )
    return np.frombuffer(found, np.int32), most


def plain_cuts(text: str, words: Words) -> tuple[NDArray[np.int32], int]:
    """What the compiled form is to give, for a text with words."""
    wrapped = _is_wrapped(text)
    ends = [match.end() for match in _END.finditer(text) if _is_end(text, match, wrapped=wrapped)]
    cuts = np.unique(np.concatenate(([0], np.searchsorted(words.starts, ends), [len(words)]))).astype(np.int32)
    return cuts, int(np.diff(cuts).max())


def _is_unspaced(words: Words) -> bool:
    characters = [word for word in words.words if word >= _UNSPACED and len(word) == 1]
    return 2 * len(characters) > len(words)


def _cut_at(cuts: NDArray[np.int32], gaps: list[int], longest: int) -> NDArray[np.int32]:
    """Cut runs of more than `longest` words at gaps, each piece a quarter of that or more: Thai puts a space, and no
    mark, between sentences."""
    found = set(cuts.tolist())
    bounds = cuts.tolist()
    place = 0
    for first, last in pairwise(bounds):
        while place < len(gaps) and gaps[place] <= first:
            place += 1
        at = first
        while last - first > longest and place < len(gaps) and gaps[place] < last:
            if gaps[place] - at >= longest // 4:
                at = gaps[place]
                found.add(at)
            place += 1
    return np.array(sorted(found), np.int32)


def _is_end(text: str, match: re.Match[str], *, wrapped: bool) -> bool:
    mark = match.group()
    if mark.isspace():
        return not wrapped or mark.count("\n") > 1
    if mark != ".":
        return True
    end = match.end()
    if _is_abbreviated(text[max(0, end - _LOOK_BACK) : end]):
        return False
    following = text[end : end + 4].lstrip()
    return not following[:1].islower()


def _is_abbreviated(ending: str) -> bool:
    """Whether the last word of what ends in a dot is an abbreviation, or an initial."""
    last = ending[:-1].rpartition(" ")[2]
    if not last.isalnum():  # something else than a space stands before it
        found = _LAST_WORD.search(ending)
        last = found.group()[:-1] if found else ""
    if len(last) == 1:
        return _INITIALS.search(ending) is not None
    return last in _ABBREVIATIONS


def _is_wrapped(text: str) -> bool:
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if len(lines) < _WRAPPED_LINES:
        return False
    low, high = _WRAPPED_WIDTHS
    widths = sorted(len(line) for line in lines)
    if not low <= widths[len(widths) // 2] <= high or widths[-1] > 2 * high:
        return False
    unfinished = sum(line[-1] not in FINISHED for line in lines)
    return unfinished >= _WRAPPED_OPEN * len(lines)
