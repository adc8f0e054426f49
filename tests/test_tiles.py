from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from dedup.compare.tiles import Tile, coverage, stretches, tiles

RUN = 3


def keys(words: str) -> NDArray[np.uint64]:
    return np.array([ord(word) for word in words], np.uint64)


@given(st.text("abcd", max_size=60), st.text("abcd", max_size=60))
def test_tiles_agree_word_for_word_and_lie_apart(a: str, b: str) -> None:
    laid = tiles(keys(a), keys(b), RUN)
    used_a = [i for t in laid for i in range(t.a, t.a + t.length)]
    used_b = [i for t in laid for i in range(t.b, t.b + t.length)]
    assert all(a[t.a : t.a + t.length] == b[t.b : t.b + t.length] and t.length >= RUN for t in laid)
    assert len(used_a) == len(set(used_a)) == len(used_b) == len(set(used_b))
    assert bool(laid) == bool(coverage(keys(a), keys(b), RUN))


@given(st.text("abcdefgh", min_size=RUN))
def test_a_text_is_its_own_tile(a: str) -> None:
    assert tiles(keys(a), keys(a), RUN)[0] == Tile(0, 0, len(a))


def test_moved_matter_is_found_where_it_stands() -> None:
    assert tiles(keys("abcdefXYZ"), keys("XYZ-abcdef"), RUN) == (Tile(0, 4, 6), Tile(6, 0, 3))


def test_the_longest_run_is_laid_first() -> None:
    assert tiles(keys("abcde"), keys("abc-abcde"), RUN) == (Tile(0, 4, 5),)


def test_short_and_empty_texts_have_no_tiles() -> None:
    assert tiles(keys(""), keys("abc"), RUN) == ()
    assert tiles(keys("ab"), keys("ab"), RUN) == ()


def test_one_word_repeated_ends() -> None:
    laid = tiles(keys("a" * 10_000), keys("a" * 10_000), RUN)
    assert laid[0] == Tile(0, 0, 10_000)


def test_stretches_of_a_mask() -> None:
    assert stretches(np.array([True, False, True, True])) == [(0, 1), (2, 4)]
    assert stretches(np.array([], np.bool_)) == []
