"""Outlines: never below the likeness they bound, near it for strangers, and small."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.candidates import LIKE, Asking, asking, likeness, outline, within_reach
from dedup.candidates.outlines import likeness_at_most
from dedup.text.telling import Keyed, wording
from dedup.text.views import Views, views
from dedup.text.words import words_of
from tests.writing import FERRY, LIBRARY, ORCHARD

Told = tuple[np.ndarray, np.ndarray, np.ndarray]

# Stems that differ in their upper or lower bits alone, so that short keys meet by accident as well.
_STEMS = st.sampled_from([high << 48 | low for high in (1, 2, 3, 65_535) for low in (0, 1, 7)])
_WORDS = st.lists(
    st.tuples(_STEMS, st.sampled_from([0.0, 0.01, 0.5, 1.0, 2.3, 3.0, 4.99, 5.0]), st.booleans()), max_size=60
)


def told(words: list[tuple[int, float, bool]]) -> Told:
    stems, rarity, anchor = zip(*words, strict=True) if words else ((), (), ())
    return np.array(stems, np.uint64), np.array(rarity, np.float32), np.array(anchor, np.bool_)


def read(text: str) -> Told:
    seen: Views = views(text, words_of(text), "en")
    return seen.stems, seen.rarity, seen.number | seen.name


def worded(one: Told) -> Keyed:
    return wording(*one)


def asked_by(one: Told) -> Asking:
    return asking(*one, worded(one))


@given(_WORDS, st.lists(_WORDS, max_size=5))
def test_no_text_is_liker_than_its_outline_allows(
    mine: list[tuple[int, float, bool]], others: list[list[tuple[int, float, bool]]]
) -> None:
    asked = asked_by(told(mine))
    drawn = [(one, outline(*told(one))) for one in others]
    outlined = [(one, written) for one, written in drawn if written]
    bounds = likeness_at_most(asked, [written for _, written in outlined])
    for (one, _), bound in zip(outlined, bounds.tolist(), strict=True):
        assert likeness(worded(told(mine)), worded(told(one))) <= bound


@given(st.lists(st.tuples(_WORDS, _WORDS), max_size=4))
def test_whoever_is_like_a_text_is_within_reach(
    pairs: list[tuple[list[tuple[int, float, bool]], list[tuple[int, float, bool]]]],
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
