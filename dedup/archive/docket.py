"""The docket: which pairs of articles are worth a look because one seems to come from the other, and in which order.

First those in which something was taken from one's own outlets, then those in which they seem to have taken, then the
rest; in each, pairs whose copy does not say where its story comes from before those that cannot be told and those that
do; and in each, by the chance that the pair is derived times the share of the copy that stands in the other. What is
merely possible comes after what is derived. Ties are broken by keys, so that no order of arrival shows.

In a story of n articles nearly all pairs are derived. An article is listed with what it was most probably made from,
with one's own articles that it goes back to over others', and with those of which it is open who took from whom. The
other pairs are `wide`: they are listed where they are asked for.

A docket is made once for a state of the archive and asked many times. It holds some hundred bytes for each pair, in
columns; titles and what people said are read when a page of it is asked for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from dedup.archive.press import Press, press_of
from dedup.config import CompareParams
from dedup.model import Coverage, Direction, Flow, Kind, Level, Part, effective
from dedup.provenance import times_of
from dedup.store import ArticleHead, Reader, TieRow

Pair = tuple[str, str]
"""Two keys, the smaller first."""

KINDS, FLOWS, PARTS, LEVELS = list(Kind), list(Flow), list(Part), list(Level)
UNTOLD = -1
"""What stands in a column of codes or figures where there is none."""


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """All pairs in their order, a column each; codes are places in KINDS, FLOWS, PARTS and LEVELS."""

    copy: NDArray[np.int64]  # numbers of articles
    source: NDArray[np.int64]
    taker: NDArray[np.int32]  # places in `Docket.outlets`
    giver: NDArray[np.int32]
    flow: NDArray[np.int8]
    kind: NDArray[np.int8]
    score: NDArray[np.float32]
    certainty: NDArray[np.float32]
    share: NDArray[np.float32]
    credited: NDArray[np.int8]  # 1, 0
    part: NDArray[np.int8]
    level: NDArray[np.int8]
    day: NDArray[np.int32]  # of the copy, as `date.toordinal` has it; 0 for none
    wide: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.copy)


@dataclass(frozen=True, slots=True, eq=False)
class Docket:
    """The pairs of one state of an archive, which was read at `as_of`.

    `places` finds a pair by its keys; `outlets` are publishers as `press` tells them apart.
    """

    as_of: datetime
    columns: Columns
    places: Mapping[Pair, int]
    press: Press
    outlets: Sequence[str | None]
    coverage: Coverage

    def __len__(self) -> int:
        return len(self.columns)


@dataclass(frozen=True, slots=True)
class _Face:
    """What there is to know of one article for its place in the docket."""

    head: ArticleHead
    house: str | None
    own: bool
    at: datetime | None


@dataclass(frozen=True, slots=True)
class _Row:
    copy: _Face
    source: _Face
    flow: Flow
    kind: Kind | None
    score: float
    certainty: float
    share: float
    credited: bool | None
    part: Part
    level: Level
    wide: bool

    @property
    def order(self) -> tuple[object, ...]:
        silence = {False: 0, None: 1, True: 2}[self.credited]
        weight = -max(self.score, 0.0) * self.share
        keys = (self.copy.head.key, self.source.head.key)
        return PARTS.index(self.part), LEVELS.index(self.level), silence, weight, *keys


def docket_of(reader: Reader, own: Collection[str], params: CompareParams, at: datetime) -> Docket:
    """Make the docket of a snapshot; `own` are names and domains of one's own outlets, beside what a watch noted.

    `at` is the present time.
    """
    press = press_of(reader)
    ours = frozenset(house for name in own for house in press.houses.asked(name))
    rows = _Rows(reader, press, ours, params).made()
    outlets = sorted({face.house or "" for row in rows for face in (row.copy, row.source)})
    return Docket(
        as_of=at,
        columns=_columns(rows, {house: place for place, house in enumerate(outlets)}),
        places={_pair(row.copy.head.key, row.source.head.key): place for place, row in enumerate(rows)},
        press=press,
        outlets=[house or None for house in outlets],
        coverage=_coverage(reader, press, ours, rows, named=bool(own)),
    )


class _Rows:
    """Makes the rows of one snapshot."""

    def __init__(self, reader: Reader, press: Press, ours: frozenset[str], params: CompareParams) -> None:
        self._reader = reader
        self._press = press
        self._ours = ours
        self._ties: dict[tuple[int, int], TieRow] = {}
        for tie in reader.all_ties(params.possible):
            self._ties[tie.a, tie.b] = tie
        self._members = reader.memberships()
        self._parents = reader.held_parents()
        self._faces: dict[int, _Face] = {}

    def made(self) -> list[_Row]:
        """All rows in their order."""
        directed = {(a, b): (way, certainty) for a, b, way, certainty in self._reader.all_directions()}
        self._face({number for pair in directed for number in pair})
        rows = [self._derived(a, b, *said) for (a, b), said in directed.items()]
        known = {_pair(row.copy.head.key, row.source.head.key) for row in rows}
        rows.extend(self._loose(one, other) for one, other in self._others(known))
        return sorted(rows, key=lambda row: row.order)

    def _others(self, known: set[Pair]) -> Iterable[tuple[_Face, _Face]]:
        """Pairs that have no direction: those on which somebody has said a word, and the possible ones."""
        said = set(effective(self._reader.reviews())) - known
        numbers = self._reader.article_ids({key for pair in said for key in pair})
        loose = [tie for tie in self._ties.values() if not tie.kind.derived]
        holders = self._reader.holders({content for tie in loose for content in (tie.a, tie.b)})
        self._face({*numbers.values(), *(head.id for held in holders.values() for head in held)})
        for a, b in sorted(said):
            if a in numbers and b in numbers:
                known.add((a, b))
                yield self._faces[numbers[a]], self._faces[numbers[b]]
        for tie in loose:
            one, other = (self._spokesman(holders.get(content, ())) for content in (tie.a, tie.b))
            if one and other and (pair := _pair(one.head.key, other.head.key)) not in known:
                known.add(pair)
                yield one, other

    def _spokesman(self, heads: Sequence[ArticleHead]) -> _Face | None:
        """The article that stands for all of one text: one's own, else the first in the order of keys."""
        return min((self._faces[head.id] for head in heads), key=lambda face: not face.own, default=None)

    def _face(self, numbers: Collection[int]) -> None:
        heads = self._reader.heads(set(numbers) - self._faces.keys())
        noted = self._reader.own_keys([head.key for head in heads.values()])
        for number, head in heads.items():
            house = self._press.of(head)
            own = house in self._ours or head.key in noted
            self._faces[number] = _Face(head, house, own, times_of(head).earliest)

    def _derived(self, a: int, b: int, direction: Direction, certainty: float) -> _Row:
        one, other = self._faces[a], self._faces[b]
        if direction is Direction.A_FROM_B:
            return self._row(one, other, Flow.TAKEN, certainty)
        if direction is Direction.B_FROM_A:
            return self._row(other, one, Flow.TAKEN, certainty)
        flow = Flow.SHARED if direction is Direction.COMMON_ORIGIN else Flow.OPEN
        return self._row(*_by_time(one, other), flow, certainty)

    def _loose(self, one: _Face, other: _Face) -> _Row:
        return self._row(*_by_time(one, other), Flow.OPEN, None)

    def _row(self, copy: _Face, source: _Face, flow: Flow, certainty: float | None) -> _Row:
        kind, score, share = self._likeness(copy.head.content, source.head.content)
        derived = certainty is not None or (kind is not None and kind.derived)
        return _Row(
            copy=copy,
            source=source,
            flow=flow,
            kind=kind,
            score=score,
            certainty=UNTOLD if certainty is None else certainty,
            share=share,
            credited=self._credited(copy, source, flow) if derived else None,
            part=Part.TAKEN_FROM if source.own else Part.TAKING if copy.own else Part.NONE,
            level=Level.DERIVED if derived else Level.POSSIBLE,
            wide=flow is Flow.SHARED or _within(copy, source) or self._indirect(copy, source, flow),
        )

    def _likeness(self, copy: int, source: int) -> tuple[Kind | None, float, float]:
        """Kind, score, and how much of the copy stands in the source."""
        if copy == source:
            return Kind.IDENTICAL, 1.0, 1.0
        tie = self._ties.get((copy, source))
        if tie is not None:
            return tie.kind, tie.score, max(tie.share_a, tie.reworded)
        tie = self._ties.get((source, copy))
        return (tie.kind, tie.score, max(tie.share_b, tie.reworded)) if tie else (None, UNTOLD, 0.0)

    def _credited(self, copy: _Face, source: _Face, flow: Flow) -> bool | None:
        """Whether the copy names where its story comes from; where it is open which is the copy, whether all do."""
        mine, other = (self._members.get(face.head.id) for face in (copy, source))
        if mine is None or other is None or mine[0] != other[0]:
            return None
        said = {mine[1]} if flow is Flow.TAKEN else {mine[1], other[1]}
        return False if False in said else True if True in said else None

    def _indirect(self, copy: _Face, source: _Face, flow: Flow) -> bool:
        """Whether the copy hangs on other articles than this, and on one's own if this is one's own."""
        parents = self._parents.get(copy.head.id)
        if flow is not Flow.TAKEN or parents is None or source.head.id in parents:
            return False
        return not source.own or any(self._faces[one].own for one in parents if one in self._faces)


def _within(one: _Face, other: _Face) -> bool:
    """Whether two articles are of one publisher, or both of one's own."""
    return (one.own and other.own) or (one.house is not None and one.house == other.house)


def _by_time(one: _Face, other: _Face) -> tuple[_Face, _Face]:
    """Two articles of which neither is known to be the copy: one's own, else the earlier one, stands as the source."""
    never = datetime.max.replace(tzinfo=UTC)
    first, second = sorted((one, other), key=lambda face: (not face.own, face.at or never, face.head.key))
    return second, first


def _pair(one: str, other: str) -> Pair:
    return (one, other) if one < other else (other, one)


def _columns(rows: Sequence[_Row], outlets: Mapping[str, int]) -> Columns:
    codes = {None: UNTOLD, False: 0, True: 1}
    return Columns(
        copy=np.array([row.copy.head.id for row in rows], np.int64),
        source=np.array([row.source.head.id for row in rows], np.int64),
        taker=np.array([outlets[row.copy.house or ""] for row in rows], np.int32),
        giver=np.array([outlets[row.source.house or ""] for row in rows], np.int32),
        flow=np.array([FLOWS.index(row.flow) for row in rows], np.int8),
        kind=np.array([UNTOLD if row.kind is None else row.kind.rank for row in rows], np.int8),
        score=np.array([row.score for row in rows], np.float32),
        certainty=np.array([row.certainty for row in rows], np.float32),
        share=np.array([row.share for row in rows], np.float32),
        credited=np.array([codes[row.credited] for row in rows], np.int8),
        part=np.array([PARTS.index(row.part) for row in rows], np.int8),
        level=np.array([LEVELS.index(row.level) for row in rows], np.int8),
        day=np.array([row.copy.at.toordinal() if row.copy.at else 0 for row in rows], np.int32),
        wide=np.array([row.wide for row in rows], np.bool_),
    )


def _coverage(reader: Reader, press: Press, ours: frozenset[str], rows: Sequence[_Row], *, named: bool) -> Coverage:
    namings = press.namings
    named = named or any(row.own for row in namings)
    possible = sum(row.level is Level.POSSIBLE for row in rows)
    return Coverage(
        articles=sum(row.articles for row in namings),
        publishers=len({press.naming(row) for row in namings} - {None}),
        undated=sum(row.undated for row in namings),
        first_day=min((row.first[:10] for row in namings if row.first), default=None),
        last_day=max((row.last[:10] for row in namings if row.last), default=None),
        last=max((row.ingested_at for row in namings), default=None),
        waiting=reader.waiting_count(),
        crowded=reader.crowded_count(),
        pairs=len(rows) - possible,
        possible=possible,
        own=sum(row.articles for row in namings if row.own or press.naming(row) in ours) if named else None,
    )
