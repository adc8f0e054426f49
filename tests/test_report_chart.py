"""The timeline of a story as a drawing: places, rows, and lines."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

from dedup.model import (
    Basis,
    DateClaim,
    EdgeSort,
    Kind,
    Member,
    MetaSource,
    Moment,
    Origin,
    OriginStatus,
    Parent,
    Role,
    Story,
)
from dedup.report.chart import RADIUS, Chart, chart_of

START = datetime(2024, 3, 2, 6, tzinfo=UTC)


def member(key: str, publisher: str | None, *parents: Parent, role: Role = Role.DERIVATIVE) -> Member:
    via = parents[0].article if parents else None
    return Member(
        article=key, role=role, kind=Kind.REWRITE, via=via, score=0.9, reason="", publisher=publisher, parents=parents
    )


def moment(key: str, at: datetime | None, *, day_only: bool = False) -> Moment:
    if at is None:
        return Moment(article=key, at=None, basis=None, seen=None)
    claim = DateClaim(at, MetaSource.META, day_only)
    return Moment(article=key, at=claim, basis=Basis.CLAIMED, seen=None)


def story(members: Sequence[Member], origin: Origin | None = None) -> Story:
    origin = origin or Origin(status=OriginStatus.HELD, article=members[0].article)
    return Story(id="s", origin=origin, canonical=members[0].article, reason="", members=tuple(members))


def drawn(members: Sequence[Member], moments: Sequence[Moment], origin: Origin | None = None) -> Chart:
    keys = [one.article for one in moments]
    return chart_of(story(members, origin), moments, keys, {key: place for place, key in enumerate(keys, 1)})


def at(hours: float) -> datetime:
    return START + timedelta(hours=hours)


HELD = [
    member("a", "Post", role=Role.ORIGIN),
    member("b", "Echo", Parent("a", None, "has its words")),
    member("c", "Post", Parent("a", None, "an earlier state", revision=True)),
    member("d", "Star", Parent("b", None, "names it"), role=Role.CITING),
]
TIMES = [moment("a", at(0)), moment("b", at(2)), moment("c", at(3)), moment("d", at(8))]


def test_publishers_have_rows_in_the_order_of_their_first_article() -> None:
    chart = drawn(HELD, TIMES)
    assert [row.name for row in chart.rows] == ["Post", "Echo", "Star"]
    rows = {mark.article: next(row.name for row in chart.rows if row.y == mark.y) for mark in chart.marks}
    assert rows == {"a": "Post", "b": "Echo", "c": "Post", "d": "Star"}
    assert all(above.top + above.height <= below.top for above, below in pairwise(chart.rows))


def test_time_is_to_scale() -> None:
    a, b, c, d = (mark.x for mark in drawn(HELD, TIMES).marks)
    assert abs((b - a) / (d - a) - 2 / 8) < 0.01
    assert abs((c - a) / (d - a) - 3 / 8) < 0.01
    assert drawn(HELD, TIMES).breaks == ()


def test_lines_lead_from_what_was_taken_to_what_was_made_of_it() -> None:
    lines = drawn(HELD, TIMES).lines
    assert [(line.sort, line.source, line.target) for line in lines] == [
        (EdgeSort.DERIVED, 1, 2),
        (EdgeSort.REVISION, 1, 3),
        (EdgeSort.QUOTED, 2, 4),
    ]


def test_a_long_gap_is_drawn_short_and_says_how_long_it_is() -> None:
    times = [moment("a", at(0)), moment("b", at(2)), moment("c", at(3)), moment("d", at(24 * 200))]
    chart = drawn(HELD, times)
    assert [one.words for one in chart.breaks] == ["200 days"]
    a, b, c, d = (mark.x for mark in chart.marks)
    assert d - c < c - a
    assert abs((b - a) / (c - a) - 2 / 3) < 0.01
    assert c < chart.breaks[0].x < d


def test_an_origin_that_is_not_held_is_drawn_as_such() -> None:
    members = [
        member("a", "Post", Parent(None, "Harbour Wire", "credits it"), role=Role.WITNESS),
        member("b", "Echo", Parent(None, "Lantern", "credits it")),
    ]
    chart = drawn(members, TIMES[:2], Origin(status=OriginStatus.NOT_HELD, name="Harbour Wire"))
    assert [(box.name, box.origin) for box in chart.absent] == [("Harbour Wire", True), ("Lantern", False)]
    assert [(line.source, line.target) for line in chart.lines] == [(None, 1), (None, 2)]
    assert all(box.y + box.height < chart.rows[0].top for box in chart.absent)


def test_an_origin_that_nobody_names_is_drawn_too() -> None:
    members = [member("a", "Post", Parent(None, None, "has more"), role=Role.WITNESS)]
    chart = drawn(members, TIMES[:1], Origin(status=OriginStatus.NOT_HELD))
    assert [box.origin for box in chart.absent] == [True]
    assert [line.source for line in chart.lines] == [None]


def test_a_day_without_an_hour_is_as_long_as_a_day() -> None:
    times = [moment("a", at(-6), day_only=True), moment("b", at(42))]
    first, second = drawn(HELD[:2], times).marks
    assert first.until is not None
    assert abs((first.until - first.x) / (second.x - first.x) - 24 / 48) < 0.01
    assert second.until is None


def test_what_has_no_date_stands_apart() -> None:
    chart = drawn(HELD[:2], [moment("a", at(0)), moment("b", None)])
    dated, undated = chart.marks
    assert chart.undated is not None
    assert dated.x < chart.undated < undated.x
    assert not undated.dated


def test_one_moment_and_none_at_all() -> None:
    assert len(drawn(HELD[:2], [moment("a", at(0)), moment("b", at(0))]).marks) == 2
    alone = drawn(HELD[:1], [moment("a", None)])
    assert (alone.ticks, alone.breaks) == ((), ())
    assert drawn(HELD, []).marks == ()


instants = st.one_of(
    st.none(),
    st.integers(0, 10**6).map(lambda minutes: START + timedelta(minutes=minutes)),
    st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),
)
entries = st.tuples(instants, st.booleans(), st.sampled_from(["Post", "Echo", "Star", None, "x" * 90, "\u202eevil"]))


@given(st.lists(entries, min_size=1, max_size=40), st.randoms(use_true_random=False))
def test_marks_stay_inside_and_apart_and_in_order(
    given_: list[tuple[datetime | None, bool, str | None]], chance: random.Random
) -> None:
    members = [member("m0", given_[0][2], role=Role.ORIGIN)]
    for number, (_, _, publisher) in enumerate(given_[1:], 1):
        members.append(member(f"m{number}", publisher, Parent(f"m{chance.randrange(number)}", None, "")))
    moments = [
        moment(one.article, when, day_only=day and when is not None)
        for one, (when, day, _) in zip(members, given_, strict=True)
    ]
    chart = drawn(members, moments)
    assert len(chart.marks) == len(members)
    for mark in chart.marks:
        assert RADIUS <= mark.x <= chart.width - RADIUS
        assert RADIUS <= mark.y <= chart.height - RADIUS
        assert mark.until is None or mark.x <= mark.until <= chart.width
    for one, other in combinations(chart.marks, 2):
        assert abs(one.x - other.x) >= 2 * RADIUS or abs(one.y - other.y) >= 2 * RADIUS
    when = {one.article: one.at.instant for one in moments if one.at}
    dated = sorted((mark for mark in chart.marks if mark.dated), key=lambda mark: when[mark.article])
    assert all(before.x <= after.x for before, after in pairwise(dated))
    assert all(abs(one.x - other.x) >= 90 for one, other in combinations(chart.ticks, 2))
    shuffled = list(members)
    chance.shuffle(shuffled)
    numbers = {one.article: place for place, one in enumerate(moments, 1)}
    again = chart_of(
        Story(id="s", origin=story(members).origin, canonical="m0", reason="", members=tuple(shuffled)),
        moments,
        [one.article for one in shuffled],
        numbers,
    )
    assert again == chart
