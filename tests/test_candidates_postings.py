"""The index for rewrites: symmetric, blind to the rest of the archive, and what it finds and leaves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from dedup.candidates.index import Fetched, Keys, Members
from dedup.candidates.postings import LIKE, RULE, PostingIndex, likeness
from dedup.candidates.tally import Rule
from dedup.text.keys import mass_of
from dedup.text.telling import Keyed, telling, wording
from dedup.text.views import Views, views
from dedup.text.words import words_of
from tests.candidate_factories import keyed as filed_under
from tests.candidate_factories import members
from tests.writing import FERRY, LIBRARY, ORCHARD

# FERRY told again: other sentences in another order, with its names and figures.
RETOLD = """\
Great Skerrow's islanders say they feel abandoned. More than half the grown-ups there, 1,860 people, put their names
to a petition against losing the Heron and the Curlew, but Saltmere's harbour council has decided: both ferries
leave the estuary for good at the end of October.

It was a stormy meeting. Protesters broke in on the debate two times before nine councillors raised their hands in
favour and four against. Worn deck plates made the choice for them, engineers argued; new ones would come to 2.4
million crowns for the pair, about what a hull costs, and no insurer will cover them through another winter. The
spring inspection found cracks in the Heron's starboard rail and water in a compartment aft.

A chartered catamaran is to take over in November. It is fifteen minutes faster, but it seats 120, half of what the
Curlew does, so queues are expected on market days. The maritime museum may still find the Heron a berth; a mainland
buyer would make the Curlew a restaurant.
"""
# Another outlet's piece on the same evening, from its own questions.
SAME_EVENING = """\
Taxi owners in Saltmere expect a busy winter. With the old ferries gone from the estuary after Tuesday's vote of the
harbour council, those who work late shifts at the cannery will need to drive around by the bridge at Orne, says Pia
Lindqvist, who runs six cabs. She has ordered two more. The cannery is thinking about a bus of its own. Schools have
asked parents to be patient until a timetable for the catamaran is printed, and the doctor on the northern shore
wonders who will bring her the blood samples that went on the morning boat.
"""

LOOSE = PostingIndex(Rule(least=0.3, evidence=500, support=0, light=0, light_support=0))

small = st.dictionaries(st.integers(0, 8), st.integers(1, 255), max_size=8)


def asked(index: PostingIndex, keys: Keys, shelf: Shelf) -> dict[int, int]:
    """What the index proposes for one text."""
    return index.propose(keys, Fetched(shelf, [keys]))


class Shelf:
    """Postings in memory, by key."""

    def __init__(self, *stored: dict[int, int]) -> None:
        self._postings: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
        self._masses = np.array([weighed(weights) for weights in stored], np.int64)
        for number, weights in enumerate(stored):
            for key, weight in weights.items():
                self._postings[key].append((number, weight))

    def band_members(self, keys: Sequence[int]) -> list[tuple[int, int]]:
        raise AssertionError("asked for bands")

    def filed_members(self, samples: NDArray[np.uint64], postings: NDArray[np.uint64]) -> tuple[Members, Members]:
        return members({}, samples), members(self._postings, postings)

    def posting_filings(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        return np.arange(len(self._masses)), self._masses


def weighed(weights: dict[int, int]) -> int:
    """The mass of some postings."""
    return mass_of(np.array(list(weights.values()), np.uint8))


def read(text: str) -> Views:
    return views(text, words_of(text), "en")


def told(text: str) -> dict[int, int]:
    seen = read(text)
    keys, weights = telling(seen.stems, seen.rarity, seen.number | seen.name)
    return dict(zip(keys.tolist(), weights.tolist(), strict=True))


def worded(text: str) -> Keyed:
    seen = read(text)
    return wording(seen.stems, seen.rarity, seen.number | seen.name)


def keyed(weights: dict[int, int]) -> Keyed:
    keys = sorted(weights)
    return np.array(keys, np.uint64), np.array([weights[key] for key in keys], np.uint8)


def filed(weights: dict[int, int]) -> Keys:
    return filed_under(postings=weights)


# --- what the index promises ------------------------------------------------------------------------------------------


@given(one=small, other=small)
def test_both_texts_of_a_pair_propose_each_other_with_one_score(one: dict[int, int], other: dict[int, int]) -> None:
    assert asked(LOOSE, filed(one), Shelf(other)) == asked(LOOSE, filed(other), Shelf(one))


@given(query=small, stored=small, others=st.lists(small, max_size=5))
def test_what_else_is_stored_changes_nothing(
    query: dict[int, int], stored: dict[int, int], others: list[dict[int, int]]
) -> None:
    alone, crowded = Shelf(stored), Shelf(stored, *others)
    assert asked(LOOSE, filed(query), alone).get(0) == asked(LOOSE, filed(query), crowded).get(0)


@given(query=small, stored=st.lists(small, min_size=1, max_size=5))
def test_scores_are_shares_of_the_lighter_text(query: dict[int, int], stored: list[dict[int, int]]) -> None:
    scores = asked(LOOSE, filed(query), Shelf(*stored))
    for number, weights in enumerate(stored):
        shared = sum(query[key] * weights[key] for key in query.keys() & weights.keys())
        lighter = min(weighed(query), weighed(weights))
        if shared >= 500 and shared >= 0.3 * lighter:
            assert scores.pop(number) == min(1_000, shared * 1_000 // lighter)
    assert scores == {}


def test_nothing_is_proposed_for_a_text_without_keys_or_in_an_empty_archive() -> None:
    assert asked(PostingIndex(), filed({}), Shelf(told(FERRY))) == {}
    assert asked(PostingIndex(), filed(told(FERRY)), Shelf()) == {}


def test_a_text_proposes_itself_with_all_it_has() -> None:
    assert asked(PostingIndex(), filed(told(FERRY)), Shelf(told(LIBRARY), told(FERRY))) == {1: 1_000}


def test_one_word_of_a_very_short_text_is_no_evidence() -> None:
    headline, article = {1: 80, 2: 20}, {1: 80, **dict.fromkeys(range(10, 60), 100)}
    assert asked(PostingIndex(), filed(headline), Shelf(article)) == {}
    assert asked(PostingIndex(replace(RULE, evidence=6_400)), filed(headline), Shelf(article)) == {0: 941}


# --- what it is for ---------------------------------------------------------------------------------------------------


def test_a_retold_article_is_proposed_and_passes_the_sieve() -> None:
    assert 1 in asked(PostingIndex(), filed(told(RETOLD)), Shelf(told(LIBRARY), told(FERRY), told(ORCHARD)))
    assert likeness(worded(RETOLD), worded(FERRY)) >= LIKE


def test_a_retold_article_inside_a_longer_one_is_proposed() -> None:
    host = "\n".join([LIBRARY, RETOLD, ORCHARD])
    assert 0 in asked(PostingIndex(), filed(told(host)), Shelf(told(FERRY)))
    assert likeness(worded(host), worded(FERRY)) >= LIKE


def test_strangers_are_neither_proposed_nor_alike() -> None:
    assert asked(PostingIndex(), filed(told(FERRY)), Shelf(told(LIBRARY), told(ORCHARD))) == {}
    assert likeness(worded(FERRY), worded(LIBRARY)) < LIKE


def test_a_retold_article_is_far_more_alike_than_a_report_of_its_own_on_the_same_evening() -> None:
    assert likeness(worded(RETOLD), worded(FERRY)) > 1.5 * likeness(worded(SAME_EVENING), worded(FERRY))


# --- likeness ---------------------------------------------------------------------------------------------------------


@given(one=small, other=small)
def test_likeness_is_mutual_and_a_share(one: dict[int, int], other: dict[int, int]) -> None:
    forwards = likeness(keyed(one), keyed(other))
    assert forwards == likeness(keyed(other), keyed(one))
    assert 0 <= forwards <= 1
    assert (forwards > 0) == bool(one.keys() & other.keys())


def test_likeness_of_a_text_with_itself_is_one() -> None:
    assert likeness(worded(FERRY), worded(FERRY)) == pytest.approx(1.0)


def test_a_summary_is_nearly_as_like_its_source_as_a_full_rewrite() -> None:
    source = dict.fromkeys(range(1000), 100)
    summary = dict.fromkeys(range(100), 100)
    assert likeness(keyed(summary), keyed(source)) == pytest.approx(0.1**0.2)
