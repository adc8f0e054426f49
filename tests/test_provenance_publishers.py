"""The registry of publishers: names, domains, a user's file, and which two namings mean one publisher."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.errors import TooLargeError, UnreadableError, UnusableError
from dedup.provenance.publishers import (
    Publisher,
    PublisherKind,
    Registry,
    parse_publishers,
    plain_name,
    publishers_text,
    registry_with,
    shipped_registry,
    spelt_by,
)
from dedup.text.hosts import registered_part
from tests.provenance_factories import credits_of


@pytest.mark.parametrize(
    ("name", "domain", "other", "other_domain", "same"),
    [
        ("BBC News", None, None, "www.bbc.co.uk", True),
        ("The Hollin Gazette", None, "hollin gazette", None, True),
        ("Hollin Gazette", None, None, "hollingazette.example", True),
        ("Hollin Gazette", None, "Marlow Gazette", None, False),
        (None, "news.hollin.example", None, "hollin.example", True),
        (None, "a.blogspot.com", None, "b.blogspot.com", False),
        (None, "hollin.co.uk", None, "marlow.co.uk", False),
        ("MPB", None, "Marlow Press Bureau (MPB)", "marlow.example", True),
        ("MPB", None, "Marlow Press Bureau", None, True),
        ("Hügelischen Allgemeinen", None, "Hügelische Allgemeine", None, True),
        (None, None, None, None, False),
        ("", "", "", "", False),
    ],
)
def test_two_namings_of_one_publisher_are_told_from_two_publishers(
    name: str | None, domain: str | None, other: str | None, other_domain: str | None, same: bool
) -> None:
    registry = shipped_registry()
    assert registry.same(name, domain, other, other_domain) is same
    assert registry.same(other, other_domain, name, domain) is same


def test_the_shipped_registry_is_sound() -> None:
    registry = shipped_registry()
    assert sum(publisher.agency for publisher in registry.publishers) >= 80
    assert len(registry.publishers) >= 400
    domains = [domain for publisher in registry.publishers for domain in publisher.domains]
    assert len(domains) == len(set(domains))
    for publisher in registry.publishers:
        assert registry.by_name(publisher.name) is not None, publisher
        assert all(registry.by_domain(domain) is publisher for domain in publisher.domains), publisher


def test_a_user_s_file_adds_publishers_and_extends_known_ones(tmp_path: Path) -> None:
    path = tmp_path / "mine.tsv"
    path.write_text("# mine\nKuvio\tagency\tKUV\tkuvio.example\nReuters\tagency\tRTR Newsroom\n\n", encoding="utf-8")
    registry = registry_with(publishers_text(path))
    kuvio, reuters = registry.by_domain("www.kuvio.example"), registry.by_name("RTR Newsroom")
    assert kuvio is not None
    assert kuvio.agency
    assert reuters is not None
    assert (reuters.name, "reuters.com" in reuters.domains) == ("Reuters", True)
    (credit,) = credits_of("She told KUV so.", registry)
    assert (credit.name, credit.domain) == ("Kuvio", "kuvio.example")
    assert credits_of("She told KUV so.") == ()


@pytest.mark.parametrize(
    ("content", "part"),
    [
        ("Kuvio", ":1 is not a publisher"),
        ("Kuvio\tshop", "kind 'shop'"),
        ("#\n...\toutlet", ":2 is not a publisher"),
        ("Kuvio\toutlet\t\tnot a host", "not a host name"),
        ("Kuvio\toutlet\ta\tb.example\tmore", ":1 is not a publisher"),
    ],
)
def test_a_wrong_line_is_named(content: str, part: str) -> None:
    with pytest.raises(UnusableError, match=part):
        parse_publishers(content, "mine.tsv")


def test_a_file_that_cannot_be_used_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError):
        publishers_text(tmp_path / "absent.tsv")
    (tmp_path / "bytes.tsv").write_bytes(b"\xff\xfe\xfa")
    with pytest.raises(UnusableError, match="UTF-8"):
        publishers_text(tmp_path / "bytes.tsv")
    (tmp_path / "large.tsv").write_bytes(b"#" * 8_000_001)
    with pytest.raises(TooLargeError):
        publishers_text(tmp_path / "large.tsv")


def test_an_everyday_word_is_a_name_only_with_its_article() -> None:
    registry = Registry([Publisher("Lantern", PublisherKind.OUTLET, ("^Lantern",))])
    assert [credit.name for credit in credits_of("She told the Lantern so.", registry)] == ["Lantern"]
    assert credits_of("She told Lantern so.", registry) == ()


@given(st.text(max_size=60), st.text(max_size=60))
def test_names_and_domains_of_any_sort_can_be_compared(one: str, other: str) -> None:
    registry = shipped_registry()
    assert registry.same(one, other, one, other) or not (plain_name(one) or registered_part(other))
    assert registry.same(one, None, None, other) == registry.same(None, other, one, None)


@pytest.mark.parametrize(
    ("domain", "name", "spelt"),
    [
        ("www.tarnledger.example", "Tarn County Ledger", True),
        ("tarn-county-ledger.example", "The Tarn County Ledger", True),
        ("thetarnledger.example", "Tarn Ledger", True),
        ("tarnandlake.example", "Tarn & Lake", True),
        ("hollingazette.example", "Tarn County Ledger", False),
        ("tarnledger24.example", "Tarn County Ledger", False),
        ("the.example", "Tarn County Ledger", False),
        (None, "Tarn County Ledger", False),
        ("tarnledger.example", None, False),
    ],
)
def test_a_domain_made_of_a_publishers_name(domain: str | None, name: str | None, spelt: bool) -> None:
    assert spelt_by(domain, name) is spelt


MORE = [
    [
        Publisher("Outer Tarn Ledger", domains=("outertarn.example",)),
        Publisher("The Inner Tarn", aliases=("^Inner Tarn",)),
    ],
    [Publisher("Tarn One", domains=("tarn.example",)), Publisher("Tarn Two", domains=("tarn.example",))],
    [Publisher("Somebody", domains=("reuters.com",)), Publisher("reuters", aliases=("The Wire of Reuters",))],
    [Publisher("The Guardian of Tarn"), Publisher("Fox News of Tarn", domains=("foxtarn.example",))],
]


@pytest.mark.parametrize("more", MORE)
def test_a_registry_that_grows_is_the_one_that_is_made_of_all(more: list[Publisher]) -> None:
    grown = shipped_registry().extended(more)
    whole = Registry((*shipped_registry().publishers, *more))
    assert grown.publishers == whole.publishers
    assert grown.beginnings == whole.beginnings
    begun = {first for first, _ in whole.beginnings[1]} | whole.beginnings[0]
    assert all(grown.forms_from(word) == whole.forms_from(word) for word in begun)
    for one in whole.publishers:
        for name in (one.name, *one.aliases):
            assert grown.by_name(name) == whole.by_name(name)
        for domain in one.domains:
            assert grown.by_domain(domain) == whole.by_domain(domain)
    again = [Publisher("Tarn Three", domains=("three.example",))]
    assert grown.extended(again).publishers == whole.extended(again).publishers


def test_a_publisher_that_links_two_makes_them_one_when_more_come() -> None:
    linked = Registry(
        [
            Publisher("One", domains=("one.example",)),
            Publisher("Two", domains=("two.example",)),
            Publisher("One", domains=("two.example",)),
        ]
    )
    more = [Publisher("Three")]
    assert linked.extended(more).publishers == Registry((*linked.publishers, *more)).publishers


def test_an_abbreviation_leaves_the_particles_of_a_name_out() -> None:
    registry = shipped_registry()
    assert registry.same("AMP", None, "Agence Marskaise de Presse", None)
    assert registry.same("AMDP", None, "Agence Marskaise de Presse", None)
    assert not registry.same("AP", None, "Agence Marskaise de Presse", None)
