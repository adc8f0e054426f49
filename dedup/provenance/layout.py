"""A text as a page of lines: what surrounds a place in it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property

from dedup.text.lines import is_caption, line_spans
from dedup.text.words import Words, words_of

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
    """A text with its lines, for looking up what surrounds a place. Most places are never asked for."""

    def __init__(self, text: str, words: Words | None = None) -> None:
        """`words` is the text's normal form, if it has been made already."""
        self.text = text
        self._words = words
        self._made: dict[int, Line] = {}

    def line_at(self, place: int) -> Line | None:
        """The line that holds a character."""
        index = self._index(place)
        if index < 0 or place >= self._ends[index]:
            return None
        if index not in self._made:
            self._made[index] = self._line(index)
        return self._made[index]

    def above(self, line: Line) -> list[str]:
        """The lines above one that stands in the head of the text."""
        index = self._index(line.start)
        return [self.text[self._starts[i] : self._ends[i]] for i in range(max(0, index - _HEAD_LINES), index)]

    def is_last(self, line: Line) -> bool:
        """Whether no line follows."""
        return line.start == self._starts[-1]

    def _index(self, place: int) -> int:
        return bisect_right(self._starts, place) - 1

    def _line(self, index: int) -> Line:
        start, end, words = self._starts[index], self._ends[index], self._length(index)
        return Line(
            start,
            end,
            words,
            is_caption(self.text[start:end], words),
            head=index < _HEAD_LINES and start < _HEAD_CHARS,
            tail=index >= len(self._starts) - _TAIL_LINES,
            first_body=index == 0 or (words >= BODY_WORDS and index == self._first_body),
        )

    @cached_property
    def _spans(self) -> list[tuple[int, int]]:
        return line_spans(self.text)

    @cached_property
    def _starts(self) -> list[int]:
        return [start for start, _ in self._spans]

    @cached_property
    def _ends(self) -> list[int]:
        return [end for _, end in self._spans]

    @cached_property
    def _words_at(self) -> memoryview[int]:
        return (self._words if self._words is not None else words_of(self.text)).starts.data

    def _length(self, index: int) -> int:
        """How many words a line has."""
        first = bisect_left(self._words_at, self._starts[index])
        return bisect_left(self._words_at, self._ends[index], first) - first

    @cached_property
    def _first_body(self) -> int:
        lines = enumerate(self._spans)
        bodies = (i for i, (start, end) in lines if end - start >= BODY_WORDS and self._length(i) >= BODY_WORDS)
        return next(bodies, len(self._spans))
