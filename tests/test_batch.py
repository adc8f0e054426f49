"""Clusters of near copies in memory: the same as comparing every pair, in any order."""

from __future__ import annotations

from itertools import chain, combinations, islice

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dedup.batch import NearCopyParams, near_copies
from dedup.batch.common import common_words, plain_common_words
from dedup.batch.near_copies import clustered
from dedup.config import FingerprintParams
from dedup.fingerprint import Sketches, fingerprint, signatures, sketches
from dedup.text.words import words_of
from tests.benchmarks.generated import articles

PARAMS = NearCopyParams(rows=2, sure=0.75, least=0.2, ordered=0.6, mean=0.5, most=6)
# Few values, so that bands and words meet, within and across clusters.
SIGNED = st.lists(
    st.tuples(st.lists(st.integers(0, 2), min_size=9, max_size=9), st.lists(st.integers(0, 3), min_size=1, max_size=9)),
    max_size=12,
)
TEXTS = SIGNED.map(lambda rows: made_of([row for row, _ in rows], [words for _, words in rows]))


def made_of(signed: list[list[int]], words: list[list[int]]) -> Sketches:
    starts = np.cumsum([0, *map(len, words)])
    return Sketches(np.array(signed, np.uint32).reshape(-1, 9), np.array(list(chain(*words)), np.uint16), starts)


def words_in(texts: Sketches, place: int) -> list[int]:
    codes: list[int] = texts.words[texts.starts[place] : texts.starts[place + 1]].tolist()
    return codes


def in_common(one: list[int], other: list[int]) -> int:
    """The length of the longest common subsequence, by its definition."""
    before = [0] * (len(other) + 1)
    for a in one:
        now = [0]
        for place, b in enumerate(other):
            now.append(before[place] + 1 if a == b else max(before[place + 1], now[place]))
        before = now
    return before[-1]


def alike(texts: Sketches, a: int, b: int) -> bool:
    one, other = texts.signatures[a], texts.signatures[b]
    bands = (one[:8].reshape(4, 2) == other[:8].reshape(4, 2)).all(axis=1)
    estimate = (one == other).mean()
    if not bands.any() or estimate < PARAMS.least:
        return False
    words = words_in(texts, a)[: PARAMS.most], words_in(texts, b)[: PARAMS.most]
    common = in_common(*words)
    shares = [common / len(one) for one in words]
    return bool(estimate >= PARAMS.sure or (max(shares) >= PARAMS.ordered and sum(shares) / 2 >= PARAMS.mean))


def by_pairs(texts: Sketches) -> list[int]:
    """The first text of the cluster of each, by looking at every pair until nothing changes."""
    labels = list(range(len(texts.signatures)))
    links = [(a, b) for a, b in combinations(labels, 2) if alike(texts, a, b)]
    for _ in links:
        for a, b in links:
            labels[a] = labels[b] = min(labels[a], labels[b])
    return labels


@given(TEXTS)
def test_clusters_are_what_every_pair_would_give(texts: Sketches) -> None:
    assert clustered(texts, PARAMS).tolist() == by_pairs(texts)


@given(SIGNED, st.integers(0, 1000))
def test_the_order_of_texts_makes_no_difference(rows: list[tuple[list[int], list[int]]], seed: int) -> None:
    order = np.random.default_rng(seed).permutation(len(rows))
    turned = [rows[place] for place in order.tolist()]
    here = clustered(made_of([row for row, _ in rows], [words for _, words in rows]), PARAMS)
    there = clustered(made_of([row for row, _ in turned], [words for _, words in turned]), PARAMS)
    assert np.array_equal(here[order][:, None] == here[order], there[:, None] == there)


@given(
    st.lists(st.lists(st.integers(0, 5), max_size=200), min_size=2, max_size=2), st.sampled_from([1, 64, 65, 65_535])
)
def test_words_in_common_are_counted_alike_everywhere(words: list[list[int]], most: int) -> None:
    texts = Sketches(
        np.zeros((2, 1), np.uint32), np.array(list(chain(*words)), np.uint16), np.cumsum([0, *map(len, words)])
    )
    ends = np.array([0, 1, 0]), np.array([1, 0, 0])
    expected = [in_common(words[0][:most], words[1][:most])] * 2 + [len(words[0][:most])]
    assert common_words(texts, *ends, most).tolist() == expected
    assert plain_common_words(texts, *ends, most).tolist() == expected


def test_planted_copies_are_found_and_nothing_else() -> None:
    made = list(articles(300, seed=3))
    assert any(article.template is not None for article in made)  # half alike, and no copies
    found = near_copies(article.text for article in made)
    places = {article.key: place for place, article in enumerate(made)}
    close = [article for article in made if article.resemblance is not None and article.resemblance >= 0.4]
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


def test_sketches_keep_signatures_and_words() -> None:
    params = FingerprintParams()
    texts = ["", "one two three one", *(article.text for article in articles(5, seed=4))]
    kept = sketches(texts, params)
    assert np.array_equal(kept.signatures, signatures(texts, params))
    assert np.diff(kept.starts).tolist() == [len(words_of(text)) for text in texts]
    one, two, three, again = words_in(kept, 1)
    assert one == again
    assert len({one, two, three}) == 3


def test_an_outlets_notice_makes_no_copies_and_many_small_edits_leave_one() -> None:
    made = (article.text.split() for article in articles(40, seed=5) if article.source is None)
    notice, *stories = islice(made, 4)
    under = [" ".join([*story[:80], *notice[:60]]) for story in stories]
    edited = " ".join("changed" if place % 10 == 9 else word for place, word in enumerate(stories[0]))
    assert near_copies(under).clusters == []
    assert near_copies([*map(" ".join, stories), edited]).labels.tolist() == [0, 1, 2, 0]


def test_of_long_texts_only_so_much_is_aligned() -> None:
    long = " ".join(f"word{place % 700}" for place in range(900_000))
    assert near_copies([long, f"{long} end", "x " * 900_000]).labels.tolist() == [0, 0, 2]
