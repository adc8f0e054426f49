from __future__ import annotations

import pytest

from dedup.compare import Aligned, found_in, worded
from dedup.text.stems import lexicon
from dedup.text.words import words_of
from tests.archive_factories import HARBOUR, SCHOOL

TEXT = "\n\n".join(HARBOUR)
ASKED = "the fracture ran for almost two metres below the waterline"


def found(asked: str, text: str) -> Aligned | None:
    english = lexicon("en")
    return found_in(worded(words_of(asked), english), worded(words_of(text), english))


def passage(asked: str, text: str) -> str:
    aligned = found(asked, text)
    assert aligned is not None
    span = words_of(text).span(aligned.first, aligned.end)
    return text[span.start : span.end]


def test_the_very_words() -> None:
    aligned = found(ASKED, TEXT)
    assert aligned is not None
    assert aligned.likeness == pytest.approx(1.0)
    assert (aligned.longest, aligned.unbroken) == (10, True)
    assert passage(ASKED, TEXT) == ASKED


@pytest.mark.parametrize(
    ("asked", "expected", "likeness"),
    [
        ("the fracture runs for almost two metres below the waterlines", ASKED, 1.0),  # inflected
        ("the fracture ran for nearly two metres beneath the waterline", ASKED, 0.75),  # exchanged
        ("the fracture ran, she said, for almost two metres below the waterline", ASKED, 0.9),  # put in
        ("the crack ran for almost two metres below the waterline", ASKED, 0.9),  # exchanged at an end
        ("fracture ran two metres waterline", ASKED[4:], 1.0),  # left out
    ],
)
def test_variants(asked: str, expected: str, likeness: float) -> None:
    aligned = found(asked, TEXT)
    assert aligned is not None
    assert passage(asked, TEXT) == expected
    assert aligned.likeness == pytest.approx(likeness, abs=0.1)


def test_common_words_alone_are_no_passage() -> None:
    aligned = found("it was in the end that of a few who had been to the one", TEXT)
    assert aligned is None or aligned.likeness < 0.5
    assert found("zebra", TEXT) is None


def test_a_long_text_is_searched_to_its_end_in_bounded_memory() -> None:
    text = "\n\n".join([*SCHOOL * 200, *HARBOUR, *SCHOOL * 20])
    assert passage(ASKED, text) == ASKED


def test_the_first_of_equal_places_is_taken() -> None:
    aligned = found(ASKED, f"{ASKED}. {TEXT}")
    assert aligned is not None
    assert aligned.first == 0
