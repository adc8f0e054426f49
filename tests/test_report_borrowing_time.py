"""Spells of time and the calendar of who takes from whom."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.model import Borrowing, Outlet, Period, Spell, parted
from dedup.report.borrowing_time import calendar

DAYS = st.dates(min_value=date(1, 1, 8), max_value=date(9999, 12, 24))


def borrowing(source: str, **days: int) -> Borrowing:
    """One publisher's debt: days as `d2024_03_01` with articles, of which each second is uncredited."""
    spells = tuple(
        Spell(name[1:].replace("_", "-") if name != "undated" else None, count, count - count // 2, count // 2, 0)
        for name, count in days.items()
    )
    articles = sum(days.values())
    return Borrowing(source=Outlet(source), taker=Outlet("Taker"), held=True, articles=articles, days=spells)


@given(DAYS, st.sampled_from(Period))
def test_each_day_belongs_to_one_spell(day: date, period: Period) -> None:
    begin = period.begin(day)
    end = period.end(begin)
    assert begin <= day <= end
    assert period.begin(end) == begin
    assert period.begin(begin - timedelta(days=1)) < begin == period.begin(begin)
    if end < date(9999, 12, 1):
        assert period.begin(end + timedelta(days=1)) > begin


def test_the_last_week_there_is_ends_with_time() -> None:
    assert Period.WEEK.end(Period.WEEK.begin(date.max)) == date.max


@given(
    st.lists(st.tuples(st.none() | DAYS, st.integers(0, 9), st.integers(0, 9)), max_size=30), st.sampled_from(Period)
)
def test_nothing_is_lost_or_counted_twice(days: list[tuple[date | None, int, int]], period: Period) -> None:
    spells = [Spell(day.isoformat() if day else None, one + two, one, two, one) for day, one, two in days]
    found = parted(spells, period)
    for name in ("articles", "credited", "uncredited", "undetermined"):
        assert sum(getattr(one, name) for one in found) == sum(getattr(one, name) for one in spells)
    begins = [one.begin for one in found]
    assert len(set(begins)) == len(begins)
    dated = [begin for begin in begins if begin is not None]
    assert begins == sorted(dated) + [None] * (None in begins)


def test_a_calendar_ends_with_the_last_spell_and_leads_on() -> None:
    found = [
        borrowing("Rare", d2023_01_05=1),
        borrowing("Often", d2024_03_01=3, d2024_01_31=2, undated=1),
        borrowing("Seldom", d2024_02_11=1, d2023_12_30=9),
    ]
    shown = calendar(found, Period.MONTH, None, 3)
    assert [column.label for column in shown.columns] == ["Jan 2024", "Feb 2024", "Mar 2024"]
    assert [(row.borrowing.source.name, row.shown) for row in shown.rows] == [("Often", 5), ("Seldom", 1)]
    assert [cell.articles if cell else None for cell in shown.rows[0].cells] == [2, None, 3]
    assert (shown.earlier, shown.later) == (date(2023, 12, 1), None)
    before = calendar(found, Period.MONTH, shown.earlier, 3)
    assert [column.begin for column in before.columns] == [date(2023, 10, 1), date(2023, 11, 1), date(2023, 12, 1)]
    assert before.later == date(2024, 3, 1)
    assert [row.borrowing.source.name for row in before.rows] == ["Seldom"]


@pytest.mark.parametrize("until", [None, date(1900, 1, 1), date(9999, 12, 31), date(1, 1, 1)])
def test_a_calendar_of_any_day_is_a_calendar(until: date | None) -> None:
    assert calendar([], Period.WEEK, until, 12).columns == ()
    assert calendar([borrowing("Undated", undated=2)], Period.WEEK, until, 12).rows == ()
    shown = calendar([borrowing("Once", d2024_02_11=1)], Period.WEEK, until, 12)
    assert 1 <= len(shown.columns) <= 12
