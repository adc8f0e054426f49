"""The lexicon and the views: what is compiled gives what the plain forms give."""

from __future__ import annotations

from unittest import mock

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.kernels import COMPILED, kernels
from dedup.text import names, numerals, stems
from dedup.text.numbers import numbers_of
from dedup.text.stems import Entries, PlainEntries, lexicon
from dedup.text.titles import TITLES
from dedup.text.views import Views, views
from dedup.text.words import words_of
from tests.test_text_words import SCRIPTS
from tests.writing import FERRY, LIBRARY

LANGUAGES = ["en", "de", "fr", "es", "ru", "it", "zh", "ja", "th", "ar", None, "xx"]
NUMERAL_WORDS = [
    *numerals.SCALES, *numerals.MONTHS, *numerals.PERCENT, *numerals.ORDINAL_ENDINGS, *numerals.MONTH_LINKS,
    *numerals.HAN_DIGITS, *numerals.HAN_TENS, "月", "日", "per cent", "pour cent", "half", "dozen", "and a half",
    *(word for tongue in numerals.TONGUES.values() for word in (*tongue.values, *tongue.hundred, *tongue.thousands)),
    *(word for tongue in numerals.TONGUES.values() for word in (*tongue.links, *tongue.articles, *tongue.lone)),
    "siebenundzwanzig", "tausendeinhundert", "1", "5", "12", "2024", "400", "1,400", "1.400", "03.05.", "3.5.2024",
    "3.5", "١٢", "１２", "2024-05-03", "23rd", "400m", "$5bn", "5月3日", "1亿2000万", "Friday", "boats",
]  # fmt: skip
NAME_WORDS = ["Gen.", "C.", "Q.", "U.S.", "A", "Dr", "Von", "Marsh", "MARSHALL", "Venn", "the", "Friday", "“Tavistock",
              "l’Élysée", "Straße", "\u00adAnna", "Ǆungla", "said", "harbour", "Die", "Kai", "\n", "CQ"]  # fmt: skip
sentences_of = st.lists(
    st.sampled_from([*NAME_WORDS, *sorted(TITLES), *NUMERAL_WORDS, *SCRIPTS.values(), FERRY]), max_size=30
).flatmap(lambda parts: st.sampled_from([" ", ". ", ", ", "-", "\u00a0", ""]).map(lambda joint: joint.join(parts)))
numerals_of = st.tuples(
    st.lists(st.sampled_from(NUMERAL_WORDS), max_size=12), st.sampled_from([" ", "-", "", "\u202f", ", ", "\n"])
).map(lambda made: made[1].join(made[0]))


def plainly_viewed(text: str, language: str | None) -> Views:
    with mock.patch.object(stems, "COMPILED", False), mock.patch.object(names, "COMPILED", False):
        return views(text, words_of(text), language)


def arrays_of(entries: Entries) -> list[list[float]]:
    return [array.tolist() for array in (entries.stems, entries.rarity, entries.marks)]


@given(sentences_of, st.sampled_from(LANGUAGES))
def test_a_text_is_viewed_alike_without_compiled_code(text: str, language: str | None) -> None:
    found, wanted = views(text, words_of(text), language), plainly_viewed(text, language)
    for name in ("stems", "rarity", "number", "name", "rare", "capital", "sentences", "skeletons"):
        one, other = getattr(found, name), getattr(wanted, name)
        assert one.dtype == other.dtype
        assert one.tolist() == other.tolist(), name
    assert found.legible == wanted.legible


@given(numerals_of, st.sampled_from(LANGUAGES))
def test_numbers_read_alone_are_those_read_in_their_text(text: str, language: str | None) -> None:
    words = words_of(text)
    candidates, lone = lexicon(language).look_up_all(words).numerals()
    assert candidates == [i for i, word in enumerate(words.words) if numerals.may_begin(word, language)]
    assert numbers_of(text, words, language, candidates, lone) == numbers_of(text, words, language)


@given(st.one_of(st.sampled_from(NUMERAL_WORDS), st.text(max_size=12)), st.sampled_from(LANGUAGES))
def test_no_word_of_a_number_is_passed_over(word: str, language: str | None) -> None:
    if numerals.may_begin(word, language) or numerals.may_go_on(word, language):
        assert numerals.may_count(word, language)
    assert not numerals.may_count("harbour", "en")


def test_most_numbers_of_a_text_are_read_alone() -> None:
    words = words_of("Some 23 boats and 5 of the 400 men left in 2024 for twenty days. They were 1,200 miles off.")
    candidates, lone = lexicon("en").look_up_all(words).numerals()
    assert [words.words[i] for i in candidates if i not in lone] == ["5"]


@pytest.mark.skipif(not COMPILED, reason="the kernels are not built")
def test_entries_are_the_same_however_many_are_forgotten() -> None:
    """Twice as many words as the table has room for, each time in another order."""
    words = words_of(" ".join(f"{'bcdfghjk'[n % 8]}{n:o}" for n in range(1 << 19)))

    def read(word: str) -> tuple[int, float, int]:
        return hash(word) & 0xFFFFFFFFFFFF, float(len(word)), len(word) % 3

    table = kernels.Entries()
    wanted = PlainEntries(read).look_up(words)
    for order in (slice(None), slice(None, None, -1), slice(0, 5_000), slice(0, 5_000)):
        keys, chosen = np.ascontiguousarray(words.keys[order]), words.words[order]
        found, rarity, marks = table.look_up(keys, chosen, read)
        assert np.array_equal(np.frombuffer(found, np.uint64), wanted.stems[order])
        assert np.array_equal(np.frombuffer(rarity, np.float32), wanted.rarity[order])
        assert np.array_equal(np.frombuffer(marks, np.uint8), wanted.marks[order])


@pytest.mark.skipif(not COMPILED, reason="the kernels are not built")
def test_words_whose_keys_fall_into_one_set_are_all_known() -> None:
    keys = np.arange(100, dtype=np.uint64) << np.uint64(50)
    names_ = tuple(f"w{n}" for n in range(100))
    table = kernels.Entries()
    for _ in range(3):
        found, _, _ = table.look_up(keys, names_, lambda word: (int(word[1:]), 0.0, 0))
        assert np.frombuffer(found, np.uint64).tolist() == list(range(100))


@pytest.mark.skipif(not COMPILED, reason="the kernels are not built")
def test_a_word_met_once_is_read_once() -> None:
    words, asked = words_of(LIBRARY), []

    def read(word: str) -> tuple[int, float, int]:
        asked.append(word)
        return 1, 0.0, 0

    table = kernels.Entries()
    for _ in range(3):
        table.look_up(words.keys, words.words, read)
    assert sorted(asked) == sorted(set(words.words))


@pytest.mark.skipif(not COMPILED, reason="the kernels are not built")
def test_what_goes_wrong_in_reading_a_word_is_said() -> None:
    words = words_of("one two")

    def failing(word: str) -> tuple[int, float, int]:
        raise KeyError(word)

    with pytest.raises(KeyError, match="one"):
        kernels.Entries().look_up(words.keys, words.words, failing)
    with pytest.raises(TypeError):
        kernels.Entries().look_up(words.keys, words.words, lambda word: (word, 0.0, 0))  # type: ignore[arg-type, return-value]
    with pytest.raises(ValueError, match="one key"):
        kernels.Entries().look_up(words.keys[1:], words.words, failing)
    with pytest.raises(ValueError, match="one entry"):
        kernels.names(words.keys, b"", b"12", b"12", b"12", b"", (1.0, 1.0, 1.0))
