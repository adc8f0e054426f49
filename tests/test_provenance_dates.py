from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.model import Article, Capture, DateClaim, Direction, Medium, MetaSource
from dedup.provenance.dates import Times, date_balance, date_clues, later_of, times_of
from tests.provenance_factories import at, day_only


def article(
    *,
    published: DateClaim | None = None,
    modified: DateClaim | None = None,
    seen: DateClaim | None = None,
    uri: str = "",
) -> Article:
    return Article(
        key="k",
        text="Words.",
        capture=Capture(source="k", medium=Medium.PAGE, digest="0"),
        uri=uri or None,
        published=published,
        modified=modified,
        first_seen=seen,
    )


def test_a_claim_after_the_first_sighting_is_refused_and_told() -> None:
    times = times_of(article(published=at(9, day=9), seen=at(9, day=3)))
    assert times.claimed is None
    assert [finding.code for finding in times.findings] == ["date_after_seen"]
    assert times.earliest == at(9, day=3).instant


def test_a_change_before_publication_is_told() -> None:
    times = times_of(article(published=at(9, day=9), modified=at(9, day=3)))
    assert [finding.code for finding in times.findings] == ["date_modified_early"]
    assert times.claimed == at(9, day=9)


@pytest.mark.parametrize("uri", ["https://a.example/2026/03/20/storm", "https://a.example/storm-2026-03-20"])
def test_an_address_of_another_day_is_told(uri: str) -> None:
    times = times_of(article(published=at(9, day=3), uri=uri))
    assert [finding.code for finding in times.findings] == ["date_address"]


@pytest.mark.parametrize(
    "uri",
    [
        "https://a.example/2026/03/03/storm",
        "https://a.example/2026/13/45/storm",
        "https://a.example/room/101",
        "x" * 9000,
    ],
)
def test_other_addresses_say_nothing(uri: str) -> None:
    assert times_of(article(published=at(9, day=3), uri=uri)).findings == ()


def test_who_claims_to_follow_what_was_already_seen_follows_it() -> None:
    (clue,) = date_clues(Times(at(12), at(12.5)), Times(at(8), at(8.5)))
    assert (clue.name, clue.toward) == ("dates_firm", Direction.A_FROM_B)


def test_dates_are_told_as_people_write_them() -> None:
    evening = DateClaim(datetime(2026, 3, 3, 20, 30, tzinfo=timezone(timedelta(hours=-5))), MetaSource.META)
    (clue,) = date_clues(Times(at(8, day=3)), Times(evening))
    assert clue.sentence == "A claims to be of 2026-03-03 08:00 UTC, B of 2026-03-04 01:30 UTC."
    (clue,) = date_clues(Times(day_only(3)), Times(evening))
    assert clue.sentence == "A claims to be of 2026-03-03, B of 2026-03-04 01:30 UTC."


def test_claims_that_sightings_bear_out_weigh_more_than_claims_alone() -> None:
    a, b = Times(at(8), at(13)), Times(at(9), at(14))
    (both,) = date_clues(a, b)
    (alone,) = date_clues(Times(at(8)), Times(at(9)))
    assert both.toward is alone.toward is Direction.B_FROM_A
    assert both.weight > alone.weight > 0


def test_a_claim_to_be_older_that_was_seen_later_decides_nothing() -> None:
    (clue,) = date_clues(Times(at(7), at(20)), Times(at(9), at(9.5)))
    assert (clue.name, clue.weight, clue.toward) == ("dates_contradict", 0.0, Direction.UNDETERMINED)
    assert "back-dated, or found late" in clue.sentence


def test_sightings_alone_weigh_little() -> None:
    (clue,) = date_clues(Times(seen=at(9)), Times(seen=at(12)))
    assert clue.toward is Direction.B_FROM_A
    assert 0 < clue.weight < 1


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (Times(), Times()),
        (Times(at(9)), Times(at(9))),
        (Times(at(9)), Times(DateClaim(datetime(2026, 3, 3, 9, 3, tzinfo=UTC), MetaSource.META))),
        (Times(day_only(3)), Times(at(9))),
        (Times(at(9)), Times()),
    ],
)
def test_no_dates_equal_dates_and_days_without_hours_give_no_order(a: Times, b: Times) -> None:
    assert all(clue.weight == 0 for clue in date_clues(a, b))


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (Times(at(12), at(12.5)), Times(at(8), at(8.5))),
        (Times(at(7), at(20)), Times(at(9), at(9.5))),
        (Times(seen=at(9)), Times(seen=at(12))),
        (Times(day_only(3)), Times(day_only(4), at(8, day=4))),
    ],
)
def test_exchanging_the_texts_exchanges_the_clues(a: Times, b: Times) -> None:
    assert [clue.swapped() for clue in date_clues(b, a)] == list(date_clues(a, b))


CLAIMS = st.none() | st.builds(at, st.floats(0, 23.9)) | st.builds(day_only, st.integers(1, 20))
SIGHTINGS = st.none() | st.builds(at, st.floats(0, 23.9))


@given(st.builds(Times, CLAIMS, SIGHTINGS), st.builds(Times, CLAIMS, SIGHTINGS))
def test_the_balance_of_dates_is_what_their_clue_weighs(a: Times, b: Times) -> None:
    signs = {Direction.A_FROM_B: 1, Direction.B_FROM_A: -1, Direction.UNDETERMINED: 0}
    assert date_balance(a, b) == sum(signs[clue.toward] * clue.weight for clue in date_clues(a, b))


def test_of_two_states_the_one_published_later_is_the_later() -> None:
    assert later_of(Times(at(9), at(14)), Times(at(9), at(9.5))) is Direction.A_FROM_B
    assert later_of(Times(at(9)), Times(at(9))) is Direction.UNDETERMINED
    assert later_of(Times(), Times(at(9))) is Direction.UNDETERMINED


def test_a_day_without_an_hour_does_not_outrun_a_sighting_of_that_day() -> None:
    assert later_of(Times(day_only(3), at(10)), Times(seen=at(6))) is Direction.A_FROM_B


def test_the_order_in_which_we_came_to_two_pages_says_nothing() -> None:
    early, late = (DateClaim(datetime(2026, 3, day, tzinfo=UTC), MetaSource.FETCH) for day in (3, 9))
    first, second = times_of(article(seen=early)), times_of(article(seen=late))
    assert date_clues(first, second) == ()
    assert first.earliest is None
    assert later_of(first, second) is Direction.UNDETERMINED
    given = times_of(article(seen=DateClaim(late.at, MetaSource.GIVEN)))
    assert date_clues(first, given) == ()


def test_a_page_that_we_fetched_existed_by_then() -> None:
    seen = DateClaim(datetime(2026, 3, 3, tzinfo=UTC), MetaSource.FETCH)
    (clue,) = date_clues(times_of(article(seen=seen)), times_of(article(published=at(9, day=9))))
    assert (clue.name, clue.toward) == ("dates_firm", Direction.B_FROM_A)
    assert [one.code for one in times_of(article(published=at(9, day=9), seen=seen)).findings] == ["date_after_seen"]
