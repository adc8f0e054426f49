from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.text.seek import search_for
from dedup.text.words import words_of
from tests.archive_factories import BANK, HARBOUR, SCHOOL

SENTENCE = "Skippers were offered berths upstream free of charge, yet several complained."


def may_hold(asked: str, text: str) -> bool:
    return search_for(asked, words_of(asked)).may_hold(text)


@pytest.mark.parametrize(
    "disguise",
    [
        str,
        str.upper,
        lambda text: text.replace("e", "e\u00ad"),  # soft hyphens
        lambda text: text.replace("e", "\u0435"),  # a Cyrillic letter that looks the same
        lambda text: "".join(chr(ord(char) + 0xFEE0) if char.isalpha() and char.isascii() else char for char in text),
        lambda text: text.replace("offered", "offering").replace("several", "some"),
    ],
    ids=["as it is", "capitals", "soft hyphens", "look-alikes", "full width", "inflected"],
)
def test_the_sentence_is_seen_through_a_disguise(disguise: object) -> None:
    assert callable(disguise)
    assert may_hold(SENTENCE, disguise("\n\n".join(HARBOUR)))


def test_other_texts_are_left_out() -> None:
    for other in (SCHOOL, BANK):
        assert not may_hold(SENTENCE, "\n\n".join(other))


def test_the_words_have_to_stand_together() -> None:
    scattered = "\n".join(f"{word} {'lorem ipsum dolor ' * 40}" for word in SENTENCE.split())
    assert not may_hold(SENTENCE, scattered)


def test_one_sentence_of_several_is_enough() -> None:
    assert may_hold(" ".join([*SCHOOL, SENTENCE]), "\n\n".join(HARBOUR))


def test_short_words_alone_let_every_text_pass() -> None:
    assert may_hold("to be or not to be", "anything")


def test_words_without_spaces() -> None:
    text = "市议会周四将就紧急绕行方案进行表决，工程师警告说桥梁已经腐蚀。"
    assert may_hold("紧急绕行方案进行表决", text)
    assert not may_hold("紧急绕行方案进行表决", "今天天气很好，孩子们在公园里玩耍。")


@given(st.text(max_size=80), st.text(max_size=80), st.text(max_size=80))
def test_what_stands_in_a_text_is_always_let_pass(before: str, asked: str, after: str) -> None:
    assert may_hold(SENTENCE, f"{before}\n{SENTENCE}\n{after}")
    search_for(asked, words_of(asked)).may_hold(after)
