"""What is remembered of the pairs of a story: a story traced with it says what it says traced afresh."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from dedup.model import Derivation
from dedup.provenance.grounds import Memory, Pair, Remembered
from dedup.provenance.lineage import Lineage, trace
from dedup.provenance.party import Witness
from dedup.provenance.traits import Traits
from tests.provenance_factories import all_tied, at, credit, spun, witness
from tests.writing import FERRY, LIBRARY, cut, edited

SCHEME = "these weights"
ECHO = [credit("Saltmere Echo")]
STORY = [
    witness("a-echo", FERRY, "Saltmere Echo", seen=at(9)),
    witness("b-reprint", cut(FERRY, keep=[0, 1, 2, 3, 5]), "Skerrow Post", claimed=at(11), credits_=ECHO),
    witness("c-spun", spun(FERRY, drop=4), "Newsnook", claimed=at(5), seen=at(19)),
    witness("d-half", spun(cut(FERRY, keep=[0, 2, 3]), every=2), "Dayline", claimed=at(13), seen=at(13.2)),
    witness("e-edited", edited(FERRY, 25, seed=4), "Mirelle Daily", claimed=at(15), seen=at(15.3)),
    witness("f-later", edited(FERRY, 5, seed=6), "Saltmere Echo", claimed=at(20), seen=at(20.3)),
]


def remembering(found: Lineage) -> dict[Pair, bytes]:
    return {pair: note.packed for pair, note in found.notes.items()}


def traced(members: Iterable[Witness], before: Mapping[Pair, bytes], scheme: str = SCHEME) -> Lineage:
    listed = list(members)
    known = {pair: kept for pair, packed in before.items() if (kept := Remembered.of(packed))}
    return trace(listed, all_tied(listed), memory=Memory(scheme, known))


def changed(one: Witness, dice: random.Random) -> Witness:
    """The article with another date, text, or credit, or as it was."""
    text = witness("x", dice.choice([edited(FERRY, 15, seed=9), LIBRARY])).traits
    return dice.choice(
        [
            one,
            one,
            replace(one, times=witness("x", "", claimed=at(2), seen=at(2)).times),
            replace(one, traits=text),
            replace(one, credits=(*ECHO, credit("Tarn Mercury"))),
            replace(one, publisher="skerrow post", name="Skerrow Post"),
        ]
    )


@settings(max_examples=60, deadline=None)
@given(dice=st.randoms(use_true_random=False))
def test_a_story_that_changes_says_what_it_would_say_traced_afresh(dice: random.Random) -> None:
    stored: dict[Pair, Derivation] = {}
    before: dict[Pair, bytes] = {}
    members = {one.key: one for one in dice.sample(STORY, 3)}
    for _ in range(3):
        found, expected = traced(members.values(), before), traced(members.values(), {})
        assert (found.origin, found.canonical, found.places) == (expected.origin, expected.canonical, expected.places)
        assert found.kept.isdisjoint(found.derivations)
        stored = {pair: stored[pair] for pair in found.kept} | dict(found.derivations)
        assert stored == expected.derivations
        before = {pair: before[pair] for pair in found.kept} | remembering(found)
        members |= {one.key: one for one in dice.sample(STORY, 2)}
        members = {key: changed(one, dice) for key, one in members.items()}


def test_of_what_has_not_changed_no_text_is_looked_into() -> None:
    story = STORY[:-1]  # of two states of one article it is asked which was copied
    first = traced(story, {})
    assert not first.kept
    assert first.notes.keys() == first.derivations.keys()
    anew = [replace(one, traits=Traits(one.traits._text, "en")) for one in story]
    again = traced(anew, remembering(first))
    assert again.kept == first.derivations.keys()
    assert not again.derivations
    assert not any("terms" in vars(one.traits) or "habits" in vars(one.traits) for one in anew)
    assert again.origin == first.origin


def test_one_more_member_has_its_own_pairs_weighed() -> None:
    *few, last = STORY[1:-1]
    first = traced(few, {})
    more = traced([*few, last], remembering(first))
    assert all(last.key in pair for pair in more.derivations.keys() - first.derivations.keys())
    assert more.kept


def test_other_weights_have_all_of_it_weighed_anew() -> None:
    assert not traced(STORY, remembering(traced(STORY, {})), scheme="other weights").kept


@given(st.binary(max_size=30), st.binary(min_size=8, max_size=8), st.floats(allow_nan=False))
def test_what_is_remembered_comes_back_and_what_is_not_so_packed_says_nothing(
    other: bytes, digest: bytes, leaning: float
) -> None:
    for one in (Remembered(digest), Remembered(digest, digest[::-1], leaning)):
        assert Remembered.of(one.packed) == one
    if len(other) not in {8, 24}:
        assert Remembered.of(other) is None
