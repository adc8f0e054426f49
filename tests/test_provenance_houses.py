from __future__ import annotations

import itertools

import pytest

from dedup.model import Outlet
from dedup.provenance import Houses, Publisher, Registry

REGISTRY = Registry([Publisher("Meridian Wire", aliases=("MW",), domains=("meridian.example",))])
NAMINGS = [
    ("Vessholm Post", "post.example"),
    ("The Vessholm Post", "www.post.example"),
    ("The Vessholm Post", "news.post.example"),
    ("Herald", "herald-north.example"),
    ("Herald", "herald-south.example"),
    ("Northern Wire Agency (NWA)", "nwa.example"),
    (None, "bare.example"),
    ("Karlby Echo", None),
    (None, None),
]
HOUSES = Houses(NAMINGS, REGISTRY)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Vessholm Post", "post.example"), ("the vessholm post", None)),
        (("Vessholm Post", "sport.post.example"), ("Vessholm Post", None)),
        (("Meridian Wire", None), ("MW", None)),
        (("MW", None), ("whatever", "edition.meridian.example")),
        (("NWA", None), ("Northern Wire Agency (NWA)", "nwa.example")),
        (("Northern Wire Agency", None), ("NWA", None)),
        (("Karlby Echo", None), ("THE KARLBY ECHO", None)),
    ],
)
def test_spellings_of_one_publisher_are_one(one: tuple[str, str | None], other: tuple[str, str | None]) -> None:
    assert HOUSES.of(*one) == HOUSES.of(*other) is not None


def test_two_outlets_of_one_name_stay_two_and_a_name_alone_is_neither() -> None:
    three = {HOUSES.of("Herald", domain) for domain in ("herald-north.example", "herald-south.example", None)}
    assert three == {"herald-north.example", "herald-south.example", "herald"}


@pytest.mark.parametrize("naming", [(None, None), ("", None), ("…", None), (" ", "localhost")])
def test_nothing_is_nobody(naming: tuple[str | None, str | None]) -> None:
    assert HOUSES.of(*naming) is None
    assert HOUSES.outlet(None) == Outlet(None)


@pytest.mark.parametrize(
    ("asked", "houses"),
    [
        ("Vessholm Post", {"post.example", "vessholm post"}),
        ("www.POST.example", {"post.example", "www post example"}),
        ("https://news.post.example/2024/lock", {"post.example"}),
        ("herald", {"herald-north.example", "herald-south.example", "herald"}),
        ("mw", {"meridian wire", "mw"}),
        ("meridian.example", {"meridian wire", "meridian example"}),
        ("", set()),
        ("\x00", set()),
    ],
)
def test_whom_somebody_asks_for(asked: str, houses: set[str]) -> None:
    assert HOUSES.asked(asked) >= houses
    known = {HOUSES.of(*naming) for naming in NAMINGS} | {"meridian wire"}
    assert HOUSES.asked(asked) & known == houses & known


def test_a_publisher_is_listed_by_its_registered_name_else_the_most_frequent_else_the_domain() -> None:
    assert HOUSES.outlet(HOUSES.of("MW", None)) == Outlet("Meridian Wire", "meridian.example")
    assert HOUSES.outlet("post.example") == Outlet("The Vessholm Post", "post.example")
    assert HOUSES.outlet("bare.example") == Outlet("bare.example", "bare.example")
    assert HOUSES.outlet(HOUSES.of("Karlby Echo", None)) == Outlet("Karlby Echo")


def test_the_order_of_the_namings_makes_no_difference() -> None:
    few = [("The Post", "post.example"), ("Post", "post.example"), ("Post", None), ("the post", None)]
    made = [Houses(order, REGISTRY) for order in itertools.permutations(few)]
    assert {(one.of("Post", None), one.outlet("post.example")) for one in made} == {
        ("post.example", Outlet("Post", "post.example"))
    }
