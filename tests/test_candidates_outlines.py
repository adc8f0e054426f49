"""Outlines: never below the likeness they bound, near it for strangers, and small."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from unittest import mock

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dedup.candidates import LIKE, Asking, likeness, outline, within_reach
from dedup.candidates import outlines as module
from dedup.candidates.outlines import likeness_at_most, plain_likeness_at_most, plain_outline
from dedup.kernels import COMPILED, kernels
from dedup.text import telling
from dedup.text.keys import mass_of
from dedup.text.telling import Keyed, for_wording, wording
from dedup.text.views import Views, views
from dedup.text.words import words_of
from tests.writing import FERRY, LIBRARY, ORCHARD

Told = tuple[np.ndarray, np.ndarray, np.ndarray]
Words = list[tuple[int, float, bool]]

# Stems that differ in their upper or lower bits alone, so that short keys meet by accident as well.
_STEMS = st.sampled_from([high << 48 | low for high in (1, 2, 3, 65_535) for low in (0, 1, 7)])
_WORDS = st.lists(
    st.tuples(_STEMS, st.sampled_from([0.0, 0.01, 0.5, 1.0, 2.3, 3.0, 4.99, 5.0]), st.booleans()), max_size=60
)


@pytest.fixture(autouse=True, scope="module", params=[COMPILED, False], ids=["as built", "plain"])
def form(request: pytest.FixtureRequest) -> Iterator[None]:
    """Each test is of the form that is used, and again of the plain one."""
    with mock.patch.object(module, "COMPILED", request.param):
        yield


def told(words: Words) -> Told:
    stems, rarity, anchor = zip(*words, strict=True) if words else ((), (), ())
    return np.array(stems, np.uint64), np.array(rarity, np.float32), np.array(anchor, np.bool_)


def read(text: str) -> Told:
    seen: Views = views(text, words_of(text), "en")
    return seen.stems, seen.rarity, seen.number | seen.name


def worded(one: Told) -> Keyed:
    return wording(*one)


def asked_by(one: Told) -> Asking:
    return Asking(*one)


@given(_WORDS, st.lists(_WORDS, max_size=5))
def test_no_text_is_liker_than_its_outline_allows(mine: Words, others: list[Words]) -> None:
    asked = asked_by(told(mine))
    drawn = [(one, outline(*told(one))) for one in others]
    outlined = [(one, written) for one, written in drawn if written]
    bounds = likeness_at_most(asked, [written for _, written in outlined])
    for (one, _), bound in zip(outlined, bounds.tolist(), strict=True):
        assert likeness(worded(told(mine)), worded(told(one))) <= bound


@given(st.lists(st.tuples(_WORDS, _WORDS), max_size=4))
def test_whoever_is_like_a_text_is_within_reach(
    pairs: list[tuple[Words, Words]],
) -> None:
    for mine, other in pairs:
        written = outline(*told(other))
        reached = within_reach(asked_by(told(mine)), [7], {7: written} if written else {})
        assert reached == [7] or likeness(worded(told(mine)), worded(told(other))) < LIKE


def test_strangers_are_told_apart_and_a_text_is_like_itself() -> None:
    texts = {1: FERRY, 2: LIBRARY, 3: ORCHARD}
    outlines = {number: outline(*read(text)) for number, text in texts.items()}
    assert within_reach(asked_by(read(FERRY)), [3, 1, 2], outlines) == [1]
    (bound,) = likeness_at_most(asked_by(read(FERRY)), [outlines[2]])
    true = likeness(worded(read(FERRY)), worded(read(LIBRARY)))
    assert true <= bound < 2 * max(true, 0.02)


def test_one_without_an_outline_is_within_reach() -> None:
    assert within_reach(asked_by(read(FERRY)), [5, 4], {}) == [5, 4]


def test_more_outlines_than_are_told_at_once_keep_their_order() -> None:
    outlines = {number: outline(*read(FERRY if number % 3 else ORCHARD)) for number in range(200)}
    assert within_reach(asked_by(read(FERRY)), range(200), outlines) == [n for n in range(200) if n % 3]


@pytest.mark.parametrize(("stems", "size"), [(0, 0), (1, 7), (2, 9), (999, 2502), (1_000, 2504), (1_001, 0)])
def test_an_outline_takes_five_bytes_for_two_stems_up_to_a_limit(stems: int, size: int) -> None:
    words = [(number << 48, 1.0, False) for number in range(stems)]
    assert len(outline(*told(words))) == size


def test_words_left_out_are_not_outlined() -> None:
    words = [(1 << 48, 0.0, True), (2 << 48, 2.0, False)]
    assert outline(*told(words)) == outline(*told(words[1:]))


def damaged(whole: bytes) -> dict[str, bytes]:
    """An outline of three keys or more in the ways in which one can be seen to be damaged."""
    return {
        "empty": b"",
        "no mass": whole[:3],
        "no key": whole[:4],
        "half a key": whole[:6],
        "cut": whole[:-1],
        "grown": whole + b"\x11",
        "a key twice": whole[:4] + whole[6:8] + whole[6:],
        "not ascending": whole[:4] + whole[6:8] + whole[4:6] + whole[8:],
        "turned round": whole[::-1],
    }


@pytest.mark.parametrize("stems", [3, 4, 201, 1_000])
def test_a_damaged_outline_tells_nothing(stems: int) -> None:
    whole = outline(*told([(number << 48, 1.0, False) for number in range(1, stems + 1)]))
    others = dict(enumerate((whole, *damaged(whole).values(), whole)))
    bounds = likeness_at_most(asked_by(read(FERRY)), list(others.values()))
    assert np.isinf(bounds).tolist() == [False, *[True] * (len(others) - 2), False]
    assert within_reach(asked_by(read(ORCHARD)), range(len(others)), others) == list(range(1, len(others) - 1))


@given(_WORDS, st.lists(st.binary(max_size=40), max_size=5))
@example([(65_535 << 48, 1.0, False)], [b"\xff" * 7, b"\xff" * 9, b"\x00" * 7])
def test_what_is_no_outline_is_held_alike(mine: Words, drawn: list[bytes]) -> None:
    asked = asked_by(told(mine))
    np.testing.assert_allclose(likeness_at_most(asked, drawn), plain_likeness_at_most(asked, drawn), rtol=1e-9)


@given(_WORDS, st.lists(_WORDS, min_size=1, max_size=5), st.integers(0, 40), st.integers(0, 5))
def test_both_forms_tell_the_same(mine: Words, others: list[Words], worded: int, most: int) -> None:
    """With limits that such short texts meet."""
    with mock.patch.object(telling, "_WORDING_KEYS", worded), mock.patch.object(module, "_MOST", most):
        assert outline(*told(mine)) == plain_outline(*told(mine))
    drawn = [plain_outline(*told(one)) for one in others]
    assert [outline(*told(one)) for one in others] == drawn
    asked = asked_by(told(mine))
    found, wanted = likeness_at_most(asked, drawn), plain_likeness_at_most(asked, drawn)
    assert (found.dtype, found.shape) == (wanted.dtype, wanted.shape)
    np.testing.assert_allclose(found, wanted, rtol=1e-9)


@given(
    st.lists(st.floats(0, 100, width=32), max_size=80),
    st.integers(1, 2**64 - 1),
    st.integers(1, 70),
    st.integers(0, 50),
)
def test_any_keys_and_weights_are_told_alike(rarities: list[float], factor: int, period: int, shift: int) -> None:
    """Stems that fall anywhere, and many under one short key where they are small numbers."""
    stems = [(number % period * factor << shift) % 2**64 for number in range(len(rarities))]
    text = told(
        [(stem, rarity, number % 3 == 0) for number, (stem, rarity) in enumerate(zip(stems, rarities, strict=True))]
    )
    drawn = outline(*text)
    assert drawn == plain_outline(*text)
    asked = asked_by(text)
    np.testing.assert_allclose(
        likeness_at_most(asked, [drawn, outline(*read(FERRY))]),
        plain_likeness_at_most(asked, [drawn, outline(*read(FERRY))]),
        rtol=1e-9,
    )


@pytest.mark.parametrize("stems", [5_000, 40_000])
def test_a_text_of_more_keys_than_a_wording_has_keeps_its_mass(stems: int) -> None:
    """Of few short keys, so that it has an outline at all."""
    generator = np.random.default_rng(7)
    short = generator.integers(1, 900, stems, np.uint64) << np.uint64(48)
    keys = generator.permutation(stems).astype(np.uint64) | short
    text = keys, generator.uniform(0, 5, stems).astype(np.float32), generator.random(stems) < 0.1
    drawn = outline(*text)
    assert drawn == plain_outline(*text)
    assert int.from_bytes(drawn[:4], "little") == mass_of(wording(*text)[1])
    (bound,) = likeness_at_most(asked_by(text), [drawn])
    assert bound >= 1


def test_words_that_fall_into_one_bucket_take_no_longer_than_sorting() -> None:
    """Whoever knows how words are spread over buckets can bring them together; their number times that is small."""
    inverse = pow(0x9E3779B97F4A7C15, -1, 2**64)
    stems = [(number * inverse) % 2**64 for number in range(100_000)]
    text = told([(stem, 1.0, False) for stem in stems])
    assert len(outline(*text)) == 0
    assert likeness_at_most(asked_by(text), [outline(*read(FERRY))]).shape == (1,)


def test_arrays_of_different_lengths_are_refused() -> None:
    stems, rarity, anchor = read(FERRY)
    drawn = outline(stems, rarity, anchor)
    for given_ in ((stems[1:], rarity, anchor), (stems, rarity[1:], anchor), (stems, rarity, anchor[1:])):
        with pytest.raises((ValueError, IndexError)):
            outline(*given_)
        with pytest.raises((ValueError, IndexError)):
            likeness_at_most(Asking(*given_), [drawn])


@pytest.mark.skipif(not COMPILED, reason="the kernels are not built")
def test_compiled_code_refuses_what_it_cannot_read() -> None:
    stems, rarity, anchor, anchored, share, scale, heaviest = for_wording(*read(FERRY))
    drawn = outline(*read(FERRY))
    shifted = memoryview(bytearray(4 * len(anchor) + 1))[1:]
    refused: list[tuple[Any, Any, Any]] = [
        (stems[1:], rarity, anchor),
        (stems, rarity[1:], anchor),
        (stems, rarity, anchor[1:]),
        (stems.view(np.uint8)[1:], rarity, anchor),
        (stems, shifted, anchor),
    ]
    for given_ in refused:
        with pytest.raises(ValueError, match="one entry a word"):
            kernels.outline(*given_, anchored, share, scale, heaviest, 1_000)
        with pytest.raises(ValueError, match="one entry a word"):
            kernels.likeness_at_most(*given_, anchored, share, scale, heaviest, 0.2, 1.0, (drawn,))
    for outlines in ([drawn], ("text",), (drawn, None)):
        with pytest.raises(TypeError):
            kernels.likeness_at_most(
                stems,
                rarity,
                anchor,
                anchored,
                share,
                scale,
                heaviest,
                0.2,
                1.0,
                outlines,  # type: ignore[arg-type]
            )
