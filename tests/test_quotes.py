from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.text.quotes import quoted_spans


def quoted(text: str) -> list[str]:
    return [text[span.start : span.end] for span in quoted_spans(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('She said: "We saw it coming." He left.', ['"We saw it coming."']),
        ("“We saw it coming,” she said, “and said so.”", ["“We saw it coming,”", "“and said so.”"]),
        ("«Nous l'avons vu venir», dit-elle.", ["«Nous l'avons vu venir»"]),
        ("„Wir haben es kommen sehen“, sagte sie.", ["„Wir haben es kommen sehen“"]),
        ("»Wir haben es gesehen«, sagte sie.", ["»Wir haben es gesehen«"]),
        ("市長は「もう続けることはできないと思った」と述べた。", ["「もう続けることはできないと思った」"]),
        ("‘We saw it coming for a year,’ she said.", ["‘We saw it coming for a year,’"]),
        ("The sailors' boats and the town's quays weren't full.", []),
        ('The "grand" hotel was shut.', []),
        ('A 12" pipe and a 14" pipe burst.', []),
    ],
)
def test_direct_speech_is_found_by_its_marks(text: str, expected: list[str]) -> None:
    assert quoted(text) == expected


def test_an_open_quotation_ends_with_its_paragraph() -> None:
    assert quoted('He said: "It goes on and on\n\nThe rest is ours.') == ['"It goes on and on']


def test_a_signed_post_is_a_quotation() -> None:
    post = "The harbour is closed to all of you\n\n— Piet Vasmer (@pvasmer) May 3, 2025"
    assert quoted(f"He wrote this at dawn.\n\n{post}\n\nMore.") == [post]


@given(st.text(alphabet='"“”«»„‘’ab .\n(@—', max_size=200))
def test_spans_are_ordered_and_apart(text: str) -> None:
    spans = quoted_spans(text)
    assert all(0 <= s.start < s.end <= len(text) for s in spans)
    assert all(x.end <= y.start for x, y in pairwise(spans))
