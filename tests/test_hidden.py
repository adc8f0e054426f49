from __future__ import annotations

import pytest

from dedup.text.hidden import hidden_findings


@pytest.mark.parametrize(
    ("text", "code", "count"),
    [
        ("The gov\u00adern\u00adment fell", "soft_hyphen", 2),
        ("The pay\u200bment was late", "zero_width", 1),
        ("The \u202efell", "bidi_control", 1),
        ("Ｍａｙｏｒ Lorne", "full_width", 1),
        ("The m\u0430y\u043er of the town resigned", "look_alike", 1),
    ],
)
def test_what_is_hidden_is_reported_with_its_place(text: str, code: str, count: int) -> None:
    [finding] = hidden_findings(text)
    assert (finding.code, finding.count, len(finding.spans)) == (code, count, count)


@pytest.mark.parametrize(
    "text", ["Plain text.", "Café “naïve”", "می\u200cخواهم", "👩\u200d🚀 flew", "Мэр подал в отставку", "क्\u200dष"]
)
def test_honest_spelling_is_not_reported(text: str) -> None:
    assert hidden_findings(text) == ()


def test_only_the_first_places_are_kept_and_all_are_counted() -> None:
    [finding] = hidden_findings("a\u00adb " * 50)
    assert (finding.count, len(finding.spans)) == (50, 20)
