"""Clusters of near copies in memory: the same as comparing every pair, in any order."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from dedup.batch import near_copies
from dedup.batch.near_copies import clustered
from dedup.config import FingerprintParams
from dedup.fingerprint import fingerprint, signatures
from dedup.text.words import words_of
from tests.benchmarks.generated import articles

SMALL = FingerprintParams(slots=8, bands=4, rows=2)
# Few values, so that bands meet, within and across clusters.
SIGNED = st.lists(st.lists(st.integers(0, 2), min_size=8, max_size=8), max_size=12).map(
    lambda rows: np.array(rows, np.uint32).reshape(-1, 8)
)


def by_pairs(signed: NDArray[np.uint32], params: FingerprintParams, least: float) -> list[int]:
    """The first text of the cluster of each, by looking at every pair of signatures until nothing changes."""
    labels = list(range(len(signed)))
    bands = signed[:, : params.bands * params.rows].reshape(len(signed), params.bands, params.rows)
    links = [
        (a, b)
        for a, b in combinations(range(len(signed)), 2)
        if (bands[a] == bands[b]).all(axis=1).any() and (signed[a] == signed[b]).mean() >= least
    ]
    for _ in links:
        for a, b in links:
            labels[a] = labels[b] = min(labels[a], labels[b])
    return labels


@given(SIGNED, st.sampled_from([0.0, 0.5, 0.75, 1.0]))
def test_clusters_are_what_every_pair_would_give(signed: NDArray[np.uint32], least: float) -> None:
    assert clustered(signed, SMALL, least=least).labels.tolist() == by_pairs(signed, SMALL, least)


@given(SIGNED, st.integers(0, 1000))
def test_the_order_of_texts_makes_no_difference(signed: NDArray[np.uint32], seed: int) -> None:
    order = np.random.default_rng(seed).permutation(len(signed))
    here, there = clustered(signed, SMALL).labels, clustered(signed[order], SMALL).labels
    assert np.array_equal(here[order][:, None] == here[order], there[:, None] == there)


def test_planted_copies_are_found_and_nothing_else() -> None:
    made = [article for article in articles(300, seed=3) if article.template is None]  # those are half alike
    found = near_copies(article.text for article in made)
    places = {article.key: place for place, article in enumerate(made)}
    close = [article for article in made if article.resemblance is not None and article.resemblance >= 0.5]
    assert len(close) > 10
    assert all(found.labels[places[one.key]] == found.labels[places[str(one.source)]] for one in close)
    families = [{made[place].source or made[place].key for place in cluster} for cluster in found.clusters]
    assert all(len(family) == 1 for family in families)


def test_texts_without_a_word_are_no_copies_of_one_another() -> None:
    found = near_copies(["", "...", "a word", "a word", ""])
    assert found.labels.tolist() == [0, 1, 2, 2, 4]
    assert [cluster.tolist() for cluster in found.clusters] == [[2, 3]]


def test_no_texts_have_no_clusters() -> None:
    assert near_copies([]).clusters == []


def test_signatures_are_those_of_fingerprints() -> None:
    params = FingerprintParams()
    texts = ["", "one two three", *(article.text for article in articles(5, seed=4))]
    expected = [fingerprint(words_of(text), params).signature for text in texts]
    assert np.array_equal(signatures(texts, params), expected)
