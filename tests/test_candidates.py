"""The protocol suite of the candidate indexes, over postings in memory; and what each index is for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from dedup.candidates import (
    BandIndex,
    Candidate,
    CandidateIndex,
    Fetched,
    Keys,
    Members,
    PostingIndex,
    Postings,
    SampleIndex,
    propose,
)
from dedup.config import FingerprintParams
from dedup.fingerprint import fingerprint
from dedup.text.keys import mass_of
from dedup.text.lines import stock_mask
from dedup.text.telling import telling
from dedup.text.views import views
from dedup.text.words import words_of
from tests.candidate_factories import keyed, members
from tests.writing import FERRY, LIBRARY, ORCHARD, cut, edited, first_words, prose

PARAMS = FingerprintParams()


class Shelf:
    """Postings in memory: a list of contents under each key."""

    def __init__(self) -> None:
        self._bands: defaultdict[int, list[int]] = defaultdict(list)
        self._samples: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
        self._postings: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
        self._filed: list[int] = []
        self._masses: list[int] = []

    def put(self, content: int, keys: Keys) -> None:
        """Keep one content under all its keys."""
        for key in set(keys.bands):
            self._bands[key].append(content)
        for key in keys.samples.tolist():
            self._samples[key].append((content, 0))
        for key, weight in zip(keys.postings.tolist(), keys.weights.tolist(), strict=True):
            self._postings[key].append((len(self._filed), weight))
        self._filed.append(content)
        self._masses.append(mass_of(keys.weights))

    def band_members(self, keys: Sequence[int]) -> list[tuple[int, int]]:
        return [(key, content) for key in keys for content in self._bands.get(key, ())]

    def filed_members(self, samples: NDArray[np.uint64], postings: NDArray[np.uint64]) -> tuple[Members, Members]:
        return members(self._samples, samples), members(self._postings, postings)

    def posting_filings(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        return np.array(self._filed, np.int64), np.array(self._masses, np.int64)


def keys_of_text(text: str) -> Keys:
    words = words_of(text)
    found = fingerprint(words, PARAMS, stock_mask(text, words))
    seen = views(text, words, "en")
    keys, weights = telling(seen.stems, seen.rarity, seen.number | seen.name)
    return Keys(found.bands.tolist(), found.samples, keys, weights)


def shelf_of(texts: Sequence[str]) -> Shelf:
    shelf = Shelf()
    for number, text in enumerate(texts):
        shelf.put(number, keys_of_text(text))
    return shelf


def asked(index: CandidateIndex, keys: Keys, shelf: Shelf) -> dict[int, int]:
    """What an index proposes for one text."""
    return index.propose(keys, Fetched(shelf, [keys]))


INDEXES: list[CandidateIndex] = [BandIndex(), SampleIndex(), PostingIndex()]


def every(keys: Keys, shelf: Shelf, indexes: Sequence[CandidateIndex] = INDEXES) -> dict[int, Candidate]:
    """What several indexes propose for one text."""
    return propose(keys, Fetched(shelf, [keys]), indexes)


some_keys = st.builds(
    keyed,
    st.lists(st.integers(0, 12), unique=True, max_size=8),
    st.lists(st.integers(0, 12), unique=True, max_size=8),
    st.dictionaries(st.integers(0, 12), st.integers(1, 255), max_size=8),
)


# --- what every index promises ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("index", INDEXES, ids=lambda index: index.name)
class TestEveryIndex:
    def test_an_empty_archive_proposes_nothing(self, index: CandidateIndex) -> None:
        assert asked(index, keys_of_text(FERRY), Shelf()) == {}

    def test_nothing_is_proposed_for_a_fingerprint_without_keys(self, index: CandidateIndex) -> None:
        assert asked(index, Keys(), shelf_of([FERRY])) == {}

    def test_a_content_is_proposed_for_itself(self, index: CandidateIndex) -> None:
        shelf = shelf_of([LIBRARY, FERRY, ORCHARD])
        assert list(asked(index, keys_of_text(FERRY), shelf)) == [1]

    def test_strangers_are_not_proposed(self, index: CandidateIndex) -> None:
        assert asked(index, keys_of_text(FERRY), shelf_of([LIBRARY, ORCHARD, prose(400)])) == {}

    @given(query=some_keys, stored=st.lists(some_keys, max_size=6))
    def test_what_is_proposed_has_keys_in_common(self, index: CandidateIndex, query: Keys, stored: list[Keys]) -> None:
        shelf = Shelf()
        for number, keys in enumerate(stored):
            shelf.put(number, keys)
        for number, count in asked(index, query, shelf).items():
            wanted, held = (
                {"bands": keys.bands, "samples": keys.samples.tolist(), "postings": keys.postings.tolist()}[index.name]
                for keys in (query, stored[number])
            )
            assert count > 0
            assert count == len(set(wanted) & set(held)) if index.name != "postings" else set(wanted) & set(held)

    @given(query=some_keys, stored=some_keys, others=st.lists(some_keys, max_size=6))
    def test_the_answer_depends_on_the_two_texts_alone(
        self, index: CandidateIndex, query: Keys, stored: Keys, others: list[Keys]
    ) -> None:
        """Or relations would depend on what else is stored and on the order of arrival."""
        alone, crowded = Shelf(), Shelf()
        alone.put(1, stored)
        for number, keys in enumerate(others, start=2):
            crowded.put(number, keys)
        crowded.put(1, stored)
        assert asked(index, query, alone).get(1) == asked(index, query, crowded).get(1)

    @given(one=some_keys, other=some_keys)
    def test_proposals_are_mutual(self, index: CandidateIndex, one: Keys, other: Keys) -> None:
        with_one, with_other = Shelf(), Shelf()
        with_one.put(1, one)
        with_other.put(1, other)
        assert asked(index, other, with_one) == asked(index, one, with_other)

    @given(queries=st.lists(some_keys, max_size=4), stored=st.lists(some_keys, max_size=6))
    def test_postings_fetched_for_a_batch_answer_like_those_fetched_for_one(
        self, index: CandidateIndex, queries: list[Keys], stored: list[Keys]
    ) -> None:
        shelf = Shelf()
        for number, keys in enumerate(stored):
            shelf.put(number, keys)
        fetched: Postings = Fetched(shelf, queries)
        for query in queries:
            assert index.propose(query, fetched) == asked(index, query, shelf)


# --- what each is for -------------------------------------------------------------------------------------------------


def test_bands_find_a_lightly_edited_copy() -> None:
    assert asked(BandIndex(), keys_of_text(edited(FERRY, 5)), shelf_of([LIBRARY, FERRY]))[1] >= 1


def test_samples_find_an_excerpt_that_bands_miss() -> None:
    excerpt = cut(FERRY, keep=[1, 2])
    host = "\n\n".join([LIBRARY, excerpt, ORCHARD])
    assert asked(BandIndex(), keys_of_text(host), shelf_of([FERRY])) == {}
    assert asked(SampleIndex(), keys_of_text(host), shelf_of([FERRY]))[0] >= 2


def test_one_sample_in_common_is_a_phrase_and_not_enough() -> None:
    shelf = Shelf()
    shelf.put(1, keyed(samples=(1, 2, 3)))
    shelf.put(2, keyed(samples=(3, 4)))
    shelf.put(3, keyed(samples=(5,)))
    assert asked(SampleIndex(), keyed(samples=(2, 3, 4)), shelf) == {1: 2, 2: 2}
    assert asked(SampleIndex(least=1), keyed(samples=(2,)), shelf) == {1: 1}
    assert asked(SampleIndex(), keyed(samples=(2,)), shelf) == {}


def test_articles_under_one_agencys_notice_are_no_candidates() -> None:
    notice = f"\nAll rights reserved. {first_words(prose(60, seed=9), 55)}.\n"
    assert every(keys_of_text(FERRY + notice), shelf_of([LIBRARY + notice, ORCHARD + notice])) == {}


def test_a_candidate_remembers_which_indexes_proposed_it() -> None:
    shelf = shelf_of([FERRY, "\n".join([LIBRARY, cut(FERRY, keep=[1, 2]), ORCHARD]), edited(FERRY, 3)])
    proposed = every(keys_of_text(FERRY), shelf)
    assert {number: candidate.proposed_by for number, candidate in proposed.items()} == {
        0: ("bands", "samples", "postings"),
        1: ("samples", "postings"),
        2: ("bands", "samples", "postings"),
    }
    assert proposed[0].strength == 1000 > proposed[1].strength
    assert not any(candidate.only_telling for candidate in proposed.values())


def test_names_are_in_the_order_of_the_indexes() -> None:
    shelf = shelf_of([FERRY])
    found = every(keys_of_text(FERRY), shelf, (SampleIndex(), BandIndex()))
    assert found[0].proposed_by == ("samples", "bands")
    assert every(keys_of_text(FERRY), shelf, ()) == {}


def test_keys_of_nothing_fetched_have_no_members() -> None:
    fetched = Fetched(shelf_of([FERRY]), [])
    keys = keys_of_text(FERRY)
    assert not len(fetched.sample_members(keys.samples))
    assert not PostingIndex().propose(keys, fetched)
