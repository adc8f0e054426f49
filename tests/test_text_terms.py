"""Queries, and the terms of texts that they are looked for among."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.errors import UsageError
from dedup.model import Phrase
from dedup.text.terms import LONGEST, MOST_ASKED, MOST_TERMS, query_of, searchable, terms_of, window

TEXTS = st.text(alphabet=st.one_of(st.characters(), st.sampled_from("aé'’ \"-*東があ\u0301\u202e")), max_size=80)


@pytest.mark.parametrize(
    ("asked", "phrases", "without", "sites"),
    [
        ("ferry lock", ["ferry", "lock"], [], []),
        ('"crack in the gate" ferry', ["crack in the gate", "ferry"], [], []),
        ("„Riss im Tor“ «une porte»", ["riss im tor", "une porte"], [], []),
        ("ferry -gate", ["ferry"], ["gate"], []),
        ('ferry -"old gate"', ["ferry"], ["old gate"], []),
        ("well-being", ["well being"], [], []),
        ("l’Élysée", ["l elysee"], [], []),
        ("ELYSÉE Ångström ёлка", ["elysee", "angstrom", "елка"], [], []),
        ("1,500 3.5", ["1500", "3.5"], [], []),
        ("fer*", ["fer*"], [], []),
        ("fe*", ["fe"], [], []),
        ("site:www.Harbour.example lock", ["lock"], [], ["harbour.example"]),
        ("東京 大会", ["東 京", "大 会"], [], []),
        ('lock "unclosed one', ["lock", "unclosed one"], [], []),
        ("lock AND OR NOT NEAR", ["lock", "and", "or", "not", "near"], [], []),
        ("lock lock", ["lock"], [], []),
    ],
)
def test_a_query_is_read(asked: str, phrases: list[str], without: list[str], sites: list[str]) -> None:
    query = query_of(asked)
    written = [" ".join(one.terms) + "*" * one.open_end for one in query.phrases]
    assert (written, [" ".join(one.terms) for one in query.without], list(query.sites)) == (phrases, without, sites)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("", "no word"),
        ("…  — !", "no word"),
        ("-gate", "only what is not to be found"),
        ('""', "no word"),
        ("a " * MOST_TERMS + "b c", None),
        ("x" * (MOST_ASKED + 1), "at most"),
        (" ".join(f"w{i}" for i in range(MOST_TERMS + 1)), "at most 32"),
        ("har* loc* fer* -bar* gat*", "at most 4 beginnings"),
    ],
)
def test_what_is_no_query_is_refused_with_a_reason(asked: str, said: str | None) -> None:
    if said is None:
        assert len(query_of(asked).phrases) == 3  # a word that is repeated counts once
        return
    with pytest.raises(UsageError, match=said):
        query_of(asked)


@given(TEXTS)
def test_any_text_is_a_query_or_refused(asked: str) -> None:
    try:
        query = query_of(asked)
    except UsageError:
        return
    assert query.phrases or query.sites
    assert all(phrase.terms and all(phrase.terms) for phrase in query.phrases + query.without)


@given(TEXTS)
def test_what_is_indexed_is_what_is_looked_for(text: str) -> None:
    assert tuple(searchable(text).split()) == terms_of(text).terms


def test_a_word_of_any_length_is_one_bounded_term() -> None:
    long = "x" * 100_000
    assert terms_of(long).terms == ("x" * LONGEST,)
    assert searchable(f"so {long}") == f"so {'x' * LONGEST}"


def test_places_point_into_the_text() -> None:
    text = "The ferry’s captain left l’Élysée; the FERRY stayed."
    found = terms_of(text).find([Phrase(("ferry",)), Phrase(("elysee",)), Phrase(("cap",), open_end=True)])
    assert [(number, text[span.start : span.end]) for number, span in found] == [
        (0, "ferry’s"),
        (2, "captain"),
        (1, "l’Élysée"),
        (0, "FERRY"),
    ]


def test_a_phrase_is_found_where_its_words_stand_together() -> None:
    text = "gate north gate northern gate"
    phrases = [Phrase(("gate", "north")), Phrase(("gate", "north"), open_end=True)]
    assert [(number, span.start) for number, span in terms_of(text).find(phrases)] == [(0, 0), (1, 0), (1, 11)]


def test_a_window_shows_the_most_phrases() -> None:
    text = "lock " + "a " * 50 + "lock b ferry " + "c " * 50 + "ferry ferry ferry"
    terms = terms_of(text)
    first, last = window(terms.find([Phrase(("lock",)), Phrase(("ferry",))]), terms.words, 20)
    assert last - first == 20
    assert {"lock", "ferry"} <= set(terms.words.words[first:last])


def test_without_marks_a_window_is_the_beginning() -> None:
    assert window([], terms_of("a b c").words, 2) == (0, 2)
    assert window([], terms_of("").words, 2) == (0, 0)
