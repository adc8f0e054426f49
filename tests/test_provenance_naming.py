"""Publishers that are named in whatever way, for those who know whom to look for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dedup.model import Claim, CreditSort, Cue, MetaSource, PageCredits, PageLink
from dedup.provenance.credits import Imprint, credited, imprint, named, read_credits, says, spelt
from dedup.provenance.party import publisher_named
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


@pytest.mark.parametrize(
    "line",
    [
        "Her book was translated into nine languages, a piece in the Hollin Echo says.",
        "The original of the drawing appeared in the Hollin Echo in 1954.",
    ],
)
def test_what_is_said_of_other_translations_and_originals_gives_no_text_away(line: str) -> None:
    assert all(one.sort is CreditSort.CLAIM for one in credits_of(f"{BODY}\n\n{line}"))


def test_a_house_is_named_by_whom_its_press_room_is_known() -> None:
    """A firm's own page calls itself Brae & Lund Newsroom; whoever prints its release names Brae & Lund."""
    release = f"The gates do not fit, according to a press release by Brae & Lund.\n\n{BODY}"
    (found,) = credited(article(release), "Brae & Lund Newsroom", "media.braelund.example")
    assert (found.cue, found.written) == (Cue.ACCORDING, "Brae & Lund")
    assert not credited(article(release), "Brae Newsroom", "media.brae.example")


@pytest.mark.parametrize("name", ["Agenzia Stampa Marsk", "Agenzia Stampa Marsk (ASM)", "Marsk Press Agency"])
def test_an_agency_is_one_whoever_looks_for_it(name: str) -> None:
    """Forms that hold for agencies alone hold for one that is looked for by its name as for one that is met."""
    line = article(f"{BODY}\n\nWith {name}")
    assert [credit.cue for credit in read_credits(line)] == [Cue.CONTRIBUTED]
    assert [credit.cue for credit in credited(line, name, None)] == [Cue.CONTRIBUTED]
    assert publisher_named(name.partition(" (")[0], None).agency


def test_one_whose_name_is_not_known_is_named_by_what_its_address_spells() -> None:
    hill = imprint(None, "https://hollinmercury.example/lock", None)
    told_of = article(f"The Hollin Mercury said that a digger met the wall.\n\n{BODY}")
    assert says(told_of, spelt(hill, shipped_registry()))
    assert named(told_of, hill, shipped_registry())
    assert not says(article(BODY), spelt(hill, shipped_registry()))
    assert not named(article(f"Mercury and Mars are seen from the lock.\n\n{BODY}"), hill, shipped_registry())
    council = imprint(None, "https://www.hollin.example/press/lock.htm", None)
    printed = article(f"Hollin Borough Council will mend the gates.\n\n{BODY}")
    assert says(printed, spelt(council, shipped_registry()))
    assert named(printed, council, shipped_registry())
