"""Direct speech: which parts of a text stand in quotation marks, or are quoted posts set off from the running text.

Quotation marks are read a paragraph at a time, so that one that is never closed cannot swallow the rest of the article;
an opened quotation that runs to the end of its paragraph counts, as newspapers leave a quotation open when it goes on
in the next paragraph. Where speech has no marks but a dash before its paragraph, as in Scandinavia and farther east,
it is told from a list by those who are named as speaking. Transcripts and interviews name the speaker before each
paragraph (`Q:`, `THE MAYOR:`), time and again. Posts on social networks are recognised by the line that signs them: a
dash, a name, a handle.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from dedup.model import Span
from dedup.text.words import Words

_OPENERS = {"“": "”", "«": "»", "„": "“”", "「": "」", "『": "』", "»": "«", "‹": "›"}  # opening mark: what closes it
_CLOSER = {opener: re.compile(f"[{closers}]") for opener, closers in (*_OPENERS.items(), ('"', '"'), ("”", "”"))}
# A straight mark opens where a word can begin and closes where one can end.
_STRAIGHT_OPEN = re.compile(r"(?<![\w.,!?…;:])\"(?=\S)|(?<=[—–-])\"(?=\w)")
# So do those that mostly close, where Swedes and Finns open with them as well; nothing but space or a dash is before.
_TURNED_OPEN = re.compile(r"(?<![^\s(\[—–-])[”»](?=[^\s.,;:!?)\]])")
_TURNED = "”»"
_SAME_GUILLEMET = re.compile("»")
# The mark that closes looks like an apostrophe: it closes after a stop, or with one behind it.
_SINGLE = re.compile(r"(?<![\w’])[‘'](?=\w)([^‘\n]{15,1000}?(?:[.,!?…][’'](?!\w)|[’'](?<=\w.)(?=[,.;:!?])))")
_SINGLE_OPENERS = "‘'"
_SINGLE_LEFT_OPEN = re.compile(r"^(‘(?=[^\W\d_])(?:[^‘’\n]|’(?=\w))*)$", re.MULTILINE)
# Without any of these there is neither speech nor a post but after dashes.
_MARKS = (*_OPENERS, '"', "”", "‘", "'", "@")
_DASHES = "–—"  # a hyphen begins a list, as four of six did whose entries seemed to end with a speaker
# Spaniards put no space behind theirs.
_DASHED = re.compile(r"^((?:[–—][ \t\xa0]+|—)(?=[^\W\d_]|[¿¡…])[^\n]*)$", re.MULTILINE)
# Who speaks, in the last sentence of a paragraph: `, says Ada Venn.`, ` – powiedział burmistrz Jan Nowak, który`. What
# has been taken is never given back: to try all ends took a million steps for one mark before a long word and spaces.
_SPEAKER = re.compile(
    r"(?:[,!?…](?:[ \xa0]++|[ \xa0]*+[–—-][ \xa0]++)|[ \xa0][–—-][ \xa0]++|[ \xa0]—)"
    r"(?=([^\W\d_]++(?:[ \xa0][\w-]++){1,5}+)[^.!?\n]{0,120}+[.,]?$)"
)
_SPOKEN = 3  # one dash in so many has a speaker: a list names one now and then, and its entries end without a stop
_AT_END = 20  # characters in which a paragraph ends
_STOPPED = re.compile(r"[.!?…][”»\"'’)]*[—–]?\s*$|[—–:]\s*$")
_SIGNED = re.compile(r"^\s*(?:[—–-]{1,2}|&mdash;)\s*\S.{0,80}\(@\w{1,30}\)", re.MULTILINE)
# Paragraphs of a transcript are many, of few speakers, and say more than entries of a list of facts: `Votes: 4,012`.
_LONGEST_LABEL = 40  # characters before the colon: "Commissioner Adele Brandreth"
_NO_LABEL = frozenset('"“”‘«»!?…;:')
_SPEAKERS, _TURNS = 2, 4
_TURNS_A_SPEAKER = 2
_TURN_WORDS = 8  # on average; questions are short, answers are not
_MIN_WORDS = 3  # a name or a word in quotation marks is no speech
_PARAGRAPH = re.compile(r"[^\n]+")


def quoted_spans(text: str) -> tuple[Span, ...]:
    """Spans of direct speech and quoted posts, marks included, in order and without overlap."""
    marked = any(mark in text for mark in _MARKS)
    found = [*_doubled(text), *_single(text)] if marked else []
    if _line_begins(text, _DASHES):
        found += _dashed(text)
    if text.count(": ") >= _TURNS:
        found += _turns(text)
    posts = list(_posts(text)) if "@" in text else ()
    if posts:
        found = [*_outside(found, [line for _, line in posts]), *(post for post, _ in posts)]
    return _merged(span for span in found if _long_enough(text, span))


def quoted_mask(text: str, words: Words) -> NDArray[np.bool_]:
    """Which words of a text stand in direct speech or quoted posts; boolean, one a word."""
    quoted = np.zeros(len(words), np.bool_)
    edges = [edge for span in quoted_spans(text) for edge in (span.start, span.end)]
    places = words.starts.searchsorted(np.array(edges, np.int32)).tolist() if edges else []
    for first, last in zip(places[::2], places[1::2], strict=True):
        quoted[first:last] = True
    return quoted


def _doubled(text: str) -> Iterator[Span]:
    """Speech between double marks and their kin, as far as its paragraph goes where it is not closed."""
    position = end = last = 0  # end of the paragraph, and its last opening guillemet
    for start in _places(text, _CLOSER):
        if start < position:
            continue
        mark = text[start]
        if start >= end:
            end = text.find("\n", start)
            end = end if end >= 0 else len(text)
            last = text.rfind("«", start, end)
        if mark in _TURNED and not _TURNED_OPEN.match(text, start):
            continue
        if mark == '"' and not _STRAIGHT_OPEN.match(text, start):
            continue
        closing = _SAME_GUILLEMET if mark == "»" and last < start else _CLOSER[mark]
        closer = closing.search(text, start + 1, end)
        position = closer.end() if closer else end
        yield Span(start, position)


def _single(text: str) -> Iterator[Span]:
    """Speech between single marks, as `_SINGLE` finds it from left to right, and paragraphs that one opens for good."""
    position = 0
    for start in _places(text, _SINGLE_OPENERS):
        if start >= position and (match := _SINGLE.match(text, start)):
            position = match.end()
            yield Span(start, position)
    if _line_begins(text, "‘"):
        yield from (Span(*match.span(1)) for match in _SINGLE_LEFT_OPEN.finditer(text))


def _dashed(text: str) -> list[Span]:
    """Paragraphs that begin with a dash, up to who is named as speaking, where enough of them name somebody."""
    found, spoken, stopped = [], 0, 0
    for match in _DASHED.finditer(text):
        start, end = match.span(1)
        told = _SPEAKER.finditer(text, start, start + len(match.group(1).rstrip()))
        speakers = [one.start() for one in told if _is_speaker(one.group(1).split())]
        spoken += bool(speakers)
        stopped += _STOPPED.search(match.group(1)[-_AT_END:]) is not None
        found.append(Span(start, speakers[-1] if speakers else end))
    enough = _SPOKEN if stopped == len(found) else 1
    return found if spoken and enough * spoken >= len(found) else []


def _turns(text: str) -> list[Span]:
    """Paragraphs behind the name of their speaker, where two or more take turns and half of the text is theirs."""
    labels = list(_labels(text))
    speakers = {text[start:colon].rsplit(maxsplit=1)[-1].casefold() for start, colon in labels}
    if len(speakers) < _SPEAKERS or len(labels) < max(_TURNS, _TURNS_A_SPEAKER * len(speakers)):
        return []
    closed = text + "\n"
    found = [Span(colon + 2, closed.index("\n", colon)) for _, colon in labels]
    paragraphs = sum(not line.isspace() for line in text.split("\n") if line)
    spoken = sum(text.count(" ", span.start, span.end) + 1 for span in found)
    return found if 2 * len(found) >= paragraphs and spoken >= _TURN_WORDS * len(found) else []


def _labels(text: str) -> Iterator[tuple[int, int]]:
    """Where paragraphs begin that may name their speaker, and the colon behind the name."""
    colon = text.find(": ")
    while colon >= 0:
        start = text.rfind("\n", max(0, colon - _LONGEST_LABEL - 1), colon) + 1
        if colon - start <= _LONGEST_LABEL and text[start].isupper() and not _NO_LABEL & set(text[start:colon]):
            yield start, colon
        colon = text.find(": ", colon + 2)


def _is_speaker(words: Sequence[str]) -> bool:
    """Whether words that follow speech are a verb and a name, which is more than the letter of an English `I`."""
    return words[0].islower() and any(word[0].isupper() and len(word) > 1 for word in words[1:])


def _line_begins(text: str, marks: str) -> bool:
    """Whether a line begins with one of some characters; a pattern would look at every character of most texts."""
    return any(f"\n{mark}" in text or text.startswith(mark) for mark in marks)


def _places(text: str, marks: Iterable[str]) -> list[int]:
    """Where some characters stand in a text; most are in none, which a pattern for all of them tells no sooner."""
    places = []
    for mark in marks:
        place = text.find(mark)
        while place >= 0:
            places.append(place)
            place = text.find(mark, place + 1)
    return sorted(places)


def _posts(text: str) -> Iterator[tuple[Span, Span]]:
    """Each quoted post, from the paragraph before the line that signs it on, and that line."""
    previous: re.Match[str] | None = None
    for paragraph in _PARAGRAPH.finditer(text):
        if previous is not None and _SIGNED.match(paragraph.group()):
            yield Span(previous.start(), paragraph.end()), Span(paragraph.start(), paragraph.end())
        if paragraph.group().strip():
            previous = paragraph


def _outside(found: Iterable[Span], lines: Sequence[Span]) -> Iterator[Span]:
    """Those that do not begin in one of some lines, which are in order."""
    starts = [line.start for line in lines]
    for span in found:
        before = bisect_right(starts, span.start) - 1
        if before < 0 or span.start >= lines[before].end:
            yield span


def _long_enough(text: str, span: Span) -> bool:
    inside = text[span.start : span.end]
    return inside.count(" ") + 1 >= _MIN_WORDS or (not inside.isascii() and len(inside) >= 4 * _MIN_WORDS)


def _merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    ordered = sorted(spans, key=lambda span: (span.start, span.end))
    merged: list[Span] = []
    for span in ordered:
        if merged and span.start < merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return tuple(merged)
