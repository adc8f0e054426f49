"""Characters that hide or disguise: what is reported, and what is honest spelling and is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.model import Finding
from dedup.text.hidden import hidden_findings
from tests.writing import FERRY, LIBRARY


def found(text: str) -> dict[str, Finding]:
    return {finding.code: finding for finding in hidden_findings(text)}


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("council", "coun\u00adcil", "soft_hyphen"),
        ("council", "coun\u200bcil", "zero_width"),
        ("council", "coun\u2060\u200dcil", "zero_width"),
        ("council", "\u202elicnuoc\u202c", "bidi_control"),
        ("council", "ｃｏｕｎｃｉｌ", "full_width"),
        ("council", "соuncil", "look_alike"),
        ("council", "cοuncil", "look_alike"),
    ],
)
def test_a_disguise_is_reported_with_its_places(old: str, new: str, code: str) -> None:
    text = FERRY.replace(old, new)
    findings = found(text)
    assert list(findings) == [code]
    finding = findings[code]
    assert finding.count >= FERRY.count(old) >= 3
    assert len(finding.spans) == finding.count
    assert str(finding.count) in finding.detail
    for span in finding.spans:
        piece = text[span.start : span.end]
        assert piece
        assert piece in new


def test_the_span_of_a_look_alike_is_the_word() -> None:
    text = "The vоte was close, and the council adjourned."
    (finding,) = hidden_findings(text)
    assert [text[span.start : span.end] for span in finding.spans] == ["vоte"]


def test_places_are_shown_up_to_twenty_and_all_are_counted() -> None:
    finding = found("co\u00adop " * 50)["soft_hyphen"]
    assert finding.count == 50
    assert len(finding.spans) == 20


def test_several_disguises_are_each_reported() -> None:
    assert set(found("The coun\u00adcil met\u200bhod and the bоard here")) == {
        "soft_hyphen",
        "zero_width",
        "look_alike",
    }


HONEST = {
    "english": FERRY + LIBRARY,
    "accents": "L’été dernier, l’œuvre d’Ørjan Škvorecký fut exposée à Zürich, naïveté comprise.",
    "emoji": "The family 👩‍👩‍👧‍👦 waved ❤️ at the ferry.",
    "persian": "او می‌خواهد به خانه برود و کتاب‌ها را بخواند.",
    "hindi": "नगर परिषद ने क्‍या निर्णय लिया",
    "russian": "Совет порта решил снять с линии оба старых парома, сообщил его глава Москве.",
    "russian with latin names": "Компания Microsoft и канал BBC не ответили на просьбу совета рассказать о сроках.",
    "greek": "Το συμβούλιο του λιμανιού αποφάσισε την Τρίτη να αποσύρει τα πλοία.",
    "foreign name": FERRY + "The name Москва was painted on the hull.",
    "greek letters": FERRY + "The α and β variants of the engine differ, as does its μ.",
    "micro sign": FERRY + "Dust of 5 µm and 10 Ω resistors were found.",
    "byte order mark": "\ufeff" + FERRY,
    "no-break spaces": FERRY.replace(" ", "\u00a0"),
    "empty": "",
}


@pytest.mark.parametrize("text", HONEST.values(), ids=list(HONEST))
def test_honest_spelling_is_not_reported(text: str) -> None:
    assert hidden_findings(text) == ()


@given(st.text(st.characters()))
def test_any_text_is_looked_at(text: str) -> None:
    for finding in hidden_findings(text):
        assert finding.count >= len(finding.spans) > 0
        assert all(0 <= span.start < span.end <= len(text) for span in finding.spans)


@given(st.text(st.characters(codec="ascii")))
def test_ascii_hides_nothing(text: str) -> None:
    assert hidden_findings(text) == ()
