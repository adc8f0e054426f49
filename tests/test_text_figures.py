"""Numbers and names by their look: what opens a sentence is no name, and the compiled form finds what the plain one does."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.kernels import COMPILED, kernels
from dedup.text.figures import figures_of, plain_figures
from dedup.text.words import reader, words_of

ODD = st.text(st.characters() | st.sampled_from("AbÉ 1²Ⅷ٣.!?:\n\"“”»…\t'‘(—–-\u00ad\ufeff"), max_size=80)


def found(text: str) -> list[tuple[str, bool]]:
    words = words_of(text)
    figures = figures_of(text, words, np.zeros(len(words), np.bool_))
    return [
        (words.words[place], number)
        for place, number in zip(figures.places.tolist(), figures.numbers.tolist(), strict=True)
    ]


def test_numbers_and_capitals_inside_sentences_are_figures() -> None:
    assert found("The 14 boats of Saltmere left. They met (in Orrin) 3 more.") == [
        ("14", True), ("saltmere", False), ("orrin", False), ("3", True),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "before", ["", "Left. ", "Left! (", "Left: ", "He said “", "Left … ", "Left\n", "Left\n ", "— "]
)
def test_a_capital_that_opens_a_sentence_or_a_line_is_no_name(before: str) -> None:
    assert found(f"{before}Saltmere") == []


def test_what_is_outside_has_no_figures() -> None:
    words = words_of("met 3 of Orrin")
    places, numbers = figures_of("met 3 of Orrin", words, np.array([False, True, False, False]))
    assert places.tolist() == [3]
    assert numbers.tolist() == [False]


@given(ODD, st.sets(st.integers(0, 40)))
def test_the_compiled_form_finds_what_the_plain_form_finds(text: str, outside: set[int]) -> None:
    words = words_of(text)
    mask = np.isin(np.arange(len(words)), list(outside))
    for one, other in zip(figures_of(text, words, mask), plain_figures(text, words, mask), strict=True):
        assert one.tolist() == other.tolist()


@pytest.mark.skipif(not COMPILED, reason="the kernels are not built")
@pytest.mark.parametrize(
    ("words", "starts", "outside"),
    [
        (("a",), [1], [0]),
        (("a",), [-1], [0]),
        (("a",), [0, 0], [0]),
        (("a",), [0], []),
        (("",), [0], [0]),
        ((1,), [0], [0]),
    ],
)
def test_words_that_are_not_those_of_the_text_are_refused(
    words: tuple[str, ...], starts: list[int], outside: list[int]
) -> None:
    with pytest.raises(ValueError, match="word"):
        kernels.figures(reader(), "a", words, np.array(starts, np.int32), np.array(outside, np.bool_))
