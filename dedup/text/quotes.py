"""Direct speech: which parts of a text stand in quotation marks, or are quoted posts set off from the running text.

Quotation marks are read a paragraph at a time, so that one that is never closed cannot swallow the rest of the article;
an opened quotation that runs to the end of its paragraph counts, as newspapers leave a quotation open when it goes on
in the next paragraph. Posts on social networks are recognised by the line that signs them: a dash, a name, a handle.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from dedup.model import Span
from dedup.text.words import Words

_OPENERS = {"“": "”", "«": "»", "„": "“”", "「": "」", "『": "』", "»": "«", "‹": "›"}  # opening mark: what closes it
_OPENER = re.compile(f'[{"".join(_OPENERS)}"]')
_CLOSER = {opener: re.compile(f"[{closers}]") for opener, closers in (*_OPENERS.items(), ('"', '"'))}
# A straight mark opens where a word can begin and closes where one can end.
_STRAIGHT_OPEN = re.compile(r"(?<![\w.,!?…;:])\"(?=\S)|(?<=[—–-])\"(?=\w)")
_SINGLE = re.compile(r"(?<![\w’])[‘'](?=\w)([^‘\n]{15,1000}?[.,!?…])[’'](?!\w)")
_SINGLE_OPENER = re.compile(r"[‘'](?<![\w’].)(?=\w)")  # the same, seen from the mark: most are apostrophes
_MARKS = (*_OPENERS, '"', "‘", "'", "@")  # without any of these there is neither speech nor a post
_SIGNED = re.compile(r"^\s*(?:[—–-]{1,2}|&mdash;)\s*\S.{0,80}\(@\w{1,30}\)", re.MULTILINE)
_MIN_WORDS = 3  # a name or a word in quotation marks is no speech
_PARAGRAPH = re.compile(r"[^\n]+")


def quoted_spans(text: str) -> tuple[Span, ...]:
    """Spans of direct speech and quoted posts, marks included, in order and without overlap."""
    if not any(mark in text for mark in _MARKS):
        return ()
    found: list[Span] = []
    previous: re.Match[str] | None = None
    posts = "@" in text
    for paragraph in _PARAGRAPH.finditer(text):
        signed = _SIGNED.match(paragraph.group()) if posts else None
        if signed is not None and previous is not None:
            found.append(Span(previous.start(), paragraph.end()))
        else:
            found.extend(_in_paragraph(paragraph.group(), paragraph.start()))
        if paragraph.group().strip():
            previous = paragraph
    return _merged(span for span in found if _long_enough(text, span))


def quoted_mask(text: str, words: Words) -> NDArray[np.bool_]:
    """Which words of a text stand in direct speech or quoted posts; boolean, one a word."""
    quoted = np.zeros(len(words), np.bool_)
    for span in quoted_spans(text):
        first, last = words.within(span.start, span.end)
        quoted[first:last] = True
    return quoted


def _in_paragraph(paragraph: str, offset: int) -> list[Span]:
    spans: list[Span] = []
    position = 0
    while position < len(paragraph):
        opener = _next_opener(paragraph, position)
        if opener is None:
            break
        end = _close(paragraph, opener)
        spans.append(Span(offset + opener, offset + end))
        position = end
    spans.extend(Span(offset + m.start(), offset + m.end()) for m in _single(paragraph))
    return spans


def _single(paragraph: str) -> Iterator[re.Match[str]]:
    """Speech between single marks, as `_SINGLE` finds it from left to right."""
    position = 0
    while opener := _SINGLE_OPENER.search(paragraph, position):
        match = _SINGLE.match(paragraph, opener.start())
        if match is not None:
            yield match
        position = match.end() if match is not None else opener.end()


def _next_opener(paragraph: str, position: int) -> int | None:
    for match in _OPENER.finditer(paragraph, position):
        index, char = match.start(), match.group()
        if char == "»" and paragraph.find("«", index) < 0:
            continue
        if char != '"' or _STRAIGHT_OPEN.match(paragraph, index):
            return index
    return None


def _close(paragraph: str, opener: int) -> int:
    closer = _CLOSER[paragraph[opener]].search(paragraph, opener + 1)
    return closer.end() if closer else len(paragraph)


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
