"""Matter that a text prints and nobody there has worded: announced statements, lists, ways to get in touch."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.text.published import heads_of, published_in
from dedup.text.words import words_of

PROSE = "The hall was full by seven, and those who came later stood in the yard with their bicycles and listened."


def announced(text: str) -> list[str]:
    words = words_of(text)
    return [words.words[place] for place in published_in(text, words).announced.tolist() if place < len(words)]


def bare(text: str) -> str:
    words = words_of(text)
    mask = published_in(text, words).bare.tolist()
    return " ".join(word for word, marked in zip(words.words, mask, strict=True) if marked)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("The mill said in reply:\n\nWe regret the noise.", ["we"]),
        ("According to the mill: Regular checks were made.", ["regular"]),
        ("The mill issued a statement on its page.\nWe regret the noise.", ["we"]),
        ("Die Mühle verbreitete eine Stellungnahme.\nWir bedauern den Lärm.", ["wir"]),
        ("He was seen. The man is described as tall, with a limp.", ["the"]),
        ("磨坊表示：我们对噪音表示歉意。", ["我"]),
    ],
)
def test_a_statement_begins_where_it_is_announced(text: str, first: list[str]) -> None:
    assert announced(text) == first


@pytest.mark.parametrize("text", [PROSE, "The train leaves at 14:05 and a statement is expected. Buses run.", "", ":"])
def test_other_text_announces_nothing(text: str) -> None:
    assert announced(text) == []


def test_lines_of_names_and_numbers_are_a_list() -> None:
    rows = "1 Ilmar Tosk (Karnport) 31:04\n2 Pell Anders (Marl) 31:40\n3 Lev Ostrander (Ostrey) 32:15"
    assert bare(f"{PROSE}\n{rows}\n{PROSE}") == " ".join(words_of(rows).words)


def test_the_names_of_a_team_are_a_list_in_one_line() -> None:
    team = "Marl: I Tosk; P Anders, L Ostrander, J Mand; T Welk (capt), O Brand, R Harsch, B Quill."
    assert bare(f"{PROSE}\n{team}\n{PROSE}") == " ".join(words_of(team).words)


def test_sentences_with_a_number_to_ring_are_ways_to_get_in_touch() -> None:
    text = f"{PROSE} Whoever saw the van is asked to ring 01632 960 118. {PROSE} Write to desk@marl.example for places."
    assert bare(text) == ("whoever saw the van is asked to ring 01632 960 118 write to desk marl example for places")


@pytest.mark.parametrize(
    "text",
    [
        PROSE,
        f"Council Sells The Old Baths\n{PROSE}\nBuses Stop At Nine\n{PROSE}",
        "Its sales were 1,204,331 crowns in 2019 and 0.25 per cent less in 2020, after 1 200 000 the year before.",
        "Der Rat der Stadt hat am Dienstag nach langer Debatte beschlossen, die alte Mühle am Fluss zu verkaufen.\n"
        * 4,
        "議会は火曜日の夜、古い水車小屋を売却することを決めた。\n" * 4,
    ],
)
def test_prose_headings_and_sums_are_neither(text: str) -> None:
    assert bare(text) == ""


@pytest.mark.parametrize("text", ["a" * 200_000, "0 " * 100_000, "statement " * 20_000, ": " * 100_000, "1-" * 100_000])
def test_a_hostile_text_is_read_in_a_time_that_grows_with_its_length(text: str) -> None:
    words = words_of(text)
    before = time.process_time()
    published_in(text, words)
    assert time.process_time() - before < 2.0


@given(
    st.lists(st.sampled_from(("Öl", "ölig", "Maß", "7", "٣", "Шторм", "буря", "Ǆ", "ǆ", "word", "Word", "𝐀", "\ud800")))
)
def test_heads_are_capitals_and_digits_in_any_script(listed: list[str]) -> None:
    text = " ".join(listed)
    words = words_of(text)
    firsts = [text[start] for start in words.starts.tolist()]
    assert heads_of(text, words).tolist() == [first.isupper() or first.isdecimal() for first in firsts]
