"""Publishers that are named in whatever way, for those who know whom to look for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dedup.model import Claim, Cue, MetaSource, PageCredits, PageLink
from dedup.provenance.credits import Imprint, credited, named, read_credits, spelt
from dedup.provenance.publishers import shipped_registry
from tests.provenance_factories import credits_of
from tests.test_provenance_credits import BODY, article


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Thanks are due to the Hollin Gazette for the story of the gate.", True),
        ("Nobody knows the lock as the Gazette does, or has asked the keeper as often.", True),
        ("Photo: Hollin Gazette", False),
        ("The gazette of the parish says nothing of it, and the keeper says less.", False),
    ],
)
def test_a_name_in_no_form_of_a_credit_is_a_name_still(line: str, expected: bool) -> None:
    text = article(f"{BODY}\n\n{line}\n\n{BODY}", publisher="Marlow Times")
    publisher = Imprint("Hollin Gazette", "hollingazette.example")
    assert credited(text, publisher.name, publisher.domain) == ()
    assert named(text, publisher, shipped_registry()) is expected


def test_a_link_to_a_publisher_that_looks_like_none_is_found_by_whom_looks_for_it() -> None:
    link = PageLink("https://slowletters.example/p/lock", "a newsletter", "Ann Lee told", " of the lock.")
    text = replace(
        article(f"{BODY}\n\nAnn Lee told a newsletter of the lock.", publisher="Marlow Times"),
        page_credits=PageCredits(links=(link,)),
    )
    assert [one.cue for one in credited(text, "Slow Letters", "slowletters.example")] == [Cue.LINK]
    assert read_credits(text) == ()


@pytest.mark.parametrize("byline", ["Hollin Gazette News Bureau", "Harbour Newsroom"])
def test_a_papers_own_room_is_no_other_source(byline: str) -> None:
    text = replace(article(BODY, publisher="Hollin Gazette"), byline=Claim(byline, MetaSource.META))
    assert read_credits(text) == ()


def test_an_address_in_brackets_belongs_to_the_name_before_it() -> None:
    line = "This article first appeared in the Hollin Gazette (hollingazette.example)."
    assert [one.name for one in credits_of(f"{BODY}\n\n{line}")] == ["Hollin Gazette"]


@pytest.mark.parametrize("name", ["\u00a0", "(x)", ""])
def test_a_publisher_whose_name_is_nothing_is_written_in_no_way(name: str) -> None:
    assert spelt(Imprint(name, None), shipped_registry()) == ()
