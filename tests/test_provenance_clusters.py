"""Clusters: what relations join and what they do not."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from dedup.model import Kind
from dedup.provenance import Link, cluster

Akin = Callable[[bytes, bytes], bool]


def link(pair: str, kind: Kind = Kind.NEAR_COPY, *, score: float = 0.9, shared: int = 100) -> Link:
    return Link(pair[0].encode(), pair[1].encode(), kind, score, shared)


def subjects(*groups: str) -> Akin:
    """Contents of one group are of one subject."""
    home = {letter.encode(): group for group in groups for letter in group}
    return lambda x, y: home.get(x, x) == home.get(y, y)


def clusters(
    contents: str, links: Iterable[Link], akin: Akin, together: Iterable[str] = (), apart: Iterable[str] = ()
) -> list[str]:
    joined, parted = ([(pair[0].encode(), pair[1].encode()) for pair in pairs] for pairs in (together, apart))
    found = cluster([letter.encode() for letter in contents], links, akin, together=joined, apart=parted)
    return ["".join(sorted(digest.decode() for digest in group)) for group in found]


NOBODY = subjects()


def test_contents_without_links_stay_alone() -> None:
    assert clusters("cab", [], subjects("abc")) == ["a", "b", "c"]


def test_a_chain_joins_when_its_ends_are_of_one_subject_and_not_otherwise() -> None:
    chain = [link("ab", score=0.99), link("bc", score=0.8)]
    assert clusters("abc", chain, subjects("abc")) == ["abc"]
    assert clusters("abc", chain, NOBODY) == ["ab", "c"]


def test_the_strongest_relation_is_taken_first() -> None:
    weaker = link("ab", Kind.EXCERPT, score=1.0, shared=500)
    assert clusters("abc", [weaker, link("bc", Kind.NEAR_COPY, score=0.6)], NOBODY) == ["a", "bc"]
    assert clusters("abc", [link("ab", score=0.8), link("bc", score=0.9)], NOBODY) == ["a", "bc"]
    assert clusters("abc", [link("ab", shared=10), link("bc", shared=11)], NOBODY) == ["a", "bc"]
    assert clusters("abc", [link("bc"), link("ab")], NOBODY) == ["ab", "c"]  # all equal: the smaller digests


def test_a_round_up_does_not_glue_two_stories() -> None:
    first, second = ["ab", "ac", "bc"], ["xy", "xz", "yz"]
    copies = [link(pair) for pair in first + second]
    held = [link(f"{page}r", Kind.EXCERPT) for page in "abcxyz"]
    assert clusters("abcrxyz", [*copies, *held], subjects("abc", "xyz")) == ["abcr", "xyz"]
    assert clusters("axr", [link("ar", Kind.EXCERPT), link("xr", Kind.EXCERPT)], NOBODY) == ["ar", "x"]


def test_half_of_the_pairs_is_not_a_majority() -> None:
    assert clusters("abcd", [link("ab"), link("cd"), link("ac", Kind.EXCERPT), link("bd", Kind.EXCERPT)], NOBODY) == [
        "ab",
        "cd",
    ]
    three = [link("ab"), link("cd"), *(link(pair, Kind.EXCERPT) for pair in ("ac", "ad", "bc"))]
    assert clusters("abcd", three, NOBODY) == ["abcd"]


def test_a_refused_relation_is_tried_again_when_the_clusters_have_grown() -> None:
    # c-d is met before d-e and refused; once d and e are one cluster, most of it is of the subject of a, b and c.
    links = [link("ab", score=0.99), link("bc", score=0.98), link("cd", score=0.9), link("de", score=0.8)]
    assert clusters("abcd", links[:3], subjects("abce")) == ["abc", "d"]
    assert clusters("abcde", links, subjects("abce")) == ["abcde"]


def test_a_cluster_of_many_is_spoken_for_by_a_few() -> None:
    asked = 0

    def akin(x: bytes, y: bytes) -> bool:
        nonlocal asked
        asked += 1
        return True

    contents = [number.to_bytes(2, "big") for number in range(400)]
    star = [Link(contents[0], other, Kind.NEAR_COPY, 0.9, 50) for other in contents[1:]]
    assert cluster(contents, star, akin) == [frozenset(contents)]
    assert asked <= 400 * 12


def test_what_people_part_never_meets_not_through_a_third_and_whatever_relates_it() -> None:
    links = [link("ab"), link("bc"), link("ac", Kind.IDENTICAL)]
    assert clusters("abc", links, subjects("abc"), apart=["ac"]) == ["ab", "c"]
    assert clusters("abc", links, subjects("abc"), apart=["ac", "ab"]) == ["a", "bc"]
    assert clusters("abcd", [link("ab"), link("cd"), link("bd")], subjects("abcd"), apart=["ac"]) == ["abd", "c"]


def test_what_people_join_comes_first_and_keeps_what_belongs_to_either() -> None:
    assert clusters("abc", [], NOBODY, together=["ca"]) == ["ac", "b"]
    assert clusters("abc", [link("ab")], NOBODY, together=["bc"]) == ["abc"]  # b's copy stays with it
    assert clusters("abxy", [link("ab"), link("xy")], NOBODY, together=["ax"]) == ["abxy"]
    assert clusters("abx", [link("ab")], NOBODY, together=["ax"], apart=["bx"]) == ["ax", "b"]


def test_what_people_part_they_cannot_join_and_earlier_pairs_come_first() -> None:
    assert clusters("abc", [], NOBODY, together=["ab", "bc"], apart=["ac"]) == ["ab", "c"]
    assert clusters("abc", [], NOBODY, together=["bc", "ab"], apart=["ac"]) == ["a", "bc"]


LETTERS = "abcdefgh"
pairs = st.sampled_from([x + y for x in LETTERS for y in LETTERS if x < y])
drawn_links = st.lists(pairs, unique=True).flatmap(
    lambda chosen: st.tuples(
        *(
            st.builds(
                link,
                st.just(pair),
                st.sampled_from([Kind.IDENTICAL, Kind.NEAR_COPY, Kind.EXCERPT]),
                score=st.sampled_from([0.6, 0.9]),
                shared=st.sampled_from([10, 20]),
            )
            for pair in chosen
        )
    )
)


@given(drawn_links, st.sets(pairs), st.lists(pairs, max_size=4), st.sets(pairs), st.randoms(use_true_random=False))
def test_clusters_are_a_partition_that_no_order_changes(
    links: tuple[Link, ...], kin: set[str], together: list[str], apart: set[str], dice: random.Random
) -> None:
    def akin(x: bytes, y: bytes) -> bool:
        return "".join(sorted(x.decode() + y.decode())) in kin

    found = clusters(LETTERS, links, akin, together, apart)
    assert not [pair for pair in apart for group in found if set(pair) <= set(group)]
    assert sorted("".join(found)) == list(LETTERS)
    turned = [Link(one.b, one.a, one.kind, one.score, one.shared) for one in dice.sample(links, len(links))]
    parted = [dice.choice([pair, pair[::-1]]) for pair in dice.sample(sorted(apart), len(apart))]
    assert clusters("".join(dice.sample(LETTERS, len(LETTERS))), turned, akin, together, parted) == found
    for group in found:  # nothing is in a cluster without a relation that leads there
        reached, grown = set(group[:1]), True
        while grown:
            near = {
                x
                for one in [*(one.a.decode() + one.b.decode() for one in links), *together]
                for x in one
                if set(one) & reached
            }
            grown = bool((near & set(group)) - reached)
            reached |= near & set(group)
        assert reached == set(group)


def plainly(contents: str, links: list[Link], akin: Akin, speakers: int) -> list[str]:
    """The rule written down: whole clusters, all their pairs of speakers, until nothing joins any more."""
    home = {letter.encode(): frozenset([letter.encode()]) for letter in contents}
    linked = {frozenset((one.a, one.b)) for one in links}
    moved = True
    while moved:
        moved = False
        for one in sorted(links, key=lambda link: link.order):
            left, right = home[one.a], home[one.b]
            said = [
                frozenset((x, y)) in linked or akin(x, y)
                for x in sorted(left)[:speakers]
                for y in sorted(right)[:speakers]
            ]
            if left != right and 2 * sum(said) > len(said):
                home.update(dict.fromkeys(left | right, left | right))
                moved = True
    return sorted("".join(sorted(digest.decode() for digest in group)) for group in set(home.values()))


LETTERS = "abcdefghijkl"
letter_pairs = st.lists(st.sampled_from([a + b for a in LETTERS for b in LETTERS if a < b]), unique=True, max_size=30)


@given(letter_pairs, letter_pairs, st.integers(1, 4), st.randoms(use_true_random=False))
def test_clusters_grow_as_the_rule_says(
    linked: list[str], alike: list[str], speakers: int, dice: random.Random
) -> None:
    links = [link(pair, score=dice.randrange(5) / 5) for pair in linked]
    of_one_subject = {frozenset(pair.encode()[i : i + 1] for i in (0, 1)) for pair in alike}

    def akin(x: bytes, y: bytes) -> bool:
        return frozenset((x, y)) in of_one_subject

    with patch("dedup.provenance.clusters._SPEAKERS", speakers):
        assert clusters(LETTERS, links, akin) == plainly(LETTERS, links, akin, speakers)
