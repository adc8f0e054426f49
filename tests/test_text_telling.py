"""Telling keys: which are chosen, how they weigh, and that they are a function of the text."""

from __future__ import annotations

from random import Random
from unittest import mock

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from dedup.text import telling as module
from dedup.text.telling import Keyed, plain_telling, plain_wording, telling, wording

Text = tuple[NDArray[np.uint64], NDArray[np.float32], NDArray[np.bool_]]


def text_of(*words: tuple[int, float], anchors: tuple[int, ...] = ()) -> Text:
    """A text of (stem, rarity); `anchors` are places of names and numbers."""
    stems, rarity = zip(*words, strict=True) if words else ((), ())
    anchor = np.zeros(len(words), np.bool_)
    anchor[list(anchors)] = True
    return np.array(stems, np.uint64), np.array(rarity, np.float32), anchor


def common(count: int, rarity: float = 1.0, first: int = 1) -> list[tuple[int, float]]:
    """Distinct stems of one rarity."""
    return [(stem, rarity) for stem in range(first, first + count)]


def weights_of(keyed: Keyed) -> dict[int, int]:
    return dict(zip(keyed[0].tolist(), keyed[1].tolist(), strict=True))


def assert_alike(found: Keyed, wanted: Keyed) -> None:
    assert [array.dtype for array in found] == [array.dtype for array in wanted]
    assert [array.tolist() for array in found] == [array.tolist() for array in wanted]


texts = st.lists(
    st.tuples(
        st.integers(0, 9),
        st.sampled_from([0.0, 0.4, 1.0, 3.5, 5.0]),
        st.booleans(),
    ),
    max_size=60,
).map(lambda rows: text_of(*[row[:2] for row in rows], anchors=tuple(i for i, row in enumerate(rows) if row[2])))


@given(texts)
def test_keys_are_distinct_and_every_weight_fits_a_byte(text: Text) -> None:
    for keys, weights in (telling(*text), wording(*text)):
        assert len(keys) == len(weights) == len(set(keys.tolist()))
        assert keys.dtype == np.uint64
        assert weights.dtype == np.uint8
        assert not len(weights) or weights.min() >= 1


@given(texts)
def test_the_heaviest_come_first_and_the_wording_is_in_order_of_its_keys(text: Text) -> None:
    weights = telling(*text)[1].tolist()
    assert weights == sorted(weights, reverse=True)
    keys = wording(*text)[0].tolist()
    assert keys == sorted(keys)


@given(texts)
def test_what_is_told_is_part_of_the_wording(text: Text) -> None:
    assert set(telling(*text)[0].tolist()) <= set(wording(*text)[0].tolist())


def test_a_text_without_words_has_no_keys() -> None:
    for keys, weights in (telling(*text_of()), wording(*text_of())):
        assert len(keys) == len(weights) == 0


def test_words_left_out_have_no_key_and_do_not_part_their_neighbours() -> None:
    text, without = text_of((7, 3.5), (1, 0.0), (8, 4.0)), text_of((7, 3.5), (8, 4.0))
    assert weights_of(telling(*text)) == weights_of(telling(*without))
    assert weights_of(wording(*text)) == weights_of(wording(*without))


def test_weights_follow_rarity_and_names_weigh_more() -> None:
    weights = weights_of(telling(*text_of((7, 2.0), (8, 2.0), anchors=(1,))))
    assert weights[7] == 60
    assert weights[8] == 75
    pair = next(weight for key, weight in weights.items() if key not in {7, 8})
    assert pair == round(30 * 0.75 * 4.5)


def test_a_word_that_is_a_name_once_counts_as_one() -> None:
    weights = weights_of(telling(*text_of((7, 2.0), (8, 2.0), (7, 2.0), anchors=(2,))))
    assert weights[7] == 75


def test_common_words_of_a_long_text_are_not_told_but_belong_to_its_wording() -> None:
    words = [*common(200, 0.8), *common(40, 3.5, first=1_000)]
    told, worded = weights_of(telling(*text_of(*words))), weights_of(wording(*text_of(*words)))
    assert all(stem in told for stem in range(1_000, 1_040))
    assert not any(stem in told for stem in range(1, 201))
    assert all(stem in worded for stem, _ in words)


def test_a_short_text_of_common_words_is_told_all_the_same() -> None:
    told = weights_of(telling(*text_of(*common(40, 0.8))))
    assert len([key for key in told if key <= 40]) == 16
    assert len(told) == 16 + 24


def test_of_equally_heavy_words_any_two_texts_choose_the_same() -> None:
    words = common(60, 0.8)
    forwards, backwards = telling(*text_of(*words)), telling(*text_of(*reversed(words)))
    assert {key for key in forwards[0].tolist() if key <= 60} == {key for key in backwards[0].tolist() if key <= 60}


def test_the_longest_text_has_no_more_keys_than_the_limit() -> None:
    keys, _ = telling(*text_of(*common(20_000, 4.0)))
    assert len(keys) == 3_000
    keys, _ = wording(*text_of(*common(20_000, 4.0)))
    assert len(keys) == 8_000


@given(texts, st.integers(0, 12), st.integers(0, 30), st.integers(0, 12), st.integers(0, 30), st.integers(0, 40))
def test_keys_are_selected_alike_without_compiled_code(
    text: Text, least: int, most: int, least_pairs: int, most_pairs: int, worded: int
) -> None:
    """With limits that such short texts meet."""
    with (
        mock.patch.object(module, "_STEMS", (least, most)),
        mock.patch.object(module, "_PAIRS", (least_pairs, most_pairs)),
        mock.patch.object(module, "_WORDING_KEYS", worded),
    ):
        assert_alike(telling(*text), plain_telling(*text))
        assert_alike(wording(*text), plain_wording(*text))


@given(st.lists(st.floats(0, 100, width=32), max_size=40), st.randoms(use_true_random=False))
def test_any_weights_are_rounded_alike(rarities: list[float], random: Random) -> None:
    text = text_of(
        *((random.getrandbits(64), rarity) for rarity in rarities), anchors=tuple(range(0, len(rarities), 3))
    )
    assert_alike(telling(*text), plain_telling(*text))
    assert_alike(wording(*text), plain_wording(*text))


def test_arrays_of_different_lengths_are_refused() -> None:
    stems, rarity, anchor = text_of((7, 2.0), (8, 2.0))
    for given_ in ((stems[1:], rarity, anchor), (stems, rarity[1:], anchor), (stems, rarity, anchor[1:])):
        with pytest.raises((ValueError, IndexError)):
            telling(*given_)
