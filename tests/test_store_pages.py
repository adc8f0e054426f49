"""Pages of runs: entries come back as they were, a page at a time or many, and what is broken is refused."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.kernels import COMPILED
from dedup.store.pages import Entries, joined, pack_page, plain_pack_page, unpack_entries, unpack_pages

SPANS = st.sampled_from([0, 1, 200, 2**16, 2**25, 2**42, 2**62])  # so that low parts are of all sizes
NUMBERS = st.sampled_from([1, 255, 256, 2**17, 2**32 - 1])


@st.composite
def pages(draw: st.DrawFn) -> Entries:
    span, highest = draw(SPANS), draw(NUMBERS)
    first = draw(st.integers(0, 2**62))
    weights = st.integers(0, 255) if draw(st.booleans()) else st.just(0)
    row = st.tuples(st.integers(first, first + span), st.integers(0, highest), weights)
    rows = sorted(draw(st.lists(row, min_size=1, max_size=40)), key=lambda one: one[0])
    keys, numbers, told = zip(*rows, strict=True)
    return Entries(np.array(keys, np.uint64), np.array(numbers, np.int64), np.array(told, np.uint8))


def same(one: Entries, other: Entries) -> bool:
    return (
        np.array_equal(one.keys, other.keys)
        and np.array_equal(one.numbers, other.numbers)
        and np.array_equal(one.weights, other.weights)
    )


@given(st.lists(pages(), min_size=1, max_size=5))
def test_entries_come_back(given_pages: list[Entries]) -> None:
    packed = [pack_page(page) for page in given_pages]
    assert same(unpack_pages(packed).entries(), joined(given_pages))
    assert same(unpack_entries(packed), joined(given_pages))


def test_of_no_pages_there_are_no_entries() -> None:
    assert same(unpack_entries([]), joined(()))


@given(pages())
def test_a_compiled_page_is_the_plain_one(page: Entries) -> None:
    assert pack_page(page) == plain_pack_page(page)


@pytest.mark.skipif(not COMPILED, reason="the kernels are not built")
@pytest.mark.parametrize(
    ("keys", "numbers", "weights"),
    [([], [], []), ([2, 1], [0, 0], [1, 1]), ([1], [1 << 32], [1]), ([1], [-1], [1]), ([1, 2], [0], [1, 1])],
    ids=["nothing", "out of order", "number too high", "number too low", "too few numbers"],
)
def test_what_is_no_page_is_refused(keys: list[int], numbers: list[int], weights: list[int]) -> None:
    entries = Entries(np.array(keys, np.uint64), np.array(numbers, np.int64), np.array(weights, np.uint8))
    with pytest.raises(ValueError, match="in the order of their keys"):
        pack_page(entries)


@given(st.lists(pages(), min_size=1, max_size=4), st.lists(st.integers(0, 2**63), max_size=5))
def test_a_key_is_found_with_all_its_entries_and_no_others(given_pages: list[Entries], absent: list[int]) -> None:
    together = joined(given_pages)
    together = together.part(np.argsort(together.keys, kind="stable"))
    packed = [pack_page(together.part(slice(start, start + 7))) for start in range(0, len(together), 7)]
    asked = np.unique(np.concatenate((together.keys, np.array(absent, np.uint64))))
    low, counts = unpack_pages(packed).under(asked)
    for key, start, count in zip(asked, low.tolist(), counts.tolist(), strict=True):
        assert count == np.count_nonzero(together.keys == key)
        assert (together.keys[start : start + count] == key).all()


def test_an_entry_of_a_large_run_takes_about_six_bytes() -> None:
    dice = np.random.default_rng(7)
    keys = np.sort(dice.integers(0, 1 << 40, 3_000_000).astype(np.uint64))[:384]
    entries = Entries(keys, dice.integers(5_000, 25_000, 384), dice.integers(0, 255, 384).astype(np.uint8))
    assert len(pack_page(entries)) < 6.1 * 384  # less where keys come twice


@given(pages(), st.data())
def test_a_page_that_is_cut_or_changed_is_refused_or_read_as_another(page: Entries, data: st.DataObject) -> None:
    packed = pack_page(page)
    for cut in (packed[:-1], packed + b"\0", packed[: data.draw(st.integers(0, len(packed) - 1))]):
        with pytest.raises(ValueError, match="a page does not"):
            unpack_pages([packed, cut])
        with pytest.raises(ValueError, match="a page does not"):
            unpack_entries([packed, cut])
    place = data.draw(st.integers(0, len(packed) - 1))
    changed = packed[:place] + bytes([packed[place] ^ 1 << data.draw(st.integers(0, 7))]) + packed[place + 1 :]
    try:
        compiled = unpack_entries([changed])
    except ValueError:
        compiled = None
    try:
        read = unpack_pages([changed]).entries()
    except ValueError:
        assert compiled is None
        return
    assert len(read.keys) == len(read.numbers) == len(read.weights) > 0
    assert compiled is None or same(compiled, read)


def test_an_entry_that_begins_a_key_behind_the_last_is_refused() -> None:
    page = pack_page(Entries(np.array([7], np.uint64), np.array([3], np.int64), np.zeros(1, np.uint8)))
    changed = page[:21] + bytes([page[21] | 2]) + page[22:]
    with pytest.raises(ValueError, match="a page does not hold the keys"):
        unpack_pages([changed])
    with pytest.raises(ValueError, match="a page does not hold the keys"):
        unpack_entries([changed])
