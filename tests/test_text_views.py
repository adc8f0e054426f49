"""Views: sentences, numbers, names, stems, and what they do with hostile text."""

from dataclasses import fields
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.text.numbers import numbers_of
from dedup.text.residue import residue_findings
from dedup.text.sentences import sentence_starts
from dedup.text.stems import lexicon
from dedup.text.views import Views, restocked, views
from dedup.text.words import words_of
from tests.test_text_words import SCRIPTS
from tests.writing import FERRY


def read(text: str, language: str | None = "en") -> Views:
    return views(text, words_of(text), language)


def values(text: str, language: str | None = "en") -> list[str]:
    return [number.value for number in numbers_of(text, words_of(text), language)]


def sentences(text: str) -> list[str]:
    words = words_of(text)
    starts = sentence_starts(text, words).tolist()
    return [" ".join(words.words[i:j]) for i, j in pairwise(starts)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,400 boats", "1400"),
        ("1.4k boats", "1400"),
        ("1.4 thousand boats", "1400"),
        ("fourteen hundred boats", "1400"),
        ("TWENTY-THREE boats", "23"),
        ("23 boats", "23"),
        ("£3.5m", "3500000"),
        ("3.5 million pounds", "3500000"),
        ("two hundred and five tonnes", "205"),
        ("007", "7"),
        ("12.50", "12.5"),
    ],
)
def test_a_number_is_its_value_however_it_is_written(text: str, value: str) -> None:
    assert values(text)[0] == value


def test_numbers_that_follow_one_another_stay_apart() -> None:
    assert values("five of ten, and twenty, and two") == ["5", "10", "20", "2"]


def test_one_is_no_number_on_its_own() -> None:
    assert values("one of them said that one million came") == ["1000000"]


def test_abbreviations_and_initials_do_not_end_a_sentence() -> None:
    text = "Gen. C. Q. Marsh met Dr. Olu Hale at 9 a.m. on Friday. “We agree,” he said. It rained!"
    assert len(sentences(text)) == 3


def test_chinese_sentences_end_without_a_space() -> None:
    assert len(sentences("港口今天关闭。渔民很生气！他们问为什么？")) == 3


def test_paragraphs_end_sentences_and_wrapped_lines_do_not() -> None:
    headed = "The harbour wall\nIt was built in stone. It fell."
    assert len(sentences(headed)) == 3
    line = "the council of the old harbour town met again on a cold"
    wrapped = "\n".join([line] * 8) + " day."
    assert len(sentences(wrapped)) < 8


def test_a_run_without_marks_is_cut() -> None:
    assert max(len(sentence.split()) for sentence in sentences("word " * 1000)) <= 80


def test_names_are_found_at_the_opening_only_when_rare_or_repeated() -> None:
    seen = read("Yesterday Orla Venn spoke. Venn said the Tavistock bridge is safe. However, people doubt it.")
    found = {seen.words.words[i] for i in np.flatnonzero(seen.name)}
    assert {"orla", "venn", "tavistock"} <= found
    assert not {"yesterday", "however"} & found


def test_inflected_forms_share_a_stem() -> None:
    for language, one, other in (
        ("en", "closing", "closed"), ("de", "häuser", "häusern"), ("fr", "pêcheurs", "pêcheur"), ("es", "cerrado", "cerrados"),
        ("ru", "гавани", "гавань"), ("ar", "الصيادين", "صيادين"),
    ):  # fmt: skip
        known = lexicon(language)
        assert known.look_up(one)[0] == known.look_up(other)[0], language


def test_function_words_weigh_nothing_and_rare_words_most() -> None:
    known = lexicon("en")
    assert known.look_up("the")[1] == 0
    assert known.look_up("harbour")[1] < known.look_up("sedimentological")[1]


@pytest.mark.parametrize("language", ["xx", "eu", "hy", "", "EN-gb", "zh-Hant", None])
def test_any_language_is_read(language: str | None) -> None:
    assert len(read("Portuko zuhaitzak moztu dituzte gaur goizean", language)) == 6


@pytest.mark.parametrize("language", ["en", "de", "fr", None])
def test_a_single_word_is_read(language: str | None) -> None:
    assert len(read("Fähre", language)) == 1


def test_a_number_counts_once_whatever_its_words() -> None:
    spelled, digits = read("some twenty-three trawlers sank"), read("some 23 trawlers sank")
    assert set(spelled.stems[spelled.rarity > 0].tolist()) == set(digits.stems[digits.rarity > 0].tolist())


def test_captions_are_left_out() -> None:
    seen = read("The wall fell at dawn.\nFILE - A wall near Tavistock, March 3. (AP Photo/Jo Penn)")
    assert not seen.name.any()
    assert seen.stock.any()


def test_residue_of_tools_is_found_with_its_place() -> None:
    text = "Sure, here is the rewritten article:\nThe bridge {closed|shut|was shut} on Monday. As an AI language model I add this."
    codes = {finding.code: finding for finding in residue_findings(text)}
    assert set(codes) == {"assistant_residue", "spinner_residue"}
    brace = codes["spinner_residue"].spans[0]
    assert text[brace.start : brace.end] == "{closed|shut|was shut}"


def test_honest_prose_leaves_no_residue() -> None:
    assert residue_findings("Here is the bridge that the company rewrote its plans for. The model {x} is an AI.") == ()


@given(st.text(max_size=400), st.sampled_from(["en", "zh", "ar", None]))
def test_any_text_gives_views_of_one_entry_a_word(text: str, language: str | None) -> None:
    seen = read(text, language)
    assert all(
        len(part) == len(seen.words)
        for part in (seen.stems, seen.rarity, seen.number, seen.name, seen.rare, seen.quoted)
    )
    assert seen.sentences[-1] == len(seen.words)


@given(
    st.lists(
        st.sampled_from(
            [*SCRIPTS.values(), FERRY, "Gen. Venn", "U.S.", "twenty-three", "3 May", "Kai", "\n", "said Kai Venn"]
        ),
        max_size=12,
    ).map(" ".join),
    st.sampled_from(["en", "de", "fr", "zh", "th", None]),
    st.integers(0, 2**32 - 1),
)
def test_views_with_more_stock_matter_are_those_taken_with_it(text: str, language: str | None, seed: int) -> None:
    words = words_of(text)
    before, more = np.random.default_rng(seed).integers(0, 2, (2, len(words))).astype(np.bool_)
    wanted = views(text, words, language, before | more)
    for seen in (views(text, words, language, before), views(text, words, language, more & ~before)):
        found = restocked(seen, text, language, before | more)
        for field in fields(Views):
            one, other = getattr(found, field.name), getattr(wanted, field.name)
            assert np.array_equal(one, other) if isinstance(other, np.ndarray) else one == other, field.name
            assert not isinstance(other, np.ndarray) or one.dtype == other.dtype
        assert np.array_equal(found.skeletons, wanted.skeletons)
        assert not (seen.rarity[seen.stock]).any()
    fewer = restocked(wanted, text, language, before & more)
    assert np.array_equal(fewer.rarity, views(text, words, language, before & more).rarity)
