"""What bylines of several articles tell together: shared bureaus and shared authors."""

from __future__ import annotations

import pytest

from dedup.provenance.bylines import same_hand, shared_bureaus
from dedup.provenance.publishers import PublisherKind


def test_a_bureau_under_whose_name_two_publishers_print_is_an_agency() -> None:
    signed = [("Ann Lee, County Assembly Newsdesk", "karlby"), ("By County Assembly Newsdesk", "ostrand")]
    (found,) = shared_bureaus(signed)
    assert (found.name, found.kind) == ("County Assembly Newsdesk", PublisherKind.AGENCY)
    assert shared_bureaus(reversed(signed)) == {found}


def test_an_abbreviation_in_another_byline_is_the_bureaus() -> None:
    signed = [(f"Ann Lee, {name}", name) for name in ("CAN", "QX")]
    signed += [("County Assembly Newsdesk", "karlby"), ("County Assembly Newsdesk", "ostrand")]
    (found,) = shared_bureaus(signed)
    assert found.name == "County Assembly Newsdesk (CAN)"
    assert found.aliases == ("County Assembly Newsdesk", "~CAN")


def test_an_abbreviation_may_leave_particles_out() -> None:
    signed = [("Ann Lee, APM", "qx"), ("Atelier du Pont Media", "karlby"), ("Atelier du Pont Media", "ostrand")]
    (found,) = shared_bureaus(signed)
    assert found.name == "Atelier du Pont Media (APM)"


@pytest.mark.parametrize(
    "byline",
    ["News Desk", "Digital Sports Team", "By our local newsroom", "Ann Lee", "Ann Lee, crime reporter", "Staff", ""],
)
def test_rooms_and_persons_are_no_bureaus(byline: str) -> None:
    assert shared_bureaus([(byline, "karlby"), (byline, "ostrand")]) == frozenset()


def test_one_publisher_alone_shows_nothing() -> None:
    signed = [("County Assembly Newsdesk", "karlby"), ("County Assembly Newsdesk", "karlby")]
    assert shared_bureaus([*signed, ("County Assembly Newsdesk", None)]) == frozenset()


@pytest.mark.parametrize(
    ("byline", "other", "same"),
    [
        ("By Ann Lee, health editor", "Ann Lee", True),
        ("Ann Lee and Piet van Horn", "PIET VAN HORN", True),
        ("Ann Lee", "Ann Leigh", False),
        ("Staff Writer", "Staff Writer", False),
        ("Chief Football Writer", "Chief Football Writer", False),
        ("Lee", "Lee", False),
        (None, "Ann Lee", False),
    ],
)
def test_a_full_name_in_both_is_one_hand(byline: str | None, other: str, same: bool) -> None:
    assert same_hand(byline, other) is same_hand(other, byline) is same


def test_a_hostile_byline_costs_no_more_than_a_long_one() -> None:
    for byline in ("Ann " * 50_000, "A" * 200_000, "by " * 50_000, " - " * 50_000):
        assert not same_hand(byline, "Ann Lee")
        shared_bureaus([(byline, "karlby"), (byline, "ostrand")])
