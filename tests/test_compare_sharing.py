"""What common runs are part of: every word counts in one sort, passages join neighbours, and both forms agree."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from dedup.compare.document import ASIDE, QUOTED, STOCK
from dedup.compare.judgement import SharedRange
from dedup.compare.sharing import plain_shared, shared
from dedup.kernels import COMPILED, kernels

LONG = 8
PLACED = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(1, 12)), max_size=8)


def runs_of(steps: list[tuple[int, int, int]]) -> NDArray[np.int32]:
    """Runs in the order of both texts, from how far each begins behind the last one, and its length."""
    rows = []
    a = b = 0
    for gap_a, gap_b, length in steps:
        a, b = a + gap_a, b + gap_b
        rows.append((a, b, length))
        a, b = a + length, b + length
    return np.array(rows, np.int32).reshape(-1, 3)


def marks_of(size: int, **marked: range) -> NDArray[np.uint8]:
    marks = np.zeros(size, np.uint8)
    for name, places in marked.items():
        marks[list(places)] |= {"quoted": QUOTED, "stock": STOCK, "aside": ASIDE}[name]
    return marks


@given(PLACED, st.data())
def test_the_compiled_form_gives_what_the_plain_form_gives(
    steps: list[tuple[int, int, int]], data: st.DataObject
) -> None:
    runs = data.draw(st.permutations(runs_of(steps).tolist()).map(lambda rows: np.array(rows, np.int32).reshape(-1, 3)))
    a, b = (
        np.array(data.draw(st.lists(st.sampled_from([0, 0, 0, 1, 2, 4, 6, 7]), min_size=140, max_size=140)), np.uint8)
        for _ in range(2)
    )
    assert shared(runs, a, b, LONG) == plain_shared(runs, a, b, LONG)


def test_neighbours_of_one_sort_are_one_passage_and_others_are_not() -> None:
    runs = runs_of([(2, 0, 10), (3, 0, 6), (4, 0, 5)])
    found = shared(runs, marks_of(40), marks_of(40), LONG)
    assert found.passages == (
        SharedRange(2, 21, 0, 16, 16, quoted=False, stock=False),
        SharedRange(25, 30, 16, 21, 5, quoted=False, stock=False),
    )
    assert (found.counted, found.own, found.longest, found.shingles) == (21, 21, 10, 3)


def test_words_are_counted_by_what_they_are_in_either_text() -> None:
    runs = runs_of([(0, 0, 30)])
    a, b = marks_of(30, quoted=range(5, 15)), marks_of(30, stock=range(10, 20), aside=range(12, 18))
    found = shared(runs, a, b, LONG)
    assert (found.counted, found.own, found.quoted, found.stock, found.outside) == (20, 15, 5, 10, 24)
    assert [(p.a_start, p.a_end, p.quoted, p.stock) for p in found.passages] == [
        (0, 5, False, False), (5, 10, True, False), (10, 20, False, True), (20, 30, False, False),
    ]  # fmt: skip


def test_a_word_or_two_are_no_passage_but_count() -> None:
    found = shared(runs_of([(0, 0, 9)]), marks_of(9, quoted=range(2, 9)), marks_of(9), LONG)
    assert found.own == 2
    assert [p.quoted for p in found.passages] == [True]


@pytest.mark.skipif(not COMPILED, reason="the kernels are not built")
@pytest.mark.parametrize(
    "run", [(0, 0, 6), (1, 0, 5), (0, 1, 5), (-1, 0, 2), (0, -1, 2), (0, 0, -1), (2**31 - 1, 0, 5)]
)
def test_runs_beyond_their_texts_are_refused(run: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="inside both texts"):
        kernels.share(np.array(run, np.int32), b"\0" * 5, b"\0" * 5, (LONG, 3, 3))
