"""Answers that are kept for short texts and not for long ones."""

from __future__ import annotations

from dedup.text.remembered import remembered


def test_short_texts_are_looked_into_once_and_long_ones_each_time() -> None:
    seen = []

    @remembered(most=2, longest=4)
    def has_side(text: str) -> bool:
        seen.append(text)
        return "side" in text

    assert [has_side(text) for text in ("side", "side", "main", "aside", "aside")] == [True, True, False, True, True]
    assert seen == ["side", "main", "aside", "aside"]


def test_what_nobody_has_asked_for_the_longest_is_forgotten() -> None:
    seen = []

    @remembered(most=2, longest=9)
    def noted(text: str) -> bool:
        seen.append(text)
        return True

    assert all(noted(text) for text in "abca")
    assert seen == ["a", "b", "c", "a"]
