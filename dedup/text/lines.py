"""Lines of a text and what they are: running text, a picture's caption, or a stock line of the trade.

Captions and stock lines travel with agency pictures and contracts, not with stories: two articles that share nothing
else share no story. The patterns name forms (a credit in brackets, a right reserved), never an outlet's own wording;
what belongs to one outlet is learned from its pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import xxhash
from numpy.typing import NDArray

from dedup.text.literals import Literals
from dedup.text.words import Words

_AGENCY = (
    r"AP|AFP|Reuters|EPA(?:-EFE)?|Getty(?: Images)?|Shutterstock|Bloomberg|PA(?: Wire| Images)?|TASS|Sputnik|Xinhua"
    r"|ANSA|dpa|DPA|Alamy"
)
# A credit in brackets counts where at most seven words follow, the first of them no continuation of a sentence, and
# where it does not merely abbreviate the name before it. Quantifiers are possessive so that a line costs no more than
# its length.
_BRACKETED = (
    r"(?<!Agency )(?<!Authority )(?<!Press )(?<!Presse )\((?:"
    rf"[^()]{{0,80}}\b(?:{_AGENCY}|Pool)\b[^()]{{0,60}}|[^()]{{0,80}}/pool\b[^()]{{0,60}}"
    r"|\W{0,3}(?:[Pp]hoto|[Pp]hotograph|[Ff]oto|[Ii]llustration|[Ii]mage|[Pp]icture)s?\b[^()]{0,100}"
    r"|[^()]{0,80}\b[Pp]hoto(?:graph)?s?(?:\s*[:/|]|\s+(?:by|courtesy|credit)\b|\s*(?=\)))[^()]{0,60}"
    r")\)\W*+(?![a-z]++\W++\w)(?:\w++\W*+){0,7}+$"
)
_CREDIT = re.compile(
    _BRACKETED + rf"|\bREUTERS/\w|(?:/|\bvia )(?:{_AGENCY})\b\W*+$"
    r"|\b(?:AP|Getty|AFP|Reuters|Shutterstock|EPA)\s+(?:Images?|Photos?)(?:\s*[/|)]|[^\w.]*+$)"
    r"|(?:[/|]\s*|\bvia )(?:AP|Getty|AFP|Reuters|Shutterstock|EPA)\s+(?:Images?|Photos?)\b"
    r"|^\W*+(?:FILE|File)\s*(?:[-–—:]|[Pp]hoto|PHOTO)"
    r"|^\W*+(?:PHOTO|Photos?|Image|Picture|Pictured|Credit|Foto|Bild|Crédit photo|Photo credit|Caption)\s*(?::|by\b)"
    r"|(?:\bthis [\w, .]{0,40}|^\W*(?:An? )?(?:undated )?|[(,;:.–—-]\s*)file photo\b|\bfile photo\W*+$"
    r"|\bPhotos? (?:by|courtesy|credit)\b|(?:^\W*+\w+ |[(.,|–—-]\s*)photos? by\b|\bphotos? courtesy\b"
)
# Where a sentence that addresses the reader begins: the same words inside a sentence are reported, not said.
_BEGIN = r"(?:^\W*+|[.!?:|–—]\W{1,5}|\bhere to |\bplease |\byou can )"
_STOCK = re.compile(
    r"all rights reserved"
    r"|\b(?:material|content|article|story|site|page|text)\b.{0,60}may not be"
    r" (?:published|reproduced|republished|reprinted)"
    r"|may not be (?:published|reproduced), (?:broadcast|republished|rewritten|transmitted)"
    r"|^\W*(?:©|\(c\)\s*(?:copyright|\d{4}|(?-i:[A-Z]))|copyright\b\W*(?:\d{4}|by\b|the\b|$))"
    r"|contributed to this (?:report|story|article)|contributed (?:additional )?reporting"
    r"|^\W*(?:additional )?reporting by\b(?:\W+(?:(?-i:[A-Z])\w*+"
    r"|(?:and|in|with|editing|writing|additional|reporting|by|de|da|di|van|von|der|al|el|bin|the|for|from|newsroom|bureau|team|staff)\b))+\W*$"
    rf"|(?:{_BEGIN}(?:sign up|subscribe)|\b(?-i:Sign [uU]p|Subscribe))\b.{{0,80}}"
    r"\b(?:newsletter|email|e-mail|inbox|updates|alerts)s?\b"
    r"|\b(?:sign up|subscribe)\b.{0,30}\b(?:our|my)\b.{0,60}\b(?:newsletter|email|e-mail|updates|alerts)s?\b"
    r"|^\W*(?:(?:sign (?:me )?up|subscribe|follow us|read more|read also)\b|related:)"
    r"|^\W*advertisement\W*(?:$|continue |scroll |story )"
    rf"|(?:{_BEGIN}follow\b|\bfollow @).{{0,60}}\bon (?:twitter|facebook|instagram|x)\b"
    r"|\b(?:agree|accept|subject) to\b.{0,60}\b(?:terms of (?:use|service)|(?:privacy|cookie) policy)"
    r"|\bour (?:terms of (?:use|service)|(?:privacy|cookie) policy)"
    r"|terms of (?:use|service)\W+(?:and (?:the )?)?(?:privacy|cookie) policy"
    r"|(?:privacy|cookie) policy\W+(?:and (?:the )?)?terms of (?:use|service)"
    r"|^\W*(?:terms of (?:use|service)|(?:privacy|cookie) policy)\W*$",
    re.IGNORECASE,
)
# One of these stands in every line that the two patterns can match. Looking for literals first leaves few lines to
# match.
_TRIGGERS = (
    "AP", "AFP", "EPA", "PA ", "PA)", "TASS", "ANSA", "DPA", "dpa", "Reuters", "Getty", "Shutterstock", "Bloomberg",
    "Sputnik", "Xinhua", "Alamy", "hoto", "PHOTO", "llustration", "Foto", "foto", "Pool", "pool", "FILE", "File",
    "Image", "Picture", "Credit", "Bild", "Caption", "Crédit", "ights", "IGHTS", "ay not be", "ontribut", "eporting",
    "ign up", "ign Up", "IGN", "ign me", "ubscribe", "UBSCRIBE", "ollow", "OLLOW", "ead more", "ead More", "EAD",
    "ead also", "ead Also", "elated:", "ELATED", "dvert", "DVERT", "erms of", "erms Of", "rivacy", "ookie", "opyright",
    "COPY", "©", "(c)", "(C)", "REUTERS/",
)  # fmt: skip
# One of these, or of the triggers among them, stands in every line that `_CREDIT` can match, and one of the next as
# well, which "photo" in running text has not beside it; and one of the last in every line that `_STOCK` can match, in
# small letters: matching either costs a hundred times as much as looking.
_IN_CREDITS = ("PA", "/pool", "oto", "mage", "icture")
_CREDIT_TRIGGERS = frozenset(_TRIGGERS[: _TRIGGERS.index("ights")]) | {"Crédit", "REUTERS/"}
_BESIDE_CREDITS = (
    "(", "/", "via ", "Photo", "PHOTO", "Image", "Picture", "Credit", "Caption", "Foto", "Bild", "FILE", "File",
    "file photo", "photo by", "photos by", "photo courtesy", "photos courtesy", "Crédit",
)  # fmt: skip
_IN_STOCK = (
    "rights reserved", "may not be", "©", "(c)", "copyright", "contributed to this ", "contributed reporting",
    "contributed additional reporting", "reporting by", "sign up", "sign me up", "subscribe", "follow us", "follow @",
    "on twitter", "on facebook", "on instagram", "on x", "advertisement", "related:", "read more", "read also",
    "terms of use", "terms of service", "privacy policy", "cookie policy",
)  # fmt: skip
_STOCK_PARTS = Literals(*_IN_STOCK, caseless=True)
_ODD_CASE = re.compile("[\u0130\u0131\u017f\u212a]")  # letters taken for i, s and k where case makes no difference
_WANTED = Literals(*_TRIGGERS, *_IN_CREDITS)
_OF_CREDITS = frozenset(
    number for number, one in enumerate((*_TRIGGERS, *_IN_CREDITS)) if one in _CREDIT_TRIGGERS or one in _IN_CREDITS
)
# Texts, two batches of them and those that furniture is learned from, and characters of each: 5 MB in all of most, 25
# of the longest. With 512 texts two lines in five of an ingest of 5,000 articles were looked at again.
_KEPT, _LONGEST_KEPT = 1_024, 20_000
_MAX_CAPTION_WORDS = 120  # long captions have about 90 words; a paragraph that long with a credit in it is prose
_MAX_STOCK_WORDS = 60
# A credit opens a caption or closes it; one in the middle of a line is part of a paragraph that ran together.
_NEAR_START, _NEAR_END = 40, 80


class LineKind(StrEnum):
    """What a line is."""

    BODY = "body"
    CAPTION = "caption"
    STOCK = "stock"


class Line(NamedTuple):
    """One line of a text: its characters and its words (half-open ranges of their numbers), and what it is.

    `key` is XXH3-64 of the line's normal form: lines that read the same have the same key. 0 for a line without words.
    """

    start: int
    end: int
    first: int
    last: int
    key: int
    kind: LineKind


def lines_of(text: str, words: Words) -> tuple[Line, ...]:
    """Split a text at its line breaks; empty lines are left out. `words` is the text's own normal form.

    The lines of the latest texts are kept: an article's are asked for on its way in, and again when it is compared and
    its outlet's furniture learned.
    """
    asked = _Asked(text, words)
    return _kept_lines(asked) if len(text) <= _LONGEST_KEPT else _split(asked)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A text whose lines are asked for; its normal form follows from it."""

    text: str
    words: Words = field(compare=False)


def _split(asked: _Asked) -> tuple[Line, ...]:
    text, words = asked.text, asked.words
    spans = line_spans(text)
    # Of the type of the other places: all of them are converted else.
    firsts = words.starts.searchsorted(np.array([start for start, _ in spans], np.int32)).tolist()
    keys = words.keys.astype("<u8", copy=False).tobytes()
    found = _WANTED.places(text)
    lines, at, count = [], 0, len(found)
    for (start, end), (first, last) in zip(spans, pairwise([*firsts, len(words)]), strict=True):
        key = xxhash.xxh3_64_intdigest(keys[8 * first : 8 * last]) if last > first else 0
        before = at
        while at < count and found[at][0] < end:
            at += 1
        kind = LineKind.BODY
        if at > before:
            kind = _kind(text[start:end], last - first, [number for _, number in found[before:at]])
        lines.append(Line(start, end, first, last, key, kind))
    return tuple(lines)


_kept_lines = lru_cache(maxsize=_KEPT)(_split)


def line_keys(text: str, words: Words) -> frozenset[int]:
    """Keys of the lines of a text that hold words."""
    return keys_of_lines(lines_of(text, words))


def keys_of_lines(lines: Iterable[Line]) -> frozenset[int]:
    """Keys of those of some lines that hold words."""
    return frozenset(line.key for line in lines if line.key)


def line_spans(text: str) -> list[tuple[int, int]]:
    """First character and end of each line that is not empty."""
    spans, start = [], 0
    for line in text.split("\n"):
        end = start + len(line)
        if line and not line.isspace():
            spans.append((start, end))
        start = end + 1
    return spans


def is_caption(line: str, words: int) -> bool:
    """Whether a line of so many words is a picture's caption."""
    return _kind(line, words, [number for _, number in _WANTED.places(line)]) is LineKind.CAPTION


def stock_mask(text: str, words: Words) -> NDArray[np.bool_]:
    """Which words stand in captions and in stock lines of the trade; boolean, shape (words,)."""
    return stock_among(lines_of(text, words), len(words))


def stock_among(lines: Iterable[Line], count: int) -> NDArray[np.bool_]:
    """`stock_mask` of a text of so many words by its lines."""
    mask = np.zeros(count, np.bool_)
    for line in lines:
        if line.kind is not LineKind.BODY:
            mask[line.first : line.last] = True
    return mask


def _kind(line: str, length: int, wanted: Sequence[int]) -> LineKind:
    """What a line of so many words is; `wanted` are the numbers of what of `_WANTED` stands in it."""
    if length > _MAX_CAPTION_WORDS or not any(number < len(_TRIGGERS) for number in wanted):
        return LineKind.BODY
    if not _OF_CREDITS.isdisjoint(wanted) and _may_be_credit(line):
        credit = _CREDIT.search(line)
        if credit is not None and (credit.start() <= _NEAR_START or credit.end() >= len(line) - _NEAR_END):
            return LineKind.CAPTION
    if length <= _MAX_STOCK_WORDS and _may_be_stock(line) and _STOCK.search(line):
        return LineKind.STOCK
    return LineKind.BODY


def _may_be_credit(line: str) -> bool:
    return any(part in line for part in _BESIDE_CREDITS)


def _may_be_stock(line: str) -> bool:
    if not line.isascii() and _ODD_CASE.search(line):
        return True
    return bool(_STOCK_PARTS.places(line))
