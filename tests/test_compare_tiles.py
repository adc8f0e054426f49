"""Tiles: what they cover is equal on both sides, nothing is covered twice, and nothing that could be is left."""

from __future__ import annotations

import itertools
import time
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from numpy.typing import NDArray

from dedup.compare.order import agreeing, in_order, plain_agreeing, plain_in_order
from dedup.compare.tiles import _MAX_PLACES, _maximal_runs, plain_tiles, run_length, stretches, tiles
from dedup.kernels import COMPILED, kernels
from dedup.text.shingles import hash_rows, shingle_hashes
from dedup.text.words import keys_of, words_of
from tests.writing import FERRY, LIBRARY, ORCHARD, cut, edited, prose

RUN = 5
sequences = st.lists(st.sampled_from("abcdef"), max_size=60).map(lambda words: keys_of(list(words)))
distinct = st.integers(0, 80).map(lambda count: keys_of([f"w{i}" for i in range(count)]))


def of(text: str) -> NDArray[np.uint64]:
    return words_of(text).keys


class Tile(NamedTuple):
    """A common run: `length` words from `a` in the first text and from `b` in the second."""

    a: int
    b: int
    length: int


def tiled(a: NDArray[np.uint64], b: NDArray[np.uint64], run: int) -> tuple[Tile, ...]:
    return tuple(Tile(*row) for row in tiles(a, b, run).tolist())


def check(a: NDArray[np.uint64], b: NDArray[np.uint64], run: int, laid: tuple[Tile, ...]) -> None:
    """The cover property."""
    used_a, used_b = np.zeros(len(a), np.int64), np.zeros(len(b), np.int64)
    for tile in laid:
        assert tile.length >= run
        assert 0 <= tile.a <= tile.a + tile.length <= len(a)
        assert 0 <= tile.b <= tile.b + tile.length <= len(b)
        assert np.array_equal(a[tile.a : tile.a + tile.length], b[tile.b : tile.b + tile.length])
        used_a[tile.a : tile.a + tile.length] += 1
        used_b[tile.b : tile.b + tile.length] += 1
    assert used_a.max(initial=0) <= 1
    assert used_b.max(initial=0) <= 1
    assert [tile.a for tile in laid] == sorted(tile.a for tile in laid)


@given(sequences, sequences, st.integers(1, 6))
def test_tiles_cover_equal_words_once(a: NDArray[np.uint64], b: NDArray[np.uint64], run: int) -> None:
    check(a, b, run, tiled(a, b, run))


@given(distinct, st.data())
def test_all_that_is_shared_is_covered(a: NDArray[np.uint64], data: st.DataObject) -> None:
    """Texts without a word twice can be tiled in one way only: pieces of five and more, wherever they were moved."""
    cuts = sorted(data.draw(st.sets(st.integers(0, len(a)), max_size=6)) | {0, len(a)})
    pieces = [a[start:end] for start, end in itertools.pairwise(cuts)]
    moved = data.draw(st.permutations(pieces))
    separated = [part for i, piece in enumerate(moved) for part in (piece, keys_of([f"x{i}"]))]
    b = np.concatenate([*separated, keys_of([])]).astype(np.uint64)
    laid = tiled(a, b, RUN)
    check(a, b, RUN, laid)
    assert sum(tile.length for tile in laid) == sum(len(piece) for piece in pieces if len(piece) >= RUN)


periodic = st.builds(
    lambda period, start, size, odd: keys_of(
        ["!" if place in odd else period[(start + place) % len(period)] for place in range(size)]
    ),
    st.lists(st.sampled_from("abc"), min_size=1, max_size=4),
    st.integers(0, 3),
    st.integers(0, 60),
    st.sets(st.integers(0, 59), max_size=2),
)


@given(periodic, periodic, st.integers(2, 5))
def test_runs_in_texts_that_repeat_themselves_are_as_long_as_they_are(
    a: NDArray[np.uint64], b: NDArray[np.uint64], run: int
) -> None:
    for i, j, length in _maximal_runs(a, b, run):
        assert length == run_length(a[i:], b[j:])
    check(a, b, run, tiled(a, b, run))


@given(
    st.one_of(sequences, periodic, st.integers(0, 12).map(lambda every: of(edited(FERRY, every + 2)))),
    st.one_of(sequences, periodic, st.sampled_from([FERRY, FERRY + LIBRARY, FERRY + FERRY]).map(of)),
    st.integers(1, 6),
)
def test_the_compiled_form_lays_what_the_plain_form_lays(
    a: NDArray[np.uint64], b: NDArray[np.uint64], run: int
) -> None:
    if min(len(a), len(b)) >= run:
        assert np.array_equal(tiles(a, b, run), plain_tiles(a, b, run))
        assert np.array_equal(tiles(b, a, run), plain_tiles(b, a, run))


def test_one_word_over_and_over_is_tiled_without_looking_at_every_place_anew() -> None:
    """Some ten minutes of work, if it were."""
    assert tiled(keys_of(["word"] * 400_000), keys_of(["word"] * 390_000), RUN) == (Tile(0, 0, 390_000),)


@pytest.mark.parametrize("first", [True, False])
def test_words_chosen_so_that_the_hashes_of_runs_are_alike_take_no_longer(first: bool) -> None:
    """A table of slots would take seconds, a thousand times as long as for other words."""
    offered = keys_of([f"w{i}" for i in range(1024)])
    keys = offered[:RUN].tolist()
    for _ in range(40_000):
        runs = np.empty((len(offered), RUN), np.uint64)
        runs[:, :-1], runs[:, -1] = keys[1 - RUN :], offered
        hashes = hash_rows(runs)
        alike = hashes if first else hashes & np.uint64(2**17 - 1)
        keys.append(int(offered[alike.argmin()]))
    text = np.array(keys, np.uint64)
    began = time.process_time()
    laid = tiles(text, text, RUN)
    assert time.process_time() - began < 0.5
    assert laid.tolist() == [[0, 0, len(text)]]


def runs_of(keys: NDArray[np.uint64]) -> set[tuple[int, ...]]:
    return {tuple(keys[i : i + RUN].tolist()) for i in range(len(keys) - RUN + 1)}


@given(sequences, sequences)
def test_nothing_is_covered_where_no_run_is_shared_and_something_where_one_is(
    a: NDArray[np.uint64], b: NDArray[np.uint64]
) -> None:
    assert bool(tiled(a, b, RUN)) == bool(runs_of(a) & runs_of(b))


@given(st.one_of(sequences, st.just(of(FERRY))), st.one_of(sequences, st.just(of(edited(FERRY, 5)))))
def test_runs_are_where_words_before_them_differ(a: NDArray[np.uint64], b: NDArray[np.uint64]) -> None:
    """Whether or not a shingle recurs in the second text; few enough places that none is left out."""
    starts = {
        (i, j, length)
        for i in range(len(a))
        for j in range(len(b))
        if (i == 0 or j == 0 or a[i - 1] != b[j - 1]) and (length := run_length(a[i:], b[j:])) >= RUN
    }
    held = shingle_hashes(b, RUN) if len(b) >= RUN else b[:0]
    if not len(held) or np.unique(held, return_counts=True)[1].max() <= _MAX_PLACES:
        found = _maximal_runs(a, b, RUN) if min(len(a), len(b)) >= RUN else []
        assert set(found) == starts
        assert len(found) == len(starts)


def test_equal_texts_are_one_tile() -> None:
    keys = of(FERRY)
    assert tiled(keys, keys, RUN) == (Tile(0, 0, len(keys)),)


def test_different_texts_have_no_tile() -> None:
    assert tiled(of(FERRY), of(ORCHARD), RUN) == ()


def test_moved_paragraphs_match_like_unmoved_ones() -> None:
    moved = cut(FERRY, keep=[4, 2, 0, 6, 1])
    a, b = of(FERRY), of(moved)
    laid = tiled(a, b, RUN)
    check(a, b, RUN, laid)
    assert sum(tile.length for tile in laid) == len(b)
    assert len(laid) == 5


def test_an_edited_text_is_covered_but_for_the_edits() -> None:
    a, b = of(FERRY), of(edited(FERRY, 5))
    laid = tiled(a, b, RUN)
    check(a, b, RUN, laid)
    assert 0.7 < sum(tile.length for tile in laid) / len(a) < 0.96


def test_a_passage_that_stands_twice_in_one_text_counts_once() -> None:
    a, b = of(FERRY + LIBRARY), of(FERRY + FERRY)
    laid = tiled(a, b, RUN)
    check(a, b, RUN, laid)
    assert sum(tile.length for tile in laid) == len(of(FERRY))


def test_the_longest_run_is_laid_first() -> None:
    """Of two places for the same words, the one where more around them agrees."""
    words = prose(30).split()
    a = of(" ".join([*words[5:12], "x", *words]))
    b = of(" ".join(words))
    assert tiled(a, b, RUN) == (Tile(8, 0, 30),)
    assert tiled(b, a, RUN) == (Tile(0, 8, 30),)


@pytest.mark.parametrize("size", [0, 1, 4])
def test_texts_shorter_than_a_run_have_no_tile(size: int) -> None:
    short, long = of(FERRY)[:size], of(FERRY)
    for a, b in ((short, long), (long, short), (short, short)):
        assert tiled(a, b, RUN) == ()


HOSTILE = {
    "one word": ("boat " * 10_000, "boat " * 10_000),
    "one word, other lengths": ("boat " * 10_000, "boat " * 7_001),
    "two words": ("boat quay " * 5_000, "quay boat " * 5_000),
    "a phrase": ("the council voted late on tuesday " * 2_000, "late on tuesday the council voted " * 2_000),
    "one word broken up": (("boat " * 20 + "x ") * 500, ("boat " * 21 + "y ") * 500),
    "numbers": (" ".join(map(str, range(10_000))), " ".join(map(str, range(9_999, -1, -1)))),
    "long": (prose(30_000), prose(30_000)),
    "long and edited": (prose(30_000), edited(prose(30_000), 10)),
}


@pytest.mark.parametrize(("one", "other"), HOSTILE.values(), ids=list(HOSTILE))
def test_repetition_and_length_are_bounded(one: str, other: str) -> None:
    a, b = of(one), of(other)
    laid = tiled(a, b, RUN)
    check(a, b, RUN, laid)
    assert np.array_equal(tiles(a, b, RUN), plain_tiles(a, b, RUN))


def test_one_word_repeated_is_covered() -> None:
    a, b = of("boat " * 10_000), of("boat " * 8_000)
    assert sum(tile.length for tile in tiled(a, b, RUN)) >= 7_900


def test_a_collision_of_hashes_makes_no_tile(monkeypatch: pytest.MonkeyPatch) -> None:
    def colliding(keys: NDArray[np.uint64], size: int) -> NDArray[np.uint64]:
        return shingle_hashes(keys, size) & np.uint64(3)

    monkeypatch.setattr("dedup.compare.tiles.shingle_hashes", colliding)
    a, b = of(FERRY), of(LIBRARY)
    check(a, b, RUN, tiled(a, b, RUN))
    assert tiled(a, b, RUN) == ()


@given(st.lists(st.booleans(), max_size=40))
def test_stretches_are_the_true_ranges(mask: list[bool]) -> None:
    found = stretches(np.array(mask, np.bool_))
    rebuilt = [False] * len(mask)
    for start, end in found:
        assert start < end
        rebuilt[start:end] = [True] * (end - start)
    assert rebuilt == mask
    assert all(left[1] < right[0] for left, right in itertools.pairwise(found))


# --- reading in order -------------------------------------------------------------------------------------------------


def agreed(a: NDArray[np.uint64], b: NDArray[np.uint64], out_a: set[int] | None = None) -> int:
    """How many words agree in order, without some of the first text."""
    out = np.isin(np.arange(len(a)), list(out_a or ()))
    return agreeing(in_order(a, b), a, b, out, np.zeros(len(b), np.bool_))


@given(sequences, sequences)
def test_what_two_texts_have_in_order_is_equal_and_ascending_and_as_much_as_they_agree(
    a: NDArray[np.uint64], b: NDArray[np.uint64]
) -> None:
    common: list[list[int]] = in_order(a, b).tolist()
    for i, j, length in common:
        assert length > 0
        assert np.array_equal(a[i : i + length], b[j : j + length])
    for (i, j, length), (k, m, _) in itertools.pairwise(common):
        assert i + length <= k
        assert j + length <= m
    words = sum(length for _, _, length in common)
    assert agreed(a, b) == agreed(b, a) == words


@given(sequences, sequences)
@example(of(prose(300)), of(edited(prose(300), 20)))
@example(of("a " * 200), of("a b " * 150))
def test_what_two_texts_have_in_order_is_what_the_plain_form_finds(
    a: NDArray[np.uint64], b: NDArray[np.uint64]
) -> None:
    assert np.array_equal(in_order(a, b), plain_in_order(a, b))
    longer = np.concatenate([a, b, a, b, a]), np.concatenate([b, a, b, b])
    assert np.array_equal(in_order(*longer), plain_in_order(*longer))


def test_a_text_that_is_too_long_is_not_read_in_order() -> None:
    assert not len(in_order(of(prose(20_001)), of(prose(9))))


@given(sequences, sequences, st.sets(st.integers(0, 60)), st.sets(st.integers(0, 60)))
@example(of(prose(300)), of(edited(prose(300), 20)), {7, 8, 9}, set(range(280, 300)))
def test_words_that_are_left_out_agree_with_none(
    a: NDArray[np.uint64], b: NDArray[np.uint64], left_a: set[int], left_b: set[int]
) -> None:
    out_a, out_b = np.isin(np.arange(len(a)), list(left_a)), np.isin(np.arange(len(b)), list(left_b))
    words = agreeing(in_order(a, b), a, b, out_a, out_b)
    assert words == plain_agreeing(a, b, out_a, out_b) == in_order(a[~out_a], b[~out_b])[:, 2].sum()
    assert words == agreeing(in_order(b, a), b, a, out_b, out_a)


def test_agreement_in_order_of_known_texts() -> None:
    assert agreed(of("a b c d"), of("a x b d y z")) == 3
    assert agreed(of("a b c d"), of("a x b d y z"), {1}) == 2
    assert agreed(of("a b c d"), of("a b c d")) == 4
    assert agreed(of(""), of("a")) == 0
    long = prose(20_001)
    assert agreed(of(long), of(long)) == 0
    assert agreed(of(long), of(long), {0}) == 0
    assert agreed(of(long), of(long)[1:], {0}) == 20_000


@pytest.mark.skipif(not COMPILED, reason="the kernels are not built")
@pytest.mark.parametrize(
    ("common", "words", "out"),
    [((0, 0, 3), 2, 2), ((0, 1, 2), 2, 2), ((-1, 0, 1), 2, 2), ((0, 0, -1), 2, 2), ((0, 0, 1), 2, 1), ((0, 0), 2, 2)],
)
def test_stretches_outside_their_texts_are_refused(common: tuple[int, ...], words: int, out: int) -> None:
    keys, mask = np.zeros(words, np.uint64), np.zeros(out, np.bool_)
    with pytest.raises(ValueError, match="inside their texts"):
        kernels.agreeing(np.array(common, np.int32), keys, keys, mask, mask, 9)
