"""How characters, words and sentences look: the compiled passes see what the plain forms see, whatever the text."""

from __future__ import annotations

import unicodedata

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dedup.kernels import COMPILED, kernels
from dedup.provenance.publishers import shipped_registry
from dedup.provenance.tokens import plain_tokens, tokens_of
from dedup.text import sentences
from dedup.text.characters import CLOSERS, FINISHED, MARKS, WIDE_MARKS
from dedup.text.names import plain_shapes, shapes_of
from dedup.text.sentences import plain_cuts
from dedup.text.stems import lexicon
from dedup.text.words import reader, words_of
from tests.test_text_words import SCRIPTS
from tests.writing import FERRY, LIBRARY

pytestmark = pytest.mark.skipif(not COMPILED, reason="the kernels are not built: both sides are the plain forms")

PIECES = [
    *CLOSERS, *MARKS, *WIDE_MARKS, *FINISHED, *" \n\t\u00a0\x85\u2028\x1c\u200b\ufeff\u00ad_&-", "\n\n", ". ", ".\n", "...", "?” ",
    *sentences._ABBREVIATIONS, "U.S.", "a.m. ", "x.Y.z.", "9.", "é.", "İ.", "a", "b", "Kai", "MARSHALL", "STRAẞE", "ǄUNGLA",
    "ǅungla", "ßeta", "ⅷ", "l’Élysée", "d'Or", "\u00adSoft", "\u00ad\u200b", "東", "ประ", "👍", "\ud800", "A&B", "AT&T&Co", "&",
    "News", "The", "Times", "Associated", "Press", "first", "daily", "Gazette", "word " * 30, *SCRIPTS.values(), FERRY,
]  # fmt: skip
tricky = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=40).map("".join),
    st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join),
    st.text(st.characters()),
)
lines_of_prose = st.lists(st.sampled_from(["the old harbour wall was", "it fell.", "", "  ", "Kai", "“So,” he said"]))
wrapped = st.tuples(lines_of_prose, st.integers(1, 5)).map(lambda made: "\n".join(line * made[1] for line in made[0]))


@given(tricky | wrapped)
@example("The Dr. said. And so on.\n\nNo. 5 fell.")
@example("word " * 300)
def test_sentences_begin_alike(text: str) -> None:
    words = words_of(text)
    if len(words):
        found, most = sentences._cuts(text, words)
        wanted, longest = plain_cuts(text, words)
        assert found.dtype == wanted.dtype
        assert (found.tolist(), most) == (wanted.tolist(), longest)


@given(st.text(st.sampled_from(" .aZéß_"), min_size=0, max_size=14))
def test_abbreviations_are_told_alike(head: str) -> None:
    for text in (f"{head}. Next", f"A word {head}. Next word", f"{head}.\nnext"):
        words = words_of(text)
        assert sentences._cuts(text, words)[0].tolist() == plain_cuts(text, words)[0].tolist()


@given(tricky, st.sampled_from(["en", "fr", "zh"]))
def test_words_look_alike(text: str, language: str) -> None:
    words, known = words_of(text), lexicon(language)
    found = shapes_of(text, words, known)
    starts = words.starts
    if known.elides:
        starts = starts + np.array([_article(word, known.bare(word)) for word in words.words], np.int32)
    wanted = plain_shapes(text, starts, words.ends)
    for name in ("capital", "shouted", "initial", "kinds"):
        one, other = getattr(found, name), getattr(wanted, name)
        assert one.dtype == other.dtype
        assert one.tolist() == other.tolist(), name


def _article(word: str, bare: str) -> int:
    return len(word) - len(bare) if bare != word and word.endswith(bare) else 0


def test_every_character_looks_alike() -> None:
    assigned = (page for page in range(0, 0x110000, 256) if unicodedata.category(chr(page)) not in {"Cn", "Co"})
    for page in assigned:
        text = " ".join(f"{chr(point)} a{chr(point)}. A{chr(point)}BCDEF" for point in range(page, page + 256))
        words = words_of(text)
        assert sentences._cuts(text, words)[0].tolist() == plain_cuts(text, words)[0].tolist()
        found, wanted = shapes_of(text, words, lexicon("en")), plain_shapes(text, words.starts, words.ends)
        for name in ("capital", "shouted", "initial", "kinds"):
            assert getattr(found, name).tolist() == getattr(wanted, name).tolist()


# What begins a name, with and without what it goes on with, and at the end of a text.
named = st.lists(
    st.sampled_from(
        ["New", "York", "Times", "Associated", "Press", "Radio", "France", "Free", "Reuters", "BBC", "News", "&", " "]
    )
).map(" ".join)


@given(tricky | named)
@example("New York Times New")
@example("Associated Associated Press, Associated")
@example("a&b&c&d_e&f ")
@example("Reuters" + "é" * 300)
@example("Associated " + "é" * 300 + " Press Associated Press")
def test_tokens_are_found_alike(text: str) -> None:
    tokens, *found = tokens_of(text, shipped_registry())
    wanted, *sought = plain_tokens(text, shipped_registry())
    assert found == sought
    if any(sought):
        assert [token.span() for token in tokens] == [token.span() for token in wanted]
        assert [token.span() for token in tokens[1:5]] == [token.span() for token in wanted[1:5]]


def test_known_and_shaped_and_leading_tokens_are_sought() -> None:
    tokens, known, shaped, led = tokens_of(
        f"{LIBRARY} The Marlow Gazette, first reported by Reuters", shipped_registry()
    )
    assert "Reuters" in {tokens[place].group() for place in known}
    assert "Gazette" in {tokens[place].group() for place in shaped}
    assert "first" in {tokens[place].group() for place in led}


def test_what_does_not_fit_is_refused() -> None:
    one, four = np.zeros(1, np.int32), np.array([4], np.int32)
    with pytest.raises(ValueError, match="inside their text"):
        kernels.shapes(reader(), "abc", one, four, 6)
    with pytest.raises(ValueError, match="inside their text"):
        kernels.shapes(reader(), "abc", one, one, 6)
    with pytest.raises(ValueError, match="a start and an end"):
        kernels.shapes(reader(), "abc", one, b"", 6)
    with pytest.raises(TypeError, match="Reader"):
        kernels.sentences(object(), "abc", one, b"", (6, 40, 110, 0.5))  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="str"):
        kernels.tokens(reader(), b"abc", b"", b"", bytes(4096))  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="one mark"):
        kernels.tokens(reader(), "abc", b"", b"1", bytes(4096))
    with pytest.raises(ValueError, match="aligned"):
        kernels.tokens(reader(), "abc", b"", b"", bytes(4092))


def test_a_hostile_text_costs_no_more_than_its_length() -> None:
    """Runs of marks, closers and unseen characters that never end a sentence, and one of line breaks that does."""
    for text in (
        "." * 300_000 + "x",
        ".”" * 200_000,
        ".\u200b" * 200_000,
        ".\n" * 200_000,
        "\n" * 400_000 + "x",
        "A." * 200_000,
    ):
        words = words_of("word " + text)
        assert sentences._cuts("word " + text, words)[0][0] == 0
