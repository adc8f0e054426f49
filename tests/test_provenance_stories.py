"""Stories of one cluster: ids, and what each member hangs on."""

from __future__ import annotations

import random
from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from dedup.model import Kind, OriginStatus, Role
from dedup.provenance import Copy, build_story, story_id
from tests.archive_factories import day


def copy(key: str, content: str, published: str | None = None) -> Copy:
    return Copy(
        key=key, content=content.encode(), words=100, published=day(published) if published else None, first_seen=None
    )


def ties(**pairs: tuple[Kind, float]) -> Mapping[bytes, Mapping[bytes, tuple[Kind, float]]]:
    found: dict[bytes, dict[bytes, tuple[Kind, float]]] = {}
    for pair, tie in pairs.items():
        a, b = (letter.encode() for letter in pair)
        found.setdefault(a, {})[b] = found.setdefault(b, {})[a] = tie
    return found


COPY, CUT = (Kind.NEAR_COPY, 0.9), (Kind.EXCERPT, 0.7)


def test_an_id_is_the_smallest_hash_of_the_members_keys() -> None:
    # SHA-256 of "abc" begins ba7816bf8f01 and that of "" e3b0c44298fc (FIPS 180-4, examples).
    assert story_id(["abc"]) == "sba7816bf8f"
    assert story_id(["", "abc"]) == story_id(["abc", ""]) == "sba7816bf8f"
    assert story_id(["\ud800"]).startswith("s")  # a key may hold a lone surrogate


@given(st.lists(st.text(), min_size=1, unique=True), st.text())
def test_a_story_that_grows_keeps_its_id_or_takes_the_newcomers(keys: list[str], newcomer: str) -> None:
    assert story_id([*keys, newcomer]) in {story_id(keys), story_id([newcomer])}


def test_members_hang_on_the_canonical_copy_where_they_are_related_to_it() -> None:
    story = build_story(
        [copy("late", "b", "2024-10-10"), copy("first", "a", "2024-10-09"), copy("cut", "c", "2024-10-11")],
        ties(ab=COPY, ac=CUT, bc=COPY),
    )
    assert story.canonical == "first"
    assert story.id == story_id(["late", "first", "cut"])
    assert story.origin.status is OriginStatus.UNDETERMINED
    assert story.reason == "Earliest date of 3 members: 2024-10-09, claimed (meta)."
    assert [(m.article, m.role, m.kind, m.via, m.score, m.reason) for m in story.members] == [
        ("first", Role.WITNESS, None, None, None, story.reason),
        ("cut", Role.DERIVATIVE, Kind.EXCERPT, "first", 0.7, "Shares verbatim matter with first."),
        ("late", Role.DERIVATIVE, Kind.NEAR_COPY, "first", 0.9, "Is a near copy of first."),
    ]


def test_others_hang_on_the_strongest_relation_that_leads_there_in_the_fewest_steps() -> None:
    story = build_story(
        [copy("root", "a", "2024-10-09"), copy("m1", "b"), copy("m2", "c"), copy("leaf", "d"), copy("far", "e")],
        ties(ab=COPY, ac=CUT, bd=CUT, cd=COPY, de=COPY, be=(Kind.EXCERPT, 0.51)),
    )
    via = {member.article: (member.via, member.kind) for member in story.members}
    assert via == {
        "root": (None, None),
        "m1": ("root", Kind.NEAR_COPY),
        "m2": ("root", Kind.EXCERPT),
        "leaf": ("m2", Kind.NEAR_COPY),
        "far": ("m1", Kind.EXCERPT),
    }


def test_equal_relations_are_decided_by_the_digest() -> None:
    story = build_story(
        [copy("root", "a", "2024-10-09"), copy("z", "b"), copy("y", "c"), copy("leaf", "d")],
        ties(ab=COPY, ac=COPY, bd=COPY, cd=COPY),
    )
    assert next(member.via for member in story.members if member.article == "leaf") == "z"


def test_identical_texts_hang_on_the_canonical_copy_or_share_what_they_hang_on() -> None:
    story = build_story(
        [copy("k2", "a", "2024-10-09"), copy("k1", "a"), copy("k4", "b"), copy("k3", "b"), copy("k5", "c")],
        ties(ab=COPY, bc=COPY),
    )
    rows = {member.article: (member.via, member.kind, member.reason) for member in story.members}
    assert rows["k1"] == ("k2", Kind.IDENTICAL, "Has the same text as k2.")
    assert rows["k3"] == rows["k4"] == ("k2", Kind.NEAR_COPY, "Is a near copy of k2.")
    assert rows["k5"] == ("k3", Kind.NEAR_COPY, "Is a near copy of k3.")


@given(st.randoms(use_true_random=False))
def test_the_order_of_copies_and_ties_makes_no_difference(dice: random.Random) -> None:
    copies = [copy("k1", "a"), copy("k2", "a"), copy("k3", "b"), copy("k4", "c"), copy("k5", "d", "2024-10-09")]
    pairs = {"ab": COPY, "bc": CUT, "cd": CUT, "bd": CUT, "ac": COPY}
    turned = {"".join(dice.sample(pair, 2)): pairs[pair] for pair in dice.sample(list(pairs), len(pairs))}
    assert build_story(dice.sample(copies, len(copies)), ties(**turned)) == build_story(copies, ties(**pairs))
