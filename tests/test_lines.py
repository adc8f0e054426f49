from __future__ import annotations

import pytest

from dedup.text.lines import LineKind, line_keys, lines_of, stock_mask
from dedup.text.words import words_of


def kind(line: str) -> LineKind:
    [found] = lines_of(line, words_of(line))
    return found.kind


@pytest.mark.parametrize(
    "line",
    [
        "Keeper Edda Lorne at the Ormsay light on Monday. (Jan Tolm/Northern Wire via AP)",
        "FILE - In this March 3 photo, boats lie at the quay.",
        "Photo: Mara Vell",
        "Boats at the quay. Jan Tolm/Getty Images",
        "The tower in fog (photo courtesy of the harbour trust)",
    ],
)
def test_captions_are_told_by_their_credit(line: str) -> None:
    assert kind(line) is LineKind.CAPTION


@pytest.mark.parametrize(
    "line",
    [
        "Copyright 2025 Ormsay Post. All rights reserved.",
        "This material may not be published, broadcast or rewritten.",
        "Sign up for our morning newsletter",
        "Follow Jan Tolm on Twitter",
        "The Northern Wire contributed to this report.",
        "Read more: the boats that ran aground",
    ],
)
def test_stock_lines_are_told_by_their_form(line: str) -> None:
    assert kind(line) is LineKind.STOCK


@pytest.mark.parametrize(
    "line",
    [
        "The trust told Reuters that it had not been asked, and that it would answer in writing within the month.",
        "She follows the boats on the radio and reads more of the sea than of the newspapers that arrive a week late.",
        "The related costs rose, and the council pooled its lorries with those of the neighbouring parish.",
        "A photograph of the keeper hung in the hall for years, until the roof let in the rain and it was taken down.",
        "The pirates demanded the rights to the wreck.",
    ],
)
def test_prose_that_mentions_such_things_is_body(line: str) -> None:
    assert kind(line) is LineKind.BODY


def test_a_credit_in_the_middle_of_a_long_line_does_not_make_it_a_caption() -> None:
    prose = "the boats had gone out before the wind turned and came home one by one under reefed sails " * 2
    assert kind(f"{prose}(photo courtesy of the trust) {prose}") is LineKind.BODY


def test_lines_know_their_words_and_share_keys_when_they_read_the_same() -> None:
    text = "First line here.\n\nSECOND line, here\n\n***\nsecond line here!"
    words = words_of(text)
    lines = lines_of(text, words)
    assert [words.words[line.first : line.last] for line in lines] == [
        ("first", "line", "here"), ("second", "line", "here"), (), ("second", "line", "here"),
    ]  # fmt: skip
    assert lines[1].key == lines[3].key != lines[0].key
    assert line_keys(text, words) == {lines[0].key, lines[1].key}


def test_the_stock_mask_marks_words_of_stock_lines_only() -> None:
    text = "The boats are home.\n\nAll rights reserved."
    assert stock_mask(text, words_of(text)).tolist() == [False] * 4 + [True] * 3
