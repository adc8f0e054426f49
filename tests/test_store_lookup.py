"""Keys looked up in pages: the compiled form equals the plain one, and a damaged page is an error, never a crash."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.kernels import COMPILED
from dedup.store.lookup import Held, gathered, plain_gathered, plain_under, under
from dedup.store.pages import Entries, pack_page

# Few keys that many entries have, and keys far apart; numbers near each other, and of all sizes.
keys = st.one_of(st.integers(0, 6), st.integers(0, (1 << 42) - 1))
entries = st.lists(st.tuples(keys, st.one_of(st.integers(0, 5), st.integers(0, (1 << 32) - 1)), st.integers(0, 255)))


def paged(rows: list[tuple[int, int, int]], most: int) -> list[bytes]:
    """Pages of at most so many entries, in the order of the keys."""
    rows = sorted(rows, key=lambda row: row[0])
    columns = [
        np.array([row[place] for row in rows], dtype) for place, dtype in enumerate((np.uint64, np.int64, np.uint8))
    ]
    whole = Entries(*columns)
    return [pack_page(whole.part(slice(start, start + most))) for start in range(0, len(rows), most)]


def told(held: Held) -> tuple[list[int], list[tuple[int, int]]]:
    return held.counts.tolist(), list(zip(held.contents.tolist(), held.weights.tolist(), strict=True))


@given(
    rows=entries.filter(bool),
    most=st.integers(1, 9),
    others=st.sets(keys, max_size=5),
    owner=st.lists(st.integers(0, 3), max_size=7),
    weighed=st.booleans(),
)
def test_what_stands_under_keys(
    rows: list[tuple[int, int, int]], most: int, others: set[int], owner: list[int], weighed: bool
) -> None:
    asked = np.array(sorted({row[0] for row in rows[::2]} | others), np.uint64)
    contents = np.array(owner, np.int64)
    pages = paged(rows, most)
    wanted: list[list[tuple[int, int]]] = [[] for _ in asked]
    for key, number, weight in sorted(rows, key=lambda row: row[0]):
        content = number if not owner else owner[number] if number < len(owner) else 0
        if key in asked and content and (weight > 0) == weighed:
            wanted[asked.tolist().index(key)].append((content, weight))
    expected = ([len(one) for one in wanted], [row for one in wanted for row in one])
    assert told(under(pages, asked, contents, weighed=weighed)) == expected
    assert told(plain_under(pages, asked, contents, weighed=weighed)) == expected


@given(
    parts=st.lists(
        st.tuples(st.integers(0, 3), st.lists(st.lists(st.integers(1, 255), max_size=3), max_size=3)), max_size=4
    )
)
def test_parts_are_gathered_in_the_order_of_the_keys(parts: list[tuple[int, list[list[int]]]]) -> None:
    wanted: list[list[int]] = [[] for _ in range(6)]
    given = []
    for begin, rows in parts:
        for place, weights in enumerate(rows, start=begin):
            wanted[place].extend(weights)
        flat = [weight for weights in rows for weight in weights]
        counts = np.array([len(weights) for weights in rows], np.int64)
        given.append((begin, Held(counts, np.array(flat, np.uint32) + 1_000, np.array(flat, np.uint8))))
    flat = [weight for weights in wanted for weight in weights]
    expected = ([len(weights) for weights in wanted], [(weight + 1_000, weight) for weight in flat])
    assert told(gathered(given, 6)) == expected
    assert told(plain_gathered(given, 6)) == expected


@pytest.mark.skipif(not COMPILED, reason="the kernels are not built")
@given(
    rows=entries.filter(bool),
    damage=st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), max_size=3),
    cut=st.integers(0, 60),
)
def test_a_damaged_page_is_read_or_refused(
    rows: list[tuple[int, int, int]], damage: list[tuple[int, int]], cut: int
) -> None:
    page = bytearray(paged(rows, 1_000)[0])
    for place, byte in damage:
        page[place % len(page)] = byte
    asked = np.array(sorted({row[0] for row in rows}), np.uint64)
    try:
        held = under([bytes(page[: len(page) - cut])], asked, np.empty(0, np.int64), weighed=True)
    except ValueError:
        return
    assert held.counts.sum() == len(held.contents) == len(held.weights)


@pytest.mark.skipif(not COMPILED, reason="the kernels are not built")
@pytest.mark.parametrize(
    ("begin", "counts", "contents"),
    [(0, [1, 2], [7]), (0, [-1, 2], [7]), (2, [1], [7]), (-1, [1], [7]), (0, [1], [7, 8]), (0, [], [7])],
)
def test_parts_that_do_not_belong_together_are_refused(begin: int, counts: list[int], contents: list[int]) -> None:
    held = Held(np.array(counts, np.int64), np.array(contents, np.uint32), np.full(len(contents), 9, np.uint8))
    with pytest.raises(ValueError, match="each part has its keys"):
        gathered([(begin, held)], 2)
