from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.text.words import words_of


@given(st.text())
def test_offsets_point_at_the_word_in_the_text(text: str) -> None:
    words = words_of(text)
    assert len(words.words) == len(words.keys) == len(words.starts) == len(words.ends)
    assert all(words.starts[i] < words.ends[i] <= len(text) for i in range(len(words)))
    assert all(words.ends[i] <= words.starts[i + 1] for i in range(len(words) - 1))
    for i, word in enumerate(words.words):
        span = words.span(i, i + 1)
        assert words_of(text[span.start : span.end]).words in {(word,), words_of(word).words}


@given(st.text(alphabet=st.characters(codec="ascii")))
def test_case_and_white_space_make_no_difference(text: str) -> None:
    assert words_of(text).words == words_of(text.upper()).words == words_of(f"  {text}\n").words


@pytest.mark.parametrize(
    ("disguised", "plain"),
    [
        ("the gov\u00adern\u00adment", "the government"),
        ("the pay\u200bment was l\u2060ate", "the payment was late"),
        ("Ｔｈｅ ｍａｙｏｒ resigned", "the mayor resigned"),
        ("the m\u0430y\u043er resigned after a long vote in the old town hall", None),
        ("the ﬁnal oﬀice", "the final office"),
        ("it’s the mayorʼs, the council‘s", "it's the mayor's, the council's"),
        ("1,400 people and 2,300,000.50 crowns", "1400 people and 2300000.50 crowns"),
        ("cafe\u0301 owners", "café owners"),
    ],
)
def test_what_a_reader_takes_for_the_same_word_is_the_same_word(disguised: str, plain: str | None) -> None:
    expected = plain or "the mayor resigned after a long vote in the old town hall"
    assert words_of(disguised).words == words_of(expected).words
    assert words_of(disguised).digest == words_of(expected).digest


def test_other_scripts_keep_their_own_letters() -> None:
    russian = "Министр подал в отставку после голосования"
    assert words_of(russian).words == tuple(russian.lower().split())
    greek = "Ο υπουργός παραιτήθηκε"
    assert words_of(greek).words[1] == "υπουργόσ"  # case folding writes every sigma alike


def test_a_foreign_name_in_a_latin_text_keeps_its_letters() -> None:
    assert words_of("The name Москва is painted on the hull of the ferry.").words[2] == "москва"


def test_scripts_without_spaces_give_a_word_a_character() -> None:
    assert words_of("市长辞职").words == ("市", "长", "辞", "职")
    assert len(words_of("นายก")) == 4
    assert words_of("वे आए").words == ("वे", "आए")


def test_different_figures_and_names_stay_different() -> None:
    assert words_of("He paid 1,400").digest != words_of("He paid 1,500").digest
    assert words_of("White House").digest != words_of("White Home").digest


def test_a_text_without_words_is_empty() -> None:
    for text in ("", " \n\t", "!?…", "\u200b\u00ad", "😀"):
        words = words_of(text)
        assert len(words) == 0
        assert words.span(0, 0).end == 0


def test_words_within_a_character_range() -> None:
    words = words_of("one two three four")
    assert words.within(4, 13) == (1, 3)
    assert words.within(100, 200) == (4, 4)


def test_keys_are_the_same_in_every_process() -> None:
    assert words_of("Keeper").keys.tolist() == [10596379428384927392]  # XXH64 of "keeper"
