"""Stories made of a lineage: ids, the order of members, and how each is related to what it hangs on."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dedup.model import CreditSort, Kind, OriginStatus, Role
from dedup.provenance import build_story, story_id
from dedup.provenance.lineage import trace
from tests.archive_factories import HARBOUR
from tests.provenance_factories import all_tied, at, credit, spun, witness

TEXT = "\n\n".join(HARBOUR)
COPY, CUT = (Kind.NEAR_COPY, 0.9), (Kind.EXCERPT, 0.7)


def test_an_id_is_the_smallest_hash_of_the_members_keys() -> None:
    # SHA-256 of "abc" begins ba7816bf8f01 and that of "" e3b0c44298fc (FIPS 180-4, examples).
    assert story_id(["abc"]) == "sba7816bf8f"
    assert story_id(["", "abc"]) == story_id(["abc", ""]) == "sba7816bf8f"
    assert story_id(["\ud800"]).startswith("s")  # a key may hold a lone surrogate


@given(st.lists(st.text(), min_size=1, unique=True), st.text())
def test_a_story_that_grows_keeps_its_id_or_takes_the_newcomers(keys: list[str], newcomer: str) -> None:
    assert story_id([*keys, newcomer]) in {story_id(keys), story_id([newcomer])}


def test_copies_hang_on_the_origin_that_they_name_by_the_kind_of_their_relation() -> None:
    members = [
        witness("first", TEXT, "Vessholm Herald", seen=at(6), claimed=at(6)),
        witness("cut", "\n\n".join(HARBOUR[:4]), "Karlby Courier", claimed=at(9), credits_=[credit("Vessholm Herald")]),
        witness("late", spun(TEXT), "Ostrand Globe", claimed=at(12), credits_=[credit("Vessholm Herald")]),
    ]
    lineage = trace(members, all_tied(members))
    story = build_story(lineage, {"cut": {"first": CUT, "late": COPY}, "late": {"first": COPY, "cut": COPY}})
    assert story.id == story_id(["first", "cut", "late"])
    assert (story.origin.status, story.origin.article, story.canonical) == (OriginStatus.HELD, "first", "first")
    assert story.ledger
    assert story.certainty >= 0.85
    assert [(one.article, one.role, one.kind, one.via, one.credited) for one in story.members] == [
        ("first", Role.ORIGIN, None, None, None),
        ("cut", Role.DERIVATIVE, Kind.EXCERPT, "first", True),
        ("late", Role.DERIVATIVE, Kind.NEAR_COPY, "first", True),
    ]


def test_those_that_cite_a_story_come_last_and_do_not_name_it() -> None:
    members = [
        witness("b", TEXT, "Vessholm Herald", credits_=[credit("Northern Wire Agency")]),
        witness("c", spun(TEXT, drop=2), "Karlby Courier", credits_=[credit("Northern Wire Agency")]),
        witness("d", spun(TEXT, drop=4, every=2), "Ostrand Globe", credits_=[credit("Northern Wire Agency")]),
    ]
    citing = witness(
        "a", "The lock is shut.", "Sarnow Post", credits_=[credit("Northern Wire Agency", CreditSort.CLAIM)]
    )
    story = build_story(trace(members, all_tied(members), citing=[citing]), {"a": {"b": (Kind.SAME_EVENT, 0.1)}})
    assert (story.origin.status, story.origin.name) == (OriginStatus.NOT_HELD, "Northern Wire Agency")
    assert story.id == story_id(["b", "c", "d"])
    last = story.members[-1]
    assert (last.article, last.role, last.kind, last.credited) == ("a", Role.CITING, Kind.SAME_EVENT, True)
    assert {one.name for member in story.members for one in member.parents} == {"Northern Wire Agency"}


def test_an_earlier_report_that_is_like_a_copy_alone_is_not_said_to_come_from_the_origin() -> None:
    named = [credit("Vessholm Herald")]
    members = [
        witness("first", TEXT, "Vessholm Herald", seen=at(6), claimed=at(6)),
        witness("cut", "\n\n".join(HARBOUR[:4]), "Karlby Courier", claimed=at(9), credits_=named),
        witness("late", spun(TEXT), "Ostrand Globe", claimed=at(12), credits_=named),
    ]
    for hour, credits_, parents in ((5, [], []), (7, [], ["first"]), (5, named, ["first"])):
        report = witness("report", "\n\n".join(HARBOUR[1:3]), "Sarnow Post", claimed=at(hour), credits_=credits_)
        ties = {key: dict(tied) for key, tied in all_tied([*members, report]).items()}
        for one, other in (("first", "report"), ("report", "first"), ("late", "report"), ("report", "late")):
            del ties[one][other]
        lineage = trace([*members, report], ties)
        assert lineage.origin.party == "first"
        (place,) = [place for place in lineage.places if place.article == "report"]
        assert [parent.article for parent in place.parents] == parents
        assert place.credited is (bool(credits_) if parents else None)
        assert ("Both come from first." in str(lineage.derivations["cut", "report"])) is bool(parents)
