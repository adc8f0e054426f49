"""The rule for the canonical copy, in every branch and with the reason it gives."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.model import DateClaim, MetaSource
from dedup.provenance import Copy, choose_canonical
from tests.archive_factories import day


def copy(key: str, published: str | DateClaim | None = None, *, seen: str | None = None, words: int = 300) -> Copy:
    return Copy(
        key=key,
        content=key.encode(),
        words=words,
        published=day(published) if isinstance(published, str) else published,
        first_seen=day(seen, source=MetaSource.GIVEN) if seen else None,
    )


@pytest.mark.parametrize(
    ("copies", "key", "reason"),
    [
        pytest.param(
            [copy("late", "2024-10-09T08:00", words=900), copy("early", "2024-10-09T06:30")],
            "early",
            "Earliest date of 2 members: 2024-10-09T06:30:00+00:00, claimed (meta).",
            id="the earliest instant, however long the others are",
        ),
        pytest.param(
            [copy("day", "2024-10-09"), copy("later", "2024-10-10T00:00", words=900)],
            "day",
            "Earliest date of 2 members: 2024-10-09, claimed (meta).",
            id="a day alone on the earliest day",
        ),
        pytest.param(
            [copy("timed", "2024-10-09T06:30"), copy("day", "2024-10-09", words=301), copy("next", "2024-10-10")],
            "day",
            "2 members are of the earliest day, 2024-10-09; of these this is the most complete text (301 words).",
            id="a day and an instant of that day cannot be put in order",
        ),
        pytest.param(
            [copy("b", "2024-10-09"), copy("a", "2024-10-09"), copy("long", words=900)],
            "a",
            "2 members are of the earliest day, 2024-10-09; of these this is the most complete text (300 words). "
            "1 member carries no date.",
            id="days and lengths equal: the smaller key",
        ),
        pytest.param(
            [copy("b", "2024-10-09T06:30", words=301), copy("a", "2024-10-09T06:30"), copy("c"), copy("d")],
            "b",
            "Earliest date of 4 members: 2024-10-09T06:30:00+00:00, claimed (meta), shared by 2 members; of these the "
            "most complete text (301 words). 2 members carry no date.",
            id="one instant shared",
        ),
        pytest.param(
            [copy("b", "2024-10-09T06:30"), copy("a", "2024-10-09T06:30")],
            "a",
            "Earliest date of 2 members: 2024-10-09T06:30:00+00:00, claimed (meta), shared by 2 members; of these the "
            "most complete text (300 words).",
            id="all equal: the smaller key",
        ),
        pytest.param(
            [copy("b", words=301), copy("a")],
            "b",
            "No member carries a date; this is the most complete text (301 words).",
            id="no dates at all",
        ),
        pytest.param(
            [copy("b"), copy("a")],
            "a",
            "No member carries a date; this is the most complete text (300 words).",
            id="no dates, equal lengths: the smaller key",
        ),
        pytest.param(
            [copy("liar", "2030-01-01", seen="2024-10-09T06:00"), copy("honest", "2024-10-09T07:00")],
            "liar",
            "Earliest date of 2 members: 2024-10-09T06:00:00+00:00, seen (given).",
            id="claimed later than seen: what was seen counts",
        ),
        pytest.param(
            [copy("zoned", "2024-10-10T05:59", seen="2024-10-09T06:00"), copy("other", "2024-10-10T05:00")],
            "other",
            "Earliest date of 2 members: 2024-10-10T05:00:00+00:00, claimed (meta).",
            id="claimed less than a day after it was seen: clocks differ, the claim stands",
        ),
        pytest.param(
            [copy("undated", seen="2024-10-08T12:00"), copy("dated", "2024-10-09")],
            "undated",
            "Earliest date of 2 members: 2024-10-08T12:00:00+00:00, seen (given).",
            id="no claim: the time it was first seen serves",
        ),
        pytest.param(
            [copy("a", "2024-10-07", seen="2024-10-12T12:00"), copy("b", "2024-10-08", seen="2024-10-08T12:00")],
            "a",
            "Earliest date of 2 members: 2024-10-07, claimed (meta).",
            id="a claim long before it was seen is trusted",
        ),
        pytest.param(
            [copy("alone")],
            "alone",
            "No member carries a date; this is the most complete text (300 words).",
            id="one copy",
        ),
    ],
)
def test_the_rule_and_its_reason(copies: list[Copy], key: str, reason: str) -> None:
    for order in (copies, copies[::-1]):
        ruling = choose_canonical(order)
        assert (ruling.key, ruling.reason) == (key, reason)


def test_instants_are_compared_across_time_zones() -> None:
    east = DateClaim(day("2024-10-09T06:30").at.fromisoformat("2024-10-09T06:30:00+09:00"), MetaSource.JSON_LD)
    ruling = choose_canonical([copy("utc", "2024-10-08T22:00"), copy("east", east)])
    assert ruling.key == "east"
    assert ruling.reason == "Earliest date of 2 members: 2024-10-09T06:30:00+09:00, claimed (json-ld)."


dates = st.none() | st.sampled_from(["2024-10-08", "2024-10-09", "2024-10-09T06:00", "2024-10-09T18:00", "2031-01-01"])
some_copies = st.lists(st.tuples(dates, dates, st.integers(20, 23)), min_size=1, max_size=6).map(
    lambda rows: [copy(f"k{i}", claim, seen=seen, words=words) for i, (claim, seen, words) in enumerate(rows)]
)


@given(some_copies, st.randoms(use_true_random=False))
def test_the_order_of_the_copies_makes_no_difference(copies: list[Copy], dice: random.Random) -> None:
    shuffled = dice.sample(copies, len(copies))
    assert choose_canonical(shuffled) == choose_canonical(copies)
