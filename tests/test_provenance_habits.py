"""What a text is worded and set with, counted and compiled; how natural the order of its words is."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dedup.kernels import COMPILED, kernels
from dedup.provenance import habits, idiom
from dedup.provenance.habits import VARIETY, Counts, counts, plain_counts, trailing
from dedup.provenance.idiom import naturalness, plain_gains, shapes, shipped_table
from dedup.text.words import reader
from tests.writing import FERRY, LIBRARY

compiled = pytest.mark.skipif(not COMPILED, reason="the kernels are not built: both sides are the plain forms")

# Where words, marks and hours of the clock begin and end in ways of their own.
TRICKY = [
    *"aZ09'’_-–—.,;:!?… \n\t\x00\u00a0\u2028\u0130\u212aßſςΣé²①٣一\u0301\ud800👍ǅ",
    "said", "SAYS", "As\u212aed", "emphasised", "Monday", "Mondays", "May", "March", "the", "of", "still",
    "HORROR", "ABCDEF",
    "don't", "we’ve", "it's", "n't", "'s", "can't've", "rock'n't", "9.30", "12:45", "5 pm", "5 a.m", "10p.m", "1.30pm",
    " - ", " -- ", " — ", "—", "ab,Cd", "ab.Cd", "ab;cd", "ab.cd", " , ", " ?\n", "running", "ing", "sings", "NATO",
    "²x",
    "x" * 33, "X" * 40, "é" * 20, "1,234.5", "1.", "2:", "Σίσυφος", "İstanbul",
]  # fmt: skip
texts = st.one_of(
    st.lists(st.sampled_from(TRICKY), max_size=60).map("".join),
    st.lists(st.sampled_from([*TRICKY, *LIBRARY.split(), *FERRY.split()]), max_size=250).map(" ".join),
    st.text(st.characters()),
)


@compiled
@given(texts)
@example("")
@example(FERRY + LIBRARY)
@example(" ".join(f"w{number}" for number in range(2 * VARIETY)))
def test_both_forms_count_alike(text: str) -> None:
    assert counts(text) == plain_counts(text)


@compiled
@given(texts)
@example("")
@example(FERRY + "\n" + LIBRARY)
@example("²x the. the N, The\n\nthe 'the a'b 1.2,3: a")
def test_both_forms_read_the_same_idiom(text: str) -> None:
    straight = text.replace("’", "'")
    total, count = plain_gains(straight, shipped_table())
    assert naturalness(text) == total / max(count, 40)


@compiled
@pytest.mark.parametrize("first", TRICKY)
def test_any_two_pieces_count_alike(first: str) -> None:
    for middle in ("", " ", "-", ".", "'"):
        for text in (f"{first}{middle}{second}" for second in TRICKY):
            assert counts(text) == plain_counts(text)
            assert counts(f"ab {text} cd") == plain_counts(f"ab {text} cd")
            total, count = plain_gains(text.replace("’", "'"), shipped_table())
            assert naturalness(text) == total / max(count, 40)


@compiled
def test_every_character_counts_alike() -> None:
    for page in (page for page in range(0, 0x110000, 256) if unicodedata.category(chr(page)) not in {"Cn", "Co"}):
        text = " ".join(f"{chr(point)}sked a{chr(point)}b 1{chr(point)}0" for point in range(page, page + 256))
        assert counts(text) == plain_counts(text)
        total, count = plain_gains(text.replace("’", "'"), shipped_table())
        assert naturalness(text) == total / max(count, 40)


def test_what_is_counted() -> None:
    text = (
        "It’s Monday, 9.30 or 12:45: the crew's SHOCKED! Moreover, we don't — as they said - stop at 5 pm,leaving 12 of"
        " it . So , yes… Ask, adding more."
    )
    assert counts(text) == Counts(
        words=29, different=28, said=1, stately=0, general=1, loud=0, small=1, articles=2, shouted=1, digits=10,
        stops=4, commas=5, exclamations=1, dashes=2, untidy=3, contracted=3, moments=4,
    )  # fmt: skip
    assert trailing(text) == 1


def test_words_that_differ_in_capitals_are_one() -> None:
    assert counts("Ask ask ASK don't Don't don’t").different == 3
    assert counts("a b " * VARIETY).different == 2


def test_words_of_lists_are_in_lower_case_and_of_one_sort_at_least() -> None:
    assert all(re.fullmatch("[a-z]+", word) for words in habits._LISTS for word in words)


def test_shapes_are_known_by_their_places() -> None:
    table = shipped_table()
    assert table.shapes[:5] == (idiom.START, ".", ",", "#", "N")
    assert set(shapes(FERRY, table.vocabulary)) <= set(table.shapes)
    assert len(set(table.shapes)) == len(table.shapes)


@compiled
def test_arrays_that_do_not_fit_are_refused() -> None:
    keys, marks = np.arange(3, dtype=np.uint64), np.ones(2, np.uint16)
    with pytest.raises(ValueError, match="one mark"):
        kernels.habits(reader(), "a", keys, marks, keys[:0], marks[:0], 10)
    with pytest.raises(ValueError, match="at most 256"):
        kernels.habits(reader(), "a", keys[:2], marks, keys[:0], marks[:0], 257)
    known: list[Any] = list(idiom._arrays(shipped_table()))
    read: Any = kernels.idiom
    for place, wrong in ((1, known[1] + 500), (5, known[5][:-1]), (6, known[6][:-1]), (9, known[9][:-1])):
        with pytest.raises(ValueError, match="room for each shape"):
            read(reader(), "a", *known[:place], wrong, *known[place + 1 :])
