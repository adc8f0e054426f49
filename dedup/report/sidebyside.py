"""Two texts side by side in stretches, each with what is to be said of it, for a page, a packet, or any drawing.

Pure functions over offsets: the stretches of a side, one after another, are its whole text, whatever was found in it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter

from dedup.model import Faced, Fact, Matter, Note, NoteSort, Span, Stretch, StretchRow

_ORDER = (Matter.STOCK, Matter.VERBATIM, Matter.REWORDED)  # of several that hold, the first is said


@dataclass(frozen=True, slots=True)
class _Mark:
    """One thing that is said of a span."""

    matter: Matter | None = None
    quoted: bool = False
    passage: int | None = None
    counterpart: int | None = None
    note: Note | None = None


_Marked = tuple[Span, _Mark]


def rows_of(faced: Faced, credits_a: Sequence[Span] = (), credits_b: Sequence[Span] = ()) -> tuple[StretchRow, ...]:
    """The rows of two texts side by side, in stretches.

    `credits_a` and `credits_b` are where each text names its sources. Notes are numbered as the lists that they come
    from: `spun` and `altered` of the comparison, the credits of each side, and facts that agree or conflict, each sort
    counted by itself in the order of `Facing.facts`.
    """
    rows = faced.facing.rows
    sides = [
        _Side([span for row in rows if (span := getattr(row, name)) is not None], _marks(faced, name, named))
        for name, named in (("a", credits_a), ("b", credits_b))
    ]
    return tuple(StretchRow(sides[0].stretches(row.a), sides[1].stretches(row.b), row.aligned) for row in rows)


def noted_facts(facts: Iterable[Fact]) -> Iterator[tuple[Note, Fact]]:
    """Facts with the notes by which they are marked in the texts."""
    counts: defaultdict[NoteSort, int] = defaultdict(int)
    for fact in facts:
        sort = NoteSort.AGREES if fact.agrees else NoteSort.CONFLICTS
        yield Note(sort, counts[sort]), fact
        counts[sort] += 1


def _marks(faced: Faced, name: str, named: Sequence[Span]) -> Iterator[_Marked]:
    """All that is said of the text on one side, `a` or `b`."""
    side = attrgetter(name)
    comparison, facing = faced.comparison, faced.facing
    for number, passage in enumerate(comparison.passages):
        yield side(passage), _Mark(Matter.STOCK if passage.stock else None, passage.quoted, passage=number)
    for number, pair in enumerate(comparison.counterparts):
        yield side(pair), _Mark(Matter.REWORDED, counterpart=number)
    for equal in facing.equal:
        yield side(equal), _Mark(Matter.VERBATIM)
    for span in facing.stock_a if name == "a" else facing.stock_b:
        yield span, _Mark(Matter.STOCK)
    for sort, changes in ((NoteSort.SPUN, comparison.spun), (NoteSort.ALTERED, comparison.altered)):
        for number, change in enumerate(changes):
            yield side(change), _Mark(note=Note(sort, number))
    for note, fact in noted_facts(facing.facts):
        yield side(fact), _Mark(note=note)
    for number, span in enumerate(named):
        yield span, _Mark(note=Note(NoteSort.CREDIT, number))


class _Side:
    """One text, cut wherever something begins or ends to be said of it. `spans` tile it in order."""

    def __init__(self, spans: Sequence[Span], marks: Iterable[_Marked]) -> None:
        begins: defaultdict[int, list[_Mark]] = defaultdict(list)
        ends: defaultdict[int, list[_Mark]] = defaultdict(list)
        for span, mark in marks:
            if span.start < span.end:
                begins[span.start].append(mark)
                ends[span.end].append(mark)
        self._stretches: dict[int, list[Stretch]] = {}
        edges = sorted({edge for span in spans for edge in (span.start, span.end)} | begins.keys() | ends.keys())
        homes = iter(spans)
        home = next(homes, None)
        active: list[_Mark] = []
        for start, end in pairwise(edges):
            for mark in ends[start]:
                active.remove(mark)
            active += begins[start]
            while home is not None and home.end <= start:
                home = next(homes, None)
            if home is not None and home.start <= start:
                self._stretches.setdefault(home.start, []).append(_stretch(Span(start, end), active))

    def stretches(self, span: Span | None) -> tuple[Stretch, ...]:
        """The stretches of one of the spans; none for None."""
        return tuple(self._stretches.get(span.start, ())) if span is not None else ()


def _stretch(span: Span, active: Sequence[_Mark]) -> Stretch:
    matters = {mark.matter for mark in active}
    return Stretch(
        span,
        next((matter for matter in _ORDER if matter in matters), Matter.OWN),
        any(mark.quoted for mark in active),
        min((mark.passage for mark in active if mark.passage is not None), default=None),
        min((mark.counterpart for mark in active if mark.counterpart is not None), default=None),
        tuple(sorted({mark.note for mark in active if mark.note is not None})),
    )
