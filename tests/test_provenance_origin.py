from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dedup.model import Claim, CreditSort, Cue, Direction, MetaSource, OriginStatus, Role
from dedup.provenance.bearings import Weights
from dedup.provenance.lineage import Lineage, trace
from dedup.provenance.party import Tie, Witness, parties
from dedup.provenance.party import witness as article_witness
from dedup.provenance.publishers import shipped_registry
from dedup.provenance.traits import Traits
from tests.archive_factories import article
from tests.provenance_factories import all_tied, at, credit, spun, witness
from tests.writing import FERRY, LIBRARY, cut, edited, renumbered


def family(*, origin: bool = True) -> list[Witness]:
    """A report of the Saltmere Echo, undated, and five copies; one is back-dated, two tell where they have it from."""
    echo = [credit("Saltmere Echo")]
    members = [
        witness(
            "b-reprint", cut(FERRY, keep=[0, 1, 2, 3, 5]), "Skerrow Post", claimed=at(11), seen=at(11.2), credits_=echo
        ),
        witness("c-spun", spun(FERRY, drop=4), "Newsnook", claimed=at(5), seen=at(19)),
        witness("d-half", spun(cut(FERRY, keep=[0, 2, 3]), every=2), "Dayline", claimed=at(13), seen=at(13.2)),
        witness("e-edited", edited(FERRY, 25, seed=4), "Mirelle Daily", claimed=at(15), seen=at(15.3)),
        witness(
            "f-credited", edited(cut(FERRY, keep=[4, 0, 3]), 15, seed=5), "Borough Argus", seen=at(16), credits_=echo
        ),
    ]
    return [witness("a-echo", FERRY, "Saltmere Echo", seen=at(9)), *members] if origin else members


def traced(members: Sequence[Witness], citing: Sequence[Witness] = ()) -> Lineage:
    return trace(members, all_tied(members), citing=citing)


def test_a_held_origin_is_found_though_undated_and_preceded_by_a_claim() -> None:
    found = traced(family())
    assert (found.origin.status, found.origin.party) == (OriginStatus.HELD, "a-echo")
    assert found.canonical == "a-echo"
    assert {place.article: place.role for place in found.places}["a-echo"] is Role.ORIGIN
    for (a, b), derivation in found.derivations.items():
        expected = Direction.B_FROM_A if a == "a-echo" else Direction.COMMON_ORIGIN
        assert derivation.direction is expected, (a, b)
    assert {place.article for place in found.places if place.credited} == {"b-reprint", "f-credited"}


def test_an_origin_that_is_not_held_is_named() -> None:
    found = traced(family(origin=False))
    assert (found.origin.status, found.origin.name) == (OriginStatus.NOT_HELD, "Saltmere Echo")
    assert all(derivation.direction is Direction.COMMON_ORIGIN for derivation in found.derivations.values())
    roles = {place.article: place.role for place in found.places}
    assert roles[found.canonical] is Role.WITNESS
    assert Role.ORIGIN not in roles.values()
    assert all(line.sentence for line in found.origin.ledger)


def test_an_origin_that_is_not_held_is_called_by_its_name_rather_than_its_address() -> None:
    told = replace(credit("saltmere-echo-online.example"), domain="saltmere-echo-online.example")
    named = replace(credit("Saltmere Echo"), domain="saltmere-echo-online.example")
    for credits_ in ([told], [named]), ([named], [told]):
        members = [
            replace(one, credits=tuple(given)) for one, given in zip(family(origin=False), credits_, strict=False)
        ]
        origin = traced([*members, *family(origin=False)[2:]]).origin
        assert (origin.status, origin.name) == (OriginStatus.NOT_HELD, "Saltmere Echo")


def test_one_word_for_a_source_is_not_enough_beside_a_whole_copy_that_names_nobody() -> None:
    copies = [
        witness("copy-a", FERRY, "Skerrow Post"),
        witness("copy-bb", FERRY, "Dayline"),
        witness("copy-ccc", cut(FERRY, keep=[0, 1, 2, 3]), "Mirelle Daily"),
    ]
    one = witness("told", cut(FERRY, keep=[1, 2, 3, 4]), "Borough Argus", credits_=[credit("Saltmere Echo")])
    assert traced([*copies, one]).origin.status is not OriginStatus.NOT_HELD
    two = witness("told-2", cut(FERRY, keep=[0, 2, 3, 4]), "Newsnook", credits_=[credit("Saltmere Echo")])
    found = traced([*copies, one, two]).origin
    assert (found.status, found.name) == (OriginStatus.NOT_HELD, "Saltmere Echo")


def test_publishers_that_are_only_cited_do_not_make_an_absent_origin_likelier() -> None:
    cites = [credit(name, CreditSort.CLAIM) for name in ("Tarn Mercury", "Isle Gazette", "Fell Observer")]
    plain = family()
    citing = [replace(one, credits=(*one.credits, *cites)) for one in plain]
    assert traced(citing).origin == traced(plain).origin


def test_a_text_that_lacks_what_the_others_share_is_not_their_origin() -> None:
    """However much speaks for it otherwise: the others have their wording from somewhere else."""
    odd = witness("odd", f"{LIBRARY}\n\n{FERRY[:300]}\n\n{LIBRARY.upper()}", "Skerrow Post", claimed=at(5), seen=at(5))
    copies = [
        witness(f"copy-{i}", edited(FERRY, 20, seed=i), f"Outlet {i}", claimed=at(19 + i), seen=at(19 + i))
        for i in range(4)
    ]
    longest = Weights({"length": 0.01}, {"length": 9.0}, "a rule")
    found = trace([odd, *copies], all_tied([odd, *copies]), weights=longest).origin
    assert (found.leading, found.status) == ("odd", OriginStatus.UNDETERMINED)
    refused = next(line for line in found.ledger if line.name == "refused")
    assert refused.sentence.startswith("odd leads, but is not named the origin: it lacks ")
    assert refused.weight == 0


def test_a_copy_that_lacks_nothing_is_said_to_lack_next_to_nothing() -> None:
    bare = [witness(f"copy-{number}", text) for number, text in enumerate((FERRY, FERRY, cut(FERRY, keep=[0, 1, 2])))]
    lines = [line.sentence for line in traced(bare).origin.ledger if line.name == "all_lack"]
    assert lines == ["copy-0 lacks next to nothing of the wording that other members agree on."]


def test_the_canonical_copy_is_not_said_to_lack_least_or_to_be_longest_where_another_does_or_is() -> None:
    """A copy that names its source is no witness for it, though it may be longer, and another may lack less."""
    named = [credit("Saltmere Echo", CreditSort.CLAIM)]
    short, long = cut(FERRY, keep=[0, 1, 2]), f"{FERRY}\n\n{LIBRARY}"
    two = traced([witness("a-echo", short, "Saltmere Echo"), witness("b-post", long, "Skerrow Post", credits_=named)])
    assert (two.origin.status, two.canonical) == (OriginStatus.UNDETERMINED, "a-echo")
    assert two.reason == "It is the best witness: the only copy that hangs on no other."
    echo = witness("a-echo", f"{LIBRARY}\n\n{FERRY[:300]}", "Saltmere Echo")
    copies = [witness(f"b-{i}", FERRY, f"Outlet {i}", credits_=named) for i in range(4)]
    many = traced([echo, *copies])
    assert (many.origin.status, many.canonical, many.reason) == (OriginStatus.UNDETERMINED, "a-echo", two.reason)
    free = traced([echo, witness("c-cut", cut(FERRY, keep=[0, 1, 2]), "Dayline"), *copies])
    assert (free.origin.status, free.canonical) == (OriginStatus.UNDETERMINED, "c-cut")
    assert free.reason.startswith("It is the best witness: of the copies that hang on no other it lacks least (")


def test_without_names_nothing_is_claimed_of_siblings() -> None:
    bare = [witness(one.key, text) for one, text in zip(family(origin=False), _texts(), strict=True)]
    assert traced(bare).origin.status is not OriginStatus.HELD


def _texts() -> list[str]:
    return [
        cut(spun(FERRY), keep=[0, 1, 2, 3, 5]),
        spun(FERRY, drop=4),
        spun(cut(FERRY, keep=[0, 2, 3]), every=2),
        edited(FERRY, 25, seed=4),
        edited(cut(FERRY, keep=[4, 0, 3]), 15, seed=5),
    ]


def test_what_an_outsider_names_counts() -> None:
    members = [one for one in family(origin=False) if one.key != "f-credited"]
    outsider = witness(
        "x", LIBRARY, "Borough Argus", credits_=[credit("Saltmere Echo", CreditSort.CLAIM, Cue.REPORTED)]
    )
    found = traced(members, citing=[outsider])
    assert found.places[-1].role is Role.CITING
    assert found.places[-1].parents[0].name == "Saltmere Echo"
    assert found.origin.certainty > traced(members).origin.certainty


def test_what_an_outsider_gives_its_own_text_as_is_not_what_the_story_is_given_as() -> None:
    """An agency's own report of the event, printed by somebody, once made the agency the source of the others."""
    members = [witness("a-echo", FERRY, "Saltmere Echo"), witness("b-post", FERRY, "Skerrow Post")]
    agency = witness("x", LIBRARY, "Borough Argus", credits_=[credit("Norvia Press", cue=Cue.DATELINE)])
    found = traced(members, citing=[agency])
    assert (found.origin.status, found.origin.name) == (OriginStatus.UNDETERMINED, None)
    assert [place.article for place in found.places] == ["a-echo", "b-post"]
    assert traced([*members, replace(agency, content=members[0].content)]).origin.name == "Norvia Press"


@settings(max_examples=25, deadline=None)
@given(st.permutations(family()), st.booleans())
def test_the_order_of_arrival_makes_no_difference(members: list[Witness], late: bool) -> None:
    ties = all_tied(members)
    shuffled = {a: dict(reversed(ties[a].items())) for a in reversed(ties)} if late else ties
    found, expected = trace(members, shuffled), traced(family())
    assert (found.origin, found.canonical, found.places) == (expected.origin, expected.canonical, expected.places)
    assert found.derivations == expected.derivations


def test_states_of_one_article_are_one_party_and_the_copied_one_is_told() -> None:
    corrected = renumbered(
        FERRY, [("1,860 signatures", "1,680 signatures"), ("nine votes to four", "eight votes to five")]
    )
    first = witness("a1", FERRY, "Saltmere Echo", claimed=at(9), seen=at(9.2))
    second = witness("a2", corrected, "Saltmere Echo", claimed=at(9), seen=at(14), modified=at(13.5))
    early = witness(
        "b", spun(FERRY, drop=5), "Skerrow Post", claimed=at(11), seen=at(11.2), credits_=[credit("Saltmere Echo")]
    )
    late = witness(
        "c", spun(corrected, drop=5), "Dayline", claimed=at(16), seen=at(16.2), credits_=[credit("Saltmere Echo")]
    )
    members = [first, second, early, late]
    assert [[state.key for state in party.states] for party in parties(members, all_tied(members))] == [
        ["a1", "a2"],
        ["b"],
        ["c"],
    ]
    found = traced(members)
    assert found.origin.party == "a1"
    parents = {place.article: [parent.article for parent in place.parents] for place in found.places}
    assert parents == {"a1": [], "a2": ["a1"], "b": ["a1"], "c": ["a2"]}
    assert found.derivations["a1", "a2"].revision


def test_the_state_that_was_copied_stands_first_where_no_clock_tells() -> None:
    """A page saved without a date is not the last of its paper's versions for that."""
    later = renumbered(FERRY, [("1,860 signatures", "2,410 signatures"), ("nine votes to four", "eight votes to five")])

    def states(copied: str, *, dated: bool) -> list[str]:
        members = [
            replace(witness("a", later, "Saltmere Echo", claimed=at(9, day=5) if dated else None), address="one"),
            replace(witness("z", FERRY, "Saltmere Echo"), address="one"),
            witness("b", spun(copied, drop=5), "Skerrow Post", claimed=at(11)),
            witness("c", spun(copied, drop=2), "Dayline", claimed=at(16)),
        ]
        groups = parties(members, all_tied(members))
        return next([state.key for state in party.states] for party in groups if len(party.states) > 1)

    assert states(FERRY, dated=True) == states(FERRY, dated=False) == ["z", "a"]
    assert states(later, dated=True) == states(later, dated=False) == ["a", "z"]


def test_an_undated_state_that_tells_of_a_change_is_the_later() -> None:
    first, second = witness("z", FERRY, "Saltmere Echo"), witness("a", FERRY, "Saltmere Echo", modified=at(9))
    assert [state.key for state in parties([second, first], all_tied([first, second]))[0].states] == ["z", "a"]


def test_an_undated_piece_is_no_state_of_a_dated_one_that_is_told_otherwise() -> None:
    dated = witness("a", spun(FERRY), "Saltmere Echo", claimed=at(9, day=1))
    members = [dated, witness("b", FERRY, "Saltmere Echo")]
    assert len(parties(members, all_tied(members))) == 2


def test_a_canonical_address_of_another_paper_makes_no_article_its_own() -> None:
    """A saved page has no address of its own; what it claims for one may be its source's."""
    page = replace(article("k", FERRY), uri=None, publisher=Claim("Skerrow Post", MetaSource.META))
    for address, domain in (
        ("https://saltmereecho.example/ferry", None),
        ("https://skerrowpost.example/ferry", "skerrowpost.example"),
    ):
        claiming = replace(page, canonical_url=Claim(address, MetaSource.META))
        made = article_witness(claiming, b"", (), Traits("", None), shipped_registry())
        assert (made.name, made.domain) == ("Skerrow Post", domain)
        assert made.publisher == (domain or "skerrow post")
        assert made.address == (address if domain else None)


def test_an_older_piece_of_the_same_paper_is_no_state_of_the_new_one() -> None:
    older = witness(
        "z-older", edited(spun(FERRY), 40, seed=2), "Saltmere Echo", claimed=at(9, day=1), seen=at(9, day=1)
    )
    members = [
        replace(one, times=replace(one.times, seen=at(9, day=30))) if one.key == "a-echo" else one for one in family()
    ]
    groups = parties([*members, older], all_tied([*members, older]))
    assert all(len(party.states) == 1 for party in groups)


def test_a_copy_of_a_copy_hangs_on_it() -> None:
    """What a spinner put in is found in no other member; who has it has it from there."""
    spinner = spun(FERRY)
    members = [
        *family(),
        witness("g-spun", edited(spinner, 20, seed=9), "Spinwell", claimed=at(12), seen=at(12.1)),
        witness("h-again", cut(edited(spinner, 20, seed=9), keep=[0, 1, 2, 3]), "Lathe", claimed=at(20), seen=at(20.1)),
    ]
    found = traced(members)
    parents = {place.article: [parent.article for parent in place.parents] for place in found.places}
    assert parents["h-again"] == ["g-spun"]
    assert parents["g-spun"] == ["a-echo"]
    assert found.derivations["g-spun", "h-again"].direction is Direction.B_FROM_A


def test_a_copy_can_have_two_parents() -> None:
    """It names the reprint, and has the paragraph that the reprint cut."""
    reprint = witness(
        "b", cut(FERRY, keep=[0, 1, 2, 3]), "Skerrow Post", claimed=at(11), credits_=[credit("Saltmere Echo")]
    )
    both = witness("c", FERRY, "Dayline", claimed=at(15), credits_=[credit("Skerrow Post", cue=Cue.VIA)])
    other = witness("d", spun(FERRY, drop=1), "Newsnook", claimed=at(16), credits_=[credit("Saltmere Echo")])
    found = traced([witness("a", FERRY, "Saltmere Echo", claimed=at(9)), reprint, both, other])
    parents = {place.article: [parent.article for parent in place.parents] for place in found.places}
    assert parents["c"] == ["a", "b"]


def test_an_article_that_credits_itself_is_as_if_it_did_not() -> None:
    plain = family()
    selfish = [
        witness("a-echo", FERRY, "Saltmere Echo", seen=at(9), credits_=[credit("Saltmere Echo")])
        if one.key == "a-echo"
        else one
        for one in plain
    ]
    assert traced(selfish).origin.party == "a-echo"


def test_two_that_credit_each_other_form_no_circle() -> None:
    a = witness("g", edited(FERRY, 8, seed=7), "Lathe", credits_=[credit("Spinwell")])
    b = witness("h", edited(FERRY, 8, seed=8), "Spinwell", credits_=[credit("Lathe")])
    for members in ([*family(), a, b], [*family(origin=False), a, b], [a, b]):
        found = traced(members)
        assert_no_circle(found)
        assert any(place.parents for place in found.places if place.article in {"g", "h"})


def assert_no_circle(found: Lineage) -> None:
    above = {place.article: [p.article for p in place.parents if p.article] for place in found.places}
    done: set[str] = set()
    while len(done) < len(above):
        free = {key for key, parents in above.items() if key not in done and done.issuperset(parents)}
        assert free, f"a circle among {sorted(set(above) - done)}"
        done |= free


@pytest.mark.parametrize("dated", ["none", "equal"])
def test_a_chain_of_two_hundred_credits_is_followed(dated: str) -> None:
    claimed = at(9) if dated == "equal" else None
    members = [
        witness(
            f"k{i:03}",
            FERRY,
            f"Paper {i}",
            claimed=claimed,
            credits_=[credit(f"Paper {i - 1}", cue=Cue.VIA)] if i else (),
        )
        for i in range(200)
    ]
    found = traced(members)
    assert found.origin.party == "k000"
    assert_no_circle(found)


def test_a_story_of_three_thousand_copies_is_traced_in_seconds() -> None:
    rng = random.Random(3)
    origin = witness("k0000", FERRY, "Saltmere Echo", claimed=at(9))
    pool = [witness(f"v{i}", edited(FERRY, 10, seed=i), claimed=at(10)) for i in range(40)]
    members = [origin]
    for i in range(1, 3_000):
        one = pool[i % len(pool)]
        given_ = (credit("Saltmere Echo"),) if i % 3 == 0 else ()
        members.append(
            replace(
                one,
                key=f"k{i:04}",
                content=f"{i:016}".encode(),
                name=f"Paper {i}",
                publisher=f"paper {i}",
                credits=given_,
            )
        )
    between = all_tied(members[:2])["k0000"]["k0001"]
    ties: dict[str, dict[str, Tie]] = {one.key: {} for one in members}
    for i, one in enumerate(members[1:], start=1):
        for j in {0, rng.randrange(i)}:
            ties[one.key][members[j].key] = between.swapped()
            ties[members[j].key][one.key] = between
    found = trace(members, ties)
    assert found.origin.party == "k0000"


def test_one_publisher_alone_tells_nothing_about_an_origin() -> None:
    a = witness("a", FERRY, "Saltmere Echo", claimed=at(9))
    b = witness("b", spun(FERRY), "Saltmere Echo", claimed=at(12))
    found = traced([a, b])
    assert found.origin.status is OriginStatus.UNDETERMINED
    assert found.canonical == "a"


def test_an_origin_that_cites_an_agency_hands_the_citation_on() -> None:
    """Everybody names the agency then; the origin is still the origin, or unknown, but not the agency's."""
    told = credit("Reuters", CreditSort.CLAIM, Cue.TOLD)
    members = [replace(one, credits=(*one.credits, told)) for one in family()]
    assert traced(members).origin.party == "a-echo"
    assert traced([replace(one, credits=(told,)) for one in members]).origin.status is not OriginStatus.NOT_HELD
