"""The language of a text: English by its small words, all else by the detector."""

from __future__ import annotations

import re

import py3langid
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.ingest import plaintext
from dedup.ingest.language import detect, primary_subtag
from tests.writing import FERRY, LIBRARY

TEXTS = {
    "de": "Der Hafenrat hat am Dienstag beschlossen, den alten Anleger zu schließen, weil Taucher faule Pfähle sahen.",
    "fr": "Le conseil du port a décidé mardi de fermer le vieux quai, où des plongeurs ont trouvé des pieux pourris.",
    "es": "El consejo del puerto decidió el martes cerrar el viejo muelle porque los buzos hallaron pilotes podridos.",
    "it": "Il consiglio del porto ha deciso martedì di chiudere il vecchio molo, dove i sub hanno trovato pali marci.",
    "nl": "De havenraad heeft dinsdag besloten de oude steiger te sluiten, omdat duikers er rotte palen vonden.",
    "pcm": "Di harbour council don decide say dem go close di old jetty on Tuesday, as divers find say di wood don"
    " rotten and e fit fall for di people wey dey use am.",
    "ru": "Совет порта решил во вторник закрыть старый причал, потому что водолазы нашли гнилые сваи.",
}


def code_of(text: str) -> str | None:
    found = detect(text)
    return found.value if found else None


@pytest.mark.parametrize("language", TEXTS)
def test_other_languages_are_left_to_the_detector(language: str) -> None:
    assert code_of(TEXTS[language]) == language == py3langid.classify(TEXTS[language])[0]


@pytest.mark.parametrize("language", TEXTS)
def test_a_line_of_english_makes_no_text_english(language: str) -> None:
    """A title, or a sentence that is cited."""
    for quoted in ("“The Return of the King and his Men”", "“It was not for the harbour to say that they are safe.”"):
        text = f"{quoted} {TEXTS[language]}"
        assert code_of(text) == py3langid.classify(text[:250])[0]


@pytest.mark.parametrize("text", [FERRY, LIBRARY, FERRY.upper(), FERRY.title()])
def test_english_is_english_whatever_its_capitals(text: str) -> None:
    assert code_of(text) == "en"


@pytest.mark.parametrize(
    "head", ["Ports, Piers & Quays • Region Lund-Malmö • Sid. 3 av 12\n\n", "DIVERS’ REPORT: 1936; IV(2) " * 9]
)
def test_an_english_text_under_another_head_is_english_without_the_detector(
    head: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(py3langid, "classify", lambda _: pytest.fail("the detector was asked"))
    assert code_of(head + FERRY) == "en"


def test_english_without_its_article_is_english_by_many_small_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(py3langid, "classify", lambda _: pytest.fail("the detector was asked"))
    text = "They have said it will be closed, but not who is to pay for that or which boats are to go from here after."
    assert code_of(text) == "en"


@pytest.mark.parametrize("language", sorted(TEXTS.keys() - {"pcm"}))
def test_a_text_that_begins_in_another_language_is_left_to_the_detector(language: str) -> None:
    text = " ".join([TEXTS[language]] * 3)
    assert code_of(f"{text}\n\n{FERRY}") == language


@pytest.mark.parametrize("text", ["", "1234 56", "…"])
def test_nothing_to_go_by_is_no_language(text: str) -> None:
    assert detect(text) is None


@given(st.text(st.characters(), max_size=400))
def test_any_text_has_a_language_or_none(text: str) -> None:
    found = detect(text)
    assert found is None or primary_subtag(found.value) is not None or found.value in {"zxx", "und"}


MARKED = re.compile(r"\*\*|__|\]\(|^#{1,6} |^\s*[*+-] |^> |^\||`|^[=-]{3,}$", re.MULTILINE)
MARKS = ["*", "_", "](", "#", "##", " ", "\n", "\x0b", "\u2028", "+", "-", ">", "|", "`", "=", "===", "---", "word"]


@given(st.lists(st.sampled_from(MARKS), max_size=12).map("".join))
def test_markdown_is_told_by_its_marks(text: str) -> None:
    """As one pattern says it that looks at every character."""
    assert plaintext._is_markdown(text) == (MARKED.search(text) is not None)
