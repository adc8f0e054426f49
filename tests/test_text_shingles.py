"""Shingles: the hash of a run of words depends on the words and their order alone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.text.shingles import hash_rows, shingle_hash, shingle_hashes
from dedup.text.words import keys_of, words_of
from tests.writing import FERRY, LIBRARY

word_lists = st.lists(st.sampled_from(["a", "b", "boat", "été", "市", "1951"]), max_size=30)


@given(word_lists, st.integers(1, 10))
def test_each_shingle_can_be_recomputed_from_its_words(words: list[str], size: int) -> None:
    hashes = shingle_hashes(keys_of(words), size)
    runs = [words[i : i + size] for i in range(max(1, len(words) - size + 1))] if words else []
    assert hashes.tolist() == [shingle_hash(" ".join(run).encode()) for run in runs]


@given(word_lists.filter(lambda words: len(words) >= 8))
def test_a_table_of_keys_hashes_like_the_text(words: list[str]) -> None:
    keys = keys_of(words)
    rows = np.array([keys[i : i + 5] for i in range(len(keys) - 4)])
    assert np.array_equal(hash_rows(rows), shingle_hashes(keys, 5))


def test_order_and_length_matter() -> None:
    assert len({shingle_hash(text) for text in (b"a b", b"b a", b"a", b"a a", b"a a a", b"b")}) == 6


def test_a_text_shorter_than_the_shingle_is_one_shingle() -> None:
    keys = keys_of(["the", "council", "voted"])
    assert shingle_hashes(keys, 5).tolist() == [shingle_hash(b"the council voted")]
    assert len(shingle_hashes(keys[:0], 5)) == 0


def test_hashes_spread_over_the_range() -> None:
    hashes = shingle_hashes(words_of(FERRY + LIBRARY).keys, 5)
    assert len(np.unique(hashes)) == len(hashes)
    quarter = np.bincount((hashes >> np.uint64(62)).astype(np.int64), minlength=4) / len(hashes)
    assert quarter.min() > 0.15


@pytest.mark.parametrize(
    ("shingle", "value"), [(b"the council voted late on", 0xC3EFBDC07CDF452F), (b"boat", 0x94AA071807037BF0)]
)
def test_the_hash_is_pinned(shingle: bytes, value: int) -> None:
    """Archives keep values made from these hashes: a change here needs a migration."""
    assert shingle_hash(shingle) == value
