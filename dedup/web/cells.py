"""Two texts side by side as a page draws them: bits of text with their marks, anchors and links, in parts of rows.

What begins on one side has an anchor there (`a-p3`: the third passage in A) and links to the same on the other side. A
page shows a part of the rows at a time, and of a long stretch its beginning and its end, so that no text makes it too
long.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from dedup.model import Matter, Note, NoteSort, Stretch, StretchRow

_PART = 24_000  # characters of the longer side: four thousand words, more than nine in ten articles have
_ROWS = 300  # of a part, for texts of very short lines
_STRETCH = 2_000  # characters: sentences have some hundreds at most, and what is longer was never meant to be read
_TAIL = 200  # of these, what is shown of its end

# What would change how the characters around it are shown, or shows nothing: each stands as a visible sign instead.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)
_SIGN = "\u2423"  # open box
_SURROGATES = re.compile("[\ud800-\udfff]")
_LEVELS = (NoteSort.ALTERED, NoteSort.CONFLICTS, NoteSort.SPUN, NoteSort.AGREES)  # what a bit's link leads to, first


@dataclass(frozen=True, slots=True)
class Bit:
    """A stretch of text on a page.

    `marks` are its classes, `anchors` the ids that begin here, `groups` what lights up with it; `target` is the anchor
    on the other side that it leads to, where this is the first bit of it. Of a very long one `cut` characters are left
    out, and `tail` is what follows them.
    """

    text: str
    cut: int
    tail: str
    marks: tuple[str, ...]
    anchors: tuple[str, ...]
    groups: tuple[str, ...]
    target: str | None


@dataclass(frozen=True, slots=True)
class Cell:
    """One side of a row; `paragraph` says that one ends here."""

    bits: tuple[Bit, ...]
    paragraph: bool


@dataclass(frozen=True, slots=True)
class CellRow:
    """A row of a page: its number, both sides, and what they are to each other: `verbatim`, `reworded`, or ""."""

    number: int
    a: Cell | None
    b: Cell | None
    relation: str


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the rows of a pair, from row `start` to `end`, and those before and after it; None where none are.

    `places` tells for every anchor of the whole pair in which row it is.
    """

    rows: tuple[CellRow, ...]
    start: int
    end: int
    total: int
    before: int | None
    after: int | None
    places: dict[str, int]


def part_of(rows: Sequence[StretchRow], text_a: str, text_b: str, start: int) -> Part:
    """The part of the rows that begins with number `start`; past the end, the last row."""
    places: dict[str, int] = {}
    drawn = []
    seen: tuple[set[str], set[str]] = (set(), set())
    starts = _starts(rows)
    start = min(max(start, 0), max(len(rows) - 1, 0))
    end = next((one for one in starts if one > start), len(rows))
    for number, row in enumerate(rows):
        shown = start <= number < end
        a, b = (
            _cell(stretches, text, side, seen[index], shown=shown)
            for index, (side, stretches, text) in enumerate((("a", row.a, text_a), ("b", row.b, text_b)))
        )
        places.update(dict.fromkeys([*a[1], *b[1]], number))
        if shown:
            drawn.append(CellRow(number, a[0], b[0], _relation(row)))
    return Part(
        rows=tuple(_linked(drawn, places)),
        start=start,
        end=end,
        total=len(rows),
        before=max((one for one in starts if one < start), default=None),
        after=end if end < len(rows) else None,
        places=places,
    )


def visible(text: str) -> str:
    """A text with a sign for each character that would not show, or would turn what stands around it."""
    return _SURROGATES.sub("\ufffd", _UNSEEN.sub(_SIGN, text))


def _starts(rows: Sequence[StretchRow]) -> list[int]:
    """Numbers of the rows at which parts begin."""
    starts, sizes, since = [0], [0, 0], 0
    for number, row in enumerate(rows):
        for side, stretches in enumerate((row.a, row.b)):
            sizes[side] += sum(min(_STRETCH, _size(stretch)) for stretch in stretches)
        if number > since and (max(sizes) > _PART or number - since >= _ROWS):
            starts.append(number)
            sizes, since = [0, 0], number
    return starts


def _relation(row: StretchRow) -> str:
    if not row.aligned:
        return ""
    weights = {matter: sum(_size(one) for one in row.a if one.matter is matter) for matter in Matter}
    if not weights[Matter.VERBATIM] + weights[Matter.REWORDED]:
        return "stock" if weights[Matter.STOCK] else ""
    return "verbatim" if weights[Matter.VERBATIM] >= weights[Matter.REWORDED] else "reworded"


def _size(stretch: Stretch) -> int:
    return stretch.span.end - stretch.span.start


def _cell(
    stretches: Sequence[Stretch], text: str, side: str, seen: set[str], *, shown: bool
) -> tuple[Cell | None, list[str]]:
    """One side of a row, and the anchors that begin in it."""
    begun: list[str] = []
    bits = []
    for stretch in stretches:
        names = list(_names(stretch))
        new = [name for name in names if name not in seen]
        seen.update(new)
        begun += [f"{side}-{name}" for name in new]
        if shown:
            bits.append(_bit(stretch, text, side, names, new))
    if not bits:
        return None, begun
    ending = text[max(stretches[0].span.start, stretches[-1].span.end - _TAIL) : stretches[-1].span.end]
    return Cell(tuple(_without_end(bits)), "\n" in ending[len(ending.rstrip()) :]), begun


def _bit(stretch: Stretch, text: str, side: str, names: Sequence[str], new: Sequence[str]) -> Bit:
    start, end = stretch.span.start, stretch.span.end
    cut = max(0, end - start - _STRETCH)
    other = "b" if side == "a" else "a"
    return Bit(
        text=visible(text[start : end - cut - (_TAIL if cut else 0)]),
        cut=cut,
        tail=visible(text[end - _TAIL : end]) if cut else "",
        marks=tuple(_marks(stretch)),
        anchors=tuple(f"{side}-{name}" for name in new),
        groups=tuple(names),
        target=next((f"{other}-{name}" for name in new if not name.startswith(NoteSort.CREDIT.value)), None),
    )


def _without_end(bits: Iterable[Bit]) -> Iterator[Bit]:
    """The bits without the white space that ends the last of them: the cell's own edge shows it."""
    kept = list(bits)
    while kept and not (kept[-1].text.strip() or kept[-1].anchors):
        kept.pop()
    if kept:
        kept[-1] = replace(kept[-1], text=kept[-1].text if kept[-1].cut else kept[-1].text.rstrip())
    yield from kept


def _names(stretch: Stretch) -> Iterator[str]:
    """What a stretch belongs to, the most particular first; the same on both sides."""
    yield from (anchor_of(note) for sort in _LEVELS for note in stretch.notes if note.sort is sort)
    if stretch.passage is not None:
        yield f"p{stretch.passage}"
    if stretch.counterpart is not None:
        yield f"c{stretch.counterpart}"
    yield from (anchor_of(note) for note in stretch.notes if note.sort is NoteSort.CREDIT)


def anchor_of(note: Note) -> str:
    """The name of a note in ids, without its side."""
    return f"{note.sort.value}{note.number}"


def _marks(stretch: Stretch) -> Iterator[str]:
    yield stretch.matter.value
    if stretch.quoted:
        yield "quoted"
    yield from dict.fromkeys(note.sort.value for note in stretch.notes)


def _linked(rows: Iterable[CellRow], places: dict[str, int]) -> Iterator[CellRow]:
    """The rows, with no link to what the other side does not have."""

    def linked(cell: Cell | None) -> Cell | None:
        if cell is None:
            return None
        return replace(
            cell, bits=tuple(bit if bit.target in places else replace(bit, target=None) for bit in cell.bits)
        )

    yield from (replace(row, a=linked(row.a), b=linked(row.b)) for row in rows)


def leading(part: Part, address: Callable[[int], str]) -> Callable[[str], str | None]:
    """A function from anchors to where they are: on this page, or on that of another part; None for what is nowhere."""

    def lead(anchor: str) -> str | None:
        row = part.places.get(anchor)
        if row is None:
            return None
        return f"#{anchor}" if part.start <= row < part.end else f"{address(row)}#{anchor}"

    return lead
