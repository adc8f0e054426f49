"""The text of one article as a page draws it: in bits, each with the passage that it is of, and a part at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dedup.model import SharedPassage
from dedup.web.cells import visible

PART = 24_000
"""Characters of a text on one page: four thousand words, more than nine in ten articles have."""

_LOOK = 400  # characters before the end of a part among which it ends at a line or a word


@dataclass(frozen=True, slots=True)
class TextBit:
    """A stretch of a text; `passage` is the number of the one that it is of, `begins` and `ends` whether all of it."""

    text: str
    passage: int | None = None
    begins: bool = False
    ends: bool = False


@dataclass(frozen=True, slots=True)
class TextPart:
    """A part of a text, characters `start` to `end`; `before` and `after` are where its neighbours start."""

    bits: tuple[TextBit, ...]
    start: int
    end: int
    before: int | None
    after: int | None


def text_part(text: str, passages: Sequence[SharedPassage], start: int) -> TextPart:
    """The part of a text that holds the character at `start`; past the end, the last part."""
    starts = _starts(text)
    number = max((place for place, one in enumerate(starts) if one <= start), default=0)
    first = starts[number]
    last = starts[number + 1] if number + 1 < len(starts) else len(text)
    return TextPart(
        bits=tuple(_bits(text, passages, first, last)),
        start=first,
        end=last,
        before=starts[number - 1] if number else None,
        after=last if last < len(text) else None,
    )


def _starts(text: str) -> list[int]:
    """Where the parts of a text start."""
    starts = [0]
    while len(text) - starts[-1] > PART:
        end = starts[-1] + PART
        near = text[end - _LOOK : end]
        cut = next((place for mark in ("\n", " ") if (place := near.rfind(mark)) >= 0), _LOOK - 1)
        starts.append(end - _LOOK + cut + 1)
    return starts


def _bits(text: str, passages: Sequence[SharedPassage], first: int, last: int) -> Iterator[TextBit]:
    place = first
    for number, passage in enumerate(passages):
        start, end = max(first, passage.span.start), min(last, passage.span.end)
        if start >= end:
            continue
        if place < start:
            yield TextBit(visible(text[place:start]))
        yield TextBit(visible(text[start:end]), number, start == passage.span.start, end == passage.span.end)
        place = end
    if place < last:
        yield TextBit(visible(text[place:last]))
