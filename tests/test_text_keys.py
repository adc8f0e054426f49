"""Sets of keys as ascending arrays."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dedup.text.keys import among, common, distinct, lacking, spread, tallied

KEYS = st.lists(st.integers(0, 2**64 - 1) | st.integers(0, 20), max_size=60)


@given(KEYS, KEYS)
def test_among_says_what_numpy_says(keys: list[int], pool: list[int]) -> None:
    asked, held = np.array(keys, np.uint64), np.array(sorted(pool), np.uint64)
    assert among(asked, held).tolist() == np.isin(asked, held).tolist()


@given(KEYS, KEYS)
def test_common_keys_are_those_that_numpy_finds(a: list[int], b: list[int]) -> None:
    first, second = np.array(sorted(set(a)), np.uint64), np.array(sorted(set(b)), np.uint64)
    assert common(first, second).tolist() == np.intersect1d(first, second).tolist()


@given(KEYS)
def test_distinct_keys_are_those_that_numpy_finds(keys: list[int]) -> None:
    assert distinct(np.array(keys, np.uint64)).tolist() == np.unique(np.array(keys, np.uint64)).tolist()


@given(KEYS, KEYS)
def test_what_another_lacks_is_what_numpy_finds(keys: list[int], pool: list[int]) -> None:
    asked, held = np.array(sorted(set(keys)), np.uint64), np.array(sorted(pool), np.uint64)
    assert lacking(asked, held).tolist() == np.setdiff1d(asked, held).tolist()


@given(KEYS)
def test_keys_are_tallied_as_numpy_counts_them(keys: list[int]) -> None:
    expected = np.unique(np.array(keys, np.uint64), return_counts=True)
    assert [part.tolist() for part in tallied(np.array(keys, np.uint64))] == [part.tolist() for part in expected]


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 4)), max_size=20))
def test_ranges_are_spread(ranges: list[tuple[int, int]]) -> None:
    starts, counts = (np.array([one[side] for one in ranges], np.intp) for side in (0, 1))
    expected: list[int] = [number for start, count in ranges for number in range(start, start + count)]
    assert spread(starts, counts).tolist() == expected
