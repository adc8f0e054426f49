"""Reading dates."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.ingest.dates import RefusedDate, day_in, read_date
from dedup.model import DateClaim, MetaSource

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)


def taken(value: str | int | float) -> DateClaim:
    read = read_date(value, MetaSource.GIVEN, now=NOW)
    assert isinstance(read, DateClaim), read
    return read


@pytest.mark.parametrize(
    ("value", "iso"),
    [
        ("2026-03-04", "2026-03-04"),
        ("2026/3/4", "2026-03-04"),
        ("20260304", "2026-03-04"),
        ("4 March 2026", "2026-03-04"),
        ("March 4, 2026", "2026-03-04"),
        ("Wednesday, Mar. 4th 2026", "2026-03-04"),
        ("04.03.2026", "2026-03-04"),
        ("2026-03-04T10:30:00Z", "2026-03-04T10:30:00+00:00"),
        ("2026-03-04T10:30:00.123456789+0100", "2026-03-04T10:30:00.123456+01:00"),
        ("2026-03-04 10:30", "2026-03-04T10:30:00+00:00"),
        ("2026-03-04 10:30:00 UTC", "2026-03-04T10:30:00+00:00"),
        ("2026-03-04T10:30-05", "2026-03-04T10:30:00-05:00"),
        ("Wed, 04 Mar 2026 10:30:00 +0100", "2026-03-04T10:30:00+01:00"),
        ("  2026-03-04  ", "2026-03-04"),
        (1772620200, "2026-03-04T10:30:00+00:00"),
        (1772620200000, "2026-03-04T10:30:00+00:00"),
        ("1772620200", "2026-03-04T10:30:00+00:00"),
    ],
)
def test_common_forms_are_read(value: str | int, iso: str) -> None:
    assert taken(value).iso == iso


def test_the_day_of_a_claim_is_that_of_its_own_zone() -> None:
    assert taken("2026-03-04T23:30:00-05:00").at.date().isoformat() == "2026-03-04"


@pytest.mark.parametrize(
    "value",
    [
        "3000-01-01",
        "2026-03-13",
        "1899-12-31",
        "2026-02-30",
        "tomorrow",
        "",
        "2026-W09",
        "12",
        9e99,
        float("nan"),
        -9e18,
        "9" * 500,
    ],
)
def test_impossible_dates_are_refused_with_a_reason(value: str | float) -> None:
    read = read_date(value, MetaSource.GIVEN, now=NOW)
    assert isinstance(read, RefusedDate)
    assert read.reason


def test_tomorrow_is_taken_since_somewhere_it_has_begun() -> None:
    assert taken("2026-03-11").day_only


@given(st.text(max_size=60) | st.floats() | st.integers())
def test_nothing_makes_the_reader_fail(value: str | float) -> None:
    read = read_date(value, MetaSource.TEXT, now=NOW)
    if isinstance(read, DateClaim):
        assert read.at.tzinfo is not None
        assert read.at.year >= 1900


@given(st.datetimes(min_value=datetime(1900, 1, 2), max_value=datetime(2026, 3, 1), timezones=st.just(UTC)))
def test_iso_dates_come_back_as_they_went_in(at: datetime) -> None:
    assert taken(at.isoformat()).at == at


@pytest.mark.parametrize(
    "line",
    [
        "14 мая 2025 г., 10:30", "14 травня 2025", "14 Mayıs 2025", "14 MAYIS 2025", "2025年5月14日",
        "２０２５年５月１４日", "2025년 5월 14일", "Ngày 14 tháng 5 năm 2025",
        "14 tháng 5, 2025", "14 Mei 2025", "14 Μαΐου 2025",
        "den 14 maj 2025", "14. toukokuuta 2025", "١٤ مايو ٢٠٢٥", "14 במאי 2025", "14 मई 2025", "14 maja 2025",
    ],
)  # fmt: skip
def test_a_day_is_read_in_many_languages(line: str) -> None:
    assert day_in(line) == "2025-05-14"


def test_a_year_of_another_calendar_is_no_date() -> None:
    assert day_in("۱۴ اردیبهشت ۱۴۰۴") is None


@pytest.mark.parametrize(
    "line",
    [
        "45 May 2025", "February 31, 2025", "31.2.2025", "31.31.2025", "2025-13-01", "2025年13月45日",
        "5 tháng 13 năm 2025", "99/99/2020", "1 May 0000",
    ],
)  # fmt: skip
def test_a_day_that_no_calendar_has_is_none(line: str) -> None:
    assert day_in(f"Posted on {line}", day_first=True) is None
