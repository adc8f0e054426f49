"""What two texts have that the other lacks, compiled and by sets of words."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dedup.kernels import COMPILED, kernels
from dedup.provenance.contrast import lacking, plain_lacking
from dedup.provenance.traits import SPECIFICS, Terms, Traits, plain_terms, terms_of
from dedup.text.views import Views, views
from dedup.text.words import words_of
from tests.writing import FERRY, LIBRARY

SENTENCES = [
    *(sentence.strip() + "." for sentence in f"{FERRY} {LIBRARY}".split(".")),
    '"The Heron is old," said Ida Marlow, 61.', "The Heron is old, says Ida Marlow.", '"We voted 9 to 4."', "a", "",
]  # fmt: skip
texts = st.one_of(st.lists(st.sampled_from(SENTENCES), max_size=12).map(" ".join), st.text(max_size=60))


def seen(text: str) -> Views:
    return views(text, words_of(text), "en")


def terms(text: str) -> Terms:
    return Traits(text, "en").terms


@given(texts, texts)
@example(FERRY, LIBRARY)
@example(FERRY, "")
def test_both_forms_find_the_same(one: str, other: str) -> None:
    a, b = terms(one), terms(other)
    for found, wanted in zip(lacking(a, b), (plain_lacking(a, b), plain_lacking(b, a)), strict=True):
        assert (found.turned, tuple(found.counts)) == (wanted.turned, tuple(wanted.counts))
        assert tuple(found.rarities) == tuple(wanted.rarities)
        assert found.wording.tolist() == wanted.wording.tolist()


@given(texts, st.sampled_from(["en", "de"]))
@example(FERRY, "en")
@example("", "en")
@example('Nine barges, 9 barges, nine. "Nine"', "en")
def test_both_forms_find_the_same_words(text: str, language: str) -> None:
    taken = views(text, words_of(text), language)
    found, wanted = terms_of(taken), plain_terms(taken)
    assert found.specifics == wanted.specifics
    for name in ("stems", "rarities", "stands"):
        one, other = getattr(found, name), getattr(wanted, name)
        assert (one.dtype, one.shape, one.tobytes()) == (other.dtype, other.shape, other.tobytes())


@given(texts, texts)
def test_a_text_lacks_what_none_of_its_words_is(one: str, other: str) -> None:
    views_a, views_b = seen(one), seen(other)
    found, _ = lacking(terms(one), terms(other))
    there = set(views_b.stems.tolist())
    for sort, marked in enumerate((views_a.number, views_a.name, views_a.rare & ~views_a.stock)):
        lacked: dict[int, float] = {}
        for stem, rarity in zip(views_a.stems[marked].tolist(), views_a.rarity[marked].tolist(), strict=True):
            if stem not in there:
                lacked.setdefault(stem, max(1.0, rarity))
        assert found.counts[sort] == len(lacked), SPECIFICS[sort]
        assert found.rarities[sort] == pytest.approx(sum(lacked.values()), abs=1e-9)
    content_a, content_b = views_a.rarity >= 0.5, views_b.rarity >= 0.5
    outside = set(views_a.stems[content_a & ~views_a.quoted].tolist())
    inside = set(views_a.stems[content_a & views_a.quoted].tolist())
    spoken = set(views_b.stems[content_b & views_b.quoted].tolist())
    assert found.turned == len((outside & spoken) - inside)


@pytest.mark.skipif(not COMPILED, reason="the kernels are not built")
def test_arrays_that_do_not_fit_are_refused() -> None:
    a = terms(FERRY)
    for stems, rarities, stands in (
        (a.stems[1:], a.rarities, a.stands.tobytes()), (a.stems, a.rarities[:3], a.stands.tobytes()),
        (a.stems, a.rarities, b""),
    ):  # fmt: skip
        with pytest.raises(ValueError, match="four rarities"):
            kernels.lacking(stems, rarities, stands, a.stems, a.rarities, a.stands)
        with pytest.raises(ValueError, match="four rarities"):
            kernels.lacking(a.stems, a.rarities, a.stands, stems, rarities, stands)
    empty = np.zeros(0, np.uint64)
    found, _ = kernels.lacking(empty, b"", b"", a.stems, a.rarities, a.stands)
    assert found == (0, (0, 0, 0), (0.0, 0.0, 0.0), bytearray())


@pytest.mark.skipif(not COMPILED, reason="the kernels are not built")
def test_marks_that_do_not_fit_are_refused() -> None:
    stems, rarity, marks = np.zeros(3, np.uint64), np.zeros(3, np.float32), bytes(3)
    assert kernels.terms(stems, rarity, marks, marks, marks, marks, marks, 0.5, 1.0)[0] == bytearray(8)
    for words, rarities, first, last in (
        (stems[1:], rarity, marks, marks), (stems, rarity[1:], marks, marks), (stems, rarity, marks, bytes(2)),
        (stems, rarity, bytes(4), marks), (stems.tobytes()[1:], rarity, marks, marks),
    ):  # fmt: skip
        with pytest.raises(ValueError, match="five marks"):
            kernels.terms(words, rarities, first, marks, marks, marks, last, 0.5, 1.0)
