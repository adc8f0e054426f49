"""A text as a page of lines: what surrounds a place in it."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from dedup.text.lines import LineKind, lines_of
from dedup.text.words import words_of

BODY_WORDS = 25  # a line with as many words is running text; headlines, bylines and date lines are shorter
# A byline stands in the first lines; pictures and their captions may stand above it.
_HEAD_LINES = 16
_HEAD_CHARS = 4_000
_TAIL_LINES = 6


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its characters, how many words it has, whether it is a caption, and where in the text it stands."""

    start: int
    end: int
    words: int
    caption: bool
    head: bool
    tail: bool
    first_body: bool


class Layout:
    """A text with its lines, for looking up what surrounds a place."""

    def __init__(self, text: str) -> None:
        self.text = text
        lines = lines_of(text, words_of(text))
        lengths = [line.last - line.first for line in lines]
        body = next((place for place, length in enumerate(lengths) if length >= BODY_WORDS), len(lines))
        self.lines = [
            Line(
                line.span.start,
                line.span.end,
                lengths[place],
                line.kind is LineKind.CAPTION,
                place < _HEAD_LINES and line.span.start < _HEAD_CHARS,
                place >= len(lines) - _TAIL_LINES,
                place in {0, body},
            )
            for place, line in enumerate(lines)
        ]
        self._starts = [line.start for line in self.lines]

    def line_at(self, place: int) -> Line | None:
        """The line that holds a character."""
        index = bisect_right(self._starts, place) - 1
        return self.lines[index] if index >= 0 and place < self.lines[index].end else None

    def above(self, line: Line) -> list[str]:
        """The lines above one that stands in the head of the text."""
        index = bisect_right(self._starts, line.start) - 1
        return [self.text[other.start : other.end] for other in self.lines[max(0, index - _HEAD_LINES) : index]]

    def is_last(self, line: Line) -> bool:
        """Whether no line follows."""
        return line is self.lines[-1]
