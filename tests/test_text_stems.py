"""The lexicon and the views: what is compiled gives what the plain forms give."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from unittest import mock

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from dedup.kernels import COMPILED, kernels
from dedup.text import names, numerals, stems
from dedup.text.numbers import numbers_of
from dedup.text.stems import Entries, Lexicon, PlainEntries, lexicon
from dedup.text.titles import TITLES
from dedup.text.views import Views, views
from dedup.text.words import words_of
from tests.test_text_words import SCRIPTS
from tests.writing import FERRY, LIBRARY

SURPLUS = 1 << 19  # words; twice as many as are kept
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


compiled = pytest.mark.skipif(not COMPILED, reason="the kernels are not built")


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
    counts = numerals.may_begin(word, language) or numerals.may_go_on(word, language)
    assert counts <= (numerals.counting(["harbour", word], language) == [1])


def test_most_numbers_of_a_text_are_read_alone() -> None:
    words = words_of("Some 23 boats and 5 of the 400 men left in 2024 for twenty days. They were 1,200 miles off.")
    candidates, lone = lexicon("en").look_up_all(words).numerals()
    assert [words.words[i] for i in candidates if i not in lone] == ["5"]


def said_of(words: Sequence[str]) -> tuple[NDArray[np.uint64], NDArray[np.float32], NDArray[np.uint8]]:
    return (
        np.array([hash(word) & 0xFFFFFFFFFFFF for word in words], np.uint64),
        np.array([len(word) / 3 for word in words], np.float32),
        np.array([len(word) % 3 for word in words], np.uint8),
    )


@pytest.mark.parametrize("kind", [PlainEntries, pytest.param(kernels.Entries if COMPILED else None, marks=compiled)])
def test_entries_are_the_same_however_many_are_forgotten(kind: Callable[[], PlainEntries]) -> None:
    """More words than the table has room for, each time in another order."""
    words = words_of(" ".join(f"{'bcdfghjk'[n % 8]}{n:o}" for n in range(SURPLUS)))
    table, wanted = kind(), said_of(words.words)
    for order in (slice(None), slice(None, None, -1), slice(0, 5_000), slice(0, 5_000)):
        keys = np.ascontiguousarray(words.keys[order])
        known = np.ones(len(keys), np.bool_)
        stems_, rarity, marks = wanted
        found = table.look_up(keys)
        known[np.frombuffer(found[3], np.int32)] = False
        assert np.array_equal(np.frombuffer(found[0], np.uint64)[known], stems_[order][known])
        assert np.array_equal(np.frombuffer(found[1], np.float32)[known], rarity[order][known])
        assert np.array_equal(np.frombuffer(found[2], np.uint8)[known], marks[order][known])
        table.keep(keys, stems_[order].copy(), rarity[order].copy(), marks[order].copy())
    assert len(table.look_up(np.ascontiguousarray(words.keys[:5_000]))[3]) < 5_000


@pytest.mark.parametrize("kernels_used", [False, pytest.param(True, marks=compiled)])
def test_a_word_met_once_is_read_once(monkeypatch: pytest.MonkeyPatch, *, kernels_used: bool) -> None:
    asked: list[str] = []
    known, words = Lexicon("en"), words_of(LIBRARY)
    stems_of = Lexicon._stems_of

    def read(self: Lexicon, words: Sequence[str], bare: Sequence[str]) -> list[str]:
        asked.extend(words)
        return stems_of(self, words, bare)

    monkeypatch.setattr(stems, "COMPILED", kernels_used)
    monkeypatch.setattr(Lexicon, "_stems_of", read)
    for _ in range(3):
        known.look_up_all(words)
    assert len(asked) > 100
    assert sorted(asked) == sorted(set(words.words))


@compiled
@given(st.lists(st.one_of(st.integers(0, 40), st.integers(0, 2**64 - 1)), max_size=80), st.sets(st.integers(0, 40)))
def test_what_is_not_known_is_told_alike_in_compiled_code(asked: list[int], known: set[int]) -> None:
    keys, kept = np.array(asked, np.uint64) << np.uint64(20), np.array(sorted(known), np.uint64) << np.uint64(20)
    tables = PlainEntries(), kernels.Entries()
    rarity, marks = np.arange(len(kept), dtype=np.float32), np.arange(len(kept), dtype=np.uint8)
    found = []
    for table in tables:
        table.keep(kept, kept, rarity, marks)
        found.append([np.frombuffer(bytes(one), np.uint8).tolist() for one in table.look_up(keys)])
    assert found[0] == found[1]


@compiled
def test_of_words_whose_keys_collide_each_is_told_to_be_new() -> None:
    """More than are looked through: some are read twice, and what is read of them is said of all."""
    keys = np.repeat(np.arange(40, dtype=np.uint64) << np.uint64(50), 2)
    *_, new, again = kernels.Entries().look_up(keys)
    first = np.frombuffer(new, np.int32)
    places, before = np.frombuffer(again, np.int32).reshape(-1, 2).T
    assert sorted([*first.tolist(), *places.tolist()]) == list(range(80))
    assert set(before.tolist()) <= set(first.tolist())
    assert keys[places].tolist() == keys[before].tolist()
    assert set(keys[first].tolist()) == set(keys.tolist())


@compiled
def test_words_whose_keys_fall_into_one_set_are_all_known() -> None:
    """More of them than the set has slots: each text is answered in full all the same."""
    words = words_of(FERRY)
    crowded = replace(words, keys=np.arange(len(words), dtype=np.uint64) << np.uint64(50))
    known = Lexicon("en")
    wanted = lexicon("en").look_up_all(words)
    for _ in range(3):
        assert arrays_of(known.look_up_all(crowded)) == arrays_of(wanted)


@given(st.lists(st.one_of(st.sampled_from([*NUMERAL_WORDS, *NAME_WORDS]), st.text(max_size=70)), max_size=20))
def test_words_read_together_say_what_each_says_alone(listed: list[str]) -> None:
    words = words_of(" ".join(listed))
    for language in LANGUAGES:
        together = Lexicon(language).look_up_all(words)
        alone = [lexicon(language).look_up(word) for word in words.words]
        assert list(zip(*arrays_of(together), strict=True)) == alone


@compiled
def test_what_is_said_of_words_is_said_of_each() -> None:
    keys = np.arange(2, dtype=np.uint64)
    said, table = said_of(["one", "two"]), kernels.Entries()
    for short in range(4):
        one, each, other, last = (0 if place == short else 2 for place in range(4))
        with pytest.raises(ValueError, match="one key"):
            table.keep(keys[:one], said[0][:each], said[1][:other], said[2][:last])
    with pytest.raises(ValueError, match="one entry"):
        kernels.names(keys, b"", b"12", b"12", b"12", b"", (1.0, 1.0, 1.0))
