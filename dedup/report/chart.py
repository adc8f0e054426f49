"""The timeline of a story as a drawing: a row for each publisher, time from left to right, and who was made from whom.

Only places are told here, in units of a drawing WIDTH wide; a page draws them. Time is to scale but where nothing
happens for long: such a gap is drawn short and says so, because a copy of the same hour and one of next year would
otherwise leave one mark and a void.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import accumulate, pairwise

from dedup.model import EdgeSort, Member, Moment, OriginStatus, Role, Story
from dedup.report.plain import plain, shorten

WIDTH = 1000.0
"""Width of the drawing; a mark is 2 × RADIUS wide."""

RADIUS = 9.0

_LEFT = 190.0  # where time begins; names of publishers stand before it
_RIGHT = 40.0  # what stays free at the right
_UNDATED = 70.0  # room for marks without a date
_TOP = 46.0  # room for the scale
_STEP = 26.0  # from one line of marks to the next
_GAP = 10.0  # between two publishers
_NAME = 24  # characters of a publisher's name
_LONG = 3.0  # times all shorter gaps together: what is longer leaves no room for them
_SHORT = 0.2  # of these together, as which it is drawn
_BREAKS = 4  # gaps that are drawn so; with more there would be no scale left to read
_TICKS = 7
_APART = 96.0  # between the words of two ticks
_BOX = 150.0, 24.0  # an origin that is not held
_UNNAMED = "Publisher not known"
_STEPS = (
    *(timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60, 120, 180, 360, 720)),
    *(timedelta(days=days) for days in (1, 2, 7, 14, 30, 91, 182, 365, 730, 1826, 3652)),
)
_EPOCH = datetime(2000, 1, 3, tzinfo=UTC)  # a Monday, so that weeks begin with one


@dataclass(frozen=True, slots=True)
class Mark:
    """A member: its number in the list, and the middle of its mark.

    `until` is where the day ends of which no hour is known; `dated` is False for one without any date, `doubted` says
    that something is wrong with it.
    """

    number: int
    article: str
    role: Role
    canonical: bool
    x: float
    y: float
    until: float | None
    dated: bool
    doubted: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A publisher, and the line on which its first marks stand; `top` and `height` are those of the whole row."""

    name: str
    y: float
    top: float
    height: float


@dataclass(frozen=True, slots=True)
class Absent:
    """A source that is not held: a box with its upper left corner. `origin` tells the story's own from others."""

    name: str
    x: float
    y: float
    width: float
    height: float
    origin: bool


@dataclass(frozen=True, slots=True)
class Line:
    """From what was taken to what was made of it: numbers of the marks (None for an absent source), and a path.

    `path` is in the language of SVG.
    """

    sort: EdgeSort
    source: int | None
    target: int
    path: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A moment on the scale."""

    x: float
    words: str


@dataclass(frozen=True, slots=True)
class Break:
    """Where a gap is drawn shorter than it is."""

    x: float
    words: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing `width` by `height`. `undated` is where the marks without a date begin; None where all have one."""

    width: float
    height: float
    rows: tuple[Row, ...]
    marks: tuple[Mark, ...]
    absent: tuple[Absent, ...]
    lines: tuple[Line, ...]
    ticks: tuple[Tick, ...]
    breaks: tuple[Break, ...]
    undated: float | None


def chart_of(story: Story, moments: Iterable[Moment], drawn: Sequence[str], numbers: Mapping[str, int]) -> Chart:
    """Place the members of a story that are to be `drawn`; `numbers` are those that their marks bear.

    Sources among `drawn` are joined with what was made from them, as are those that are not held.
    """
    members = {member.article: member for member in story.members}
    known = {moment.article: moment for moment in moments}
    order = sorted((key for key in drawn if key in members and key in known), key=lambda key: numbers[key])
    scale = _Scale([span for key in order if (span := _span(known[key])) is not None])
    outside = _outside(story, [members[key] for key in order])
    undated = any(known[key].at is None for key in order)
    right = WIDTH - _RIGHT - (_UNDATED if undated else 0.0)
    left = _LEFT + 2 * RADIUS
    placed = [_placed(members[key], known[key], story, numbers[key], scale, (left, right)) for key in order]
    top = _TOP + len(outside) * (_STEP + _GAP)
    rows, marks = _rows(placed, members, top)
    absent = tuple(
        Absent(name, _LEFT - _BOX[0] - 2 * RADIUS, _TOP + place * (_STEP + _GAP), *_BOX, origin=place == 0 and own)
        for place, (name, own) in enumerate(outside)
    )
    return Chart(
        width=WIDTH,
        height=(rows[-1].top + rows[-1].height if rows else top) + _GAP,
        rows=rows,
        marks=marks,
        absent=absent,
        lines=tuple(_lines(story, members, marks, absent)),
        ticks=tuple(_ticks(scale, left, right)),
        breaks=tuple(scale.breaks(left, right)),
        undated=right + _UNDATED / 2 if undated else None,
    )


# --- time -------------------------------------------------------------------------------------------------------------


class _Scale:
    """Time as shares of a drawing's width, with long gaps made short."""

    def __init__(self, spans: Sequence[tuple[datetime, datetime]]) -> None:
        instants = sorted({instant for span in spans for instant in span})
        gaps = [(after - before).total_seconds() for before, after in pairwise(instants)]
        long = _long(gaps)
        whole = sum(gaps)
        short = _SHORT * sum(gap for place, gap in enumerate(gaps) if place not in long)
        drawn = [short if place in long else gap for place, gap in enumerate(gaps)]
        self.gaps = [pair for place, pair in enumerate(pairwise(instants)) if place in long]
        total = sum(drawn) or 1.0
        places = [0.0, *accumulate(drawn)]
        self._shares = {
            instant: place / total if whole else 0.5 for instant, place in zip(instants, places, strict=False)
        }
        self._instants = instants
        ends = [*(before for before, _ in self.gaps), *instants[-1:]]
        self.runs = list(zip([*instants[:1], *(after for _, after in self.gaps)], ends, strict=True))

    def x(self, instant: datetime, left: float, right: float) -> float:
        """Where an instant that lies in a run is drawn."""
        share = self._shares.get(instant)
        if share is None:
            after = next(place for place, one in enumerate(self._instants) if one > instant)
            low, high = self._instants[after - 1], self._instants[after]
            part = (instant - low) / (high - low)
            share = self._shares[low] + part * (self._shares[high] - self._shares[low])
        return round(left + share * (right - left), 1)

    def breaks(self, left: float, right: float) -> Iterable[Break]:
        """Where gaps are drawn short, with how long they are."""
        for before, after in self.gaps:
            middle = (self.x(before, left, right) + self.x(after, left, right)) / 2
            yield Break(round(middle, 1), _length(after - before))


def _long(gaps: Sequence[float]) -> frozenset[int]:
    """Places of the gaps that are drawn short: as many of the longest as each dwarf all shorter ones together."""
    order = sorted(range(len(gaps)), key=lambda place: (-gaps[place], place))
    for count in range(min(_BREAKS, len(order) - 1), 0, -1):
        rest = sum(gaps[place] for place in order[count:])
        if gaps[order[count - 1]] > _LONG * rest > 0:
            return frozenset(order[:count])
    return frozenset()


def _span(moment: Moment) -> tuple[datetime, datetime] | None:
    """The time in which an article came to be, as far as its date tells."""
    if moment.at is None:
        return None
    start = moment.at.instant
    return (start, start + timedelta(days=1)) if moment.at.day_only else (start, start)


def _ticks(scale: _Scale, left: float, right: float) -> Iterable[Tick]:
    """Round moments in the runs of a scale, and the first of each run, so far apart that their words fit."""
    lasting = sum(((end - start) for start, end in scale.runs), timedelta())
    step = next((one for one in _STEPS if lasting / one <= _TICKS), _STEPS[-1])
    wanted = [start for start, _ in scale.runs]
    for start, end in scale.runs:
        first = _EPOCH + -(-(start - _EPOCH) // step) * step
        wanted += [first + number * step for number in range(int((end - first) / step) + 1) if first <= end]
    taken: list[float] = []
    for instant in wanted:
        x = scale.x(instant, left, right)
        if all(abs(x - other) >= _APART for other in taken):
            taken.append(x)
            yield Tick(x, f"{instant:%Y-%m-%d}" if step >= timedelta(days=1) else f"{instant:%Y-%m-%d %H:%M}")


def _length(gap: timedelta) -> str:
    """How long a gap is, roughly."""
    for unit, words in ((timedelta(days=365), "year"), (timedelta(days=1), "day"), (timedelta(hours=1), "hour")):
        if gap >= unit:
            number = round(gap / unit)
            return f"{number} {words}{'' if number == 1 else 's'}"
    return f"{max(1, round(gap / timedelta(minutes=1)))} min"


# --- marks ------------------------------------------------------------------------------------------------------------


def _placed(
    member: Member, moment: Moment, story: Story, number: int, scale: _Scale, bounds: tuple[float, float]
) -> Mark:
    """A mark at its time; its height comes with its row."""
    span = _span(moment)
    day_only = span is not None and span[0] != span[1]
    return Mark(
        number=number,
        article=member.article,
        role=member.role,
        canonical=member.article == story.canonical,
        x=scale.x(span[0], *bounds) if span else bounds[1] + _UNDATED,
        y=0.0,
        until=scale.x(span[1], *bounds) if span and day_only else None,
        dated=span is not None,
        doubted=bool(moment.findings or moment.clashes),
    )


def _rows(
    placed: Sequence[Mark], members: Mapping[str, Member], top: float
) -> tuple[tuple[Row, ...], tuple[Mark, ...]]:
    """Rows in the order of their first marks, and the marks on them; those that would touch stand below one another."""
    groups: dict[str, list[Mark]] = {}
    for mark in sorted(placed, key=lambda mark: (mark.x, mark.number)):
        groups.setdefault(_house(members[mark.article]), []).append(mark)
    rows, marks = [], []
    for name, group in groups.items():
        ends: list[float] = []
        for mark in group:
            line = next((one for one, end in enumerate(ends) if mark.x - end >= 2 * RADIUS + 2), len(ends))
            ends[line:] = [mark.x, *ends[line + 1 :]]
            marks.append(replace(mark, y=top + _STEP / 2 + line * _STEP))
        height = len(ends) * _STEP
        rows.append(Row(shorten(name, _NAME), top + _STEP / 2, top, height))
        top += height + _GAP
    return tuple(rows), tuple(sorted(marks, key=lambda mark: mark.number))


def _house(member: Member) -> str:
    return plain(member.publisher or "") or _UNNAMED


def _outside(story: Story, members: Iterable[Member]) -> list[tuple[str, bool]]:
    """Names of the sources that are not held, the story's origin first, and whether it is that."""
    origin = story.origin
    named = {parent.name for member in members for parent in member.parents if parent.article is None and parent.name}
    if origin.status is not OriginStatus.NOT_HELD:
        return [(name, False) for name in sorted(named)]
    own = origin.name or origin.domain or ""
    return [(own, True), *((name, False) for name in sorted(named - {own}))]


# --- lines ------------------------------------------------------------------------------------------------------------


def _lines(
    story: Story, members: Mapping[str, Member], marks: Sequence[Mark], absent: Sequence[Absent]
) -> Iterable[Line]:
    at = {mark.article: mark for mark in marks}
    boxes = {box.name: box for box in absent}
    for mark in marks:
        member = members[mark.article]
        for parent in member.parents:
            sort = EdgeSort.DERIVED if member.role.belongs else EdgeSort.QUOTED
            sort = EdgeSort.REVISION if parent.revision else sort
            source = at.get(parent.article or "")
            if parent.article is None:
                box = boxes.get(parent.name or "") or next((one for one in absent if one.origin), None)
                if box is not None:
                    start = box.x + box.width, box.y + box.height / 2
                    yield Line(sort, None, mark.number, _path(start, (mark.x, mark.y)))
            elif source is not None and source is not mark:
                yield Line(sort, source.number, mark.number, _path((source.x, source.y), (mark.x, mark.y)))


def _path(start: tuple[float, float], end: tuple[float, float]) -> str:
    """A curve that leaves its start to the right and comes to its end from the left, or from above where that is near.

    It ends at the edge of the mark, so that an arrow's head shows.
    """
    (x0, y0), (x1, y1) = start, end
    if x1 - x0 < 4 * RADIUS:
        side = RADIUS if y1 > y0 else -RADIUS
        reach = max(abs(y1 - y0) / 2, 2 * RADIUS) * (1 if y1 > y0 else -1)
        return f"M{x0:.1f} {y0:.1f}C{x0:.1f} {y0 + reach:.1f} {x1:.1f} {y1 - reach:.1f} {x1:.1f} {y1 - side:.1f}"
    bend = (x1 - x0) / 2
    return f"M{x0:.1f} {y0:.1f}C{x0 + bend:.1f} {y0:.1f} {x1 - bend:.1f} {y1:.1f} {x1 - RADIUS:.1f} {y1:.1f}"
