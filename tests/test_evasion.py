"""Disguises: none changes what the comparison sees, and each is reported."""

import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from dedup.compare.rewrite import assess
from dedup.text.hidden import hidden_findings
from dedup.text.views import Views, views
from dedup.text.words import words_of

PARTS = (Path(__file__).parent / "languages" / "en.txt").read_text("utf-8").split("===")
ORIGINAL, REWRITE, INDEPENDENT, UNRELATED = (part.strip() for part in PARTS)
CYRILLIC = str.maketrans("aceopxyABCEHKMOPTX", "асеорхуАВСЕНКМОРТХ")
GREEK = str.maketrans("oνAEOT", "ονΑΕΟΤ")
FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F) if chr(code).isalnum()}


def read(text: str) -> Views:
    return views(text, words_of(text), "en")


def probability(a: str, b: str) -> float:
    return assess(read(a), read(b)).probability


def between_letters(mark: str) -> Callable[[str], str]:
    """A disguise that puts a mark into the middle of every longer word."""

    def disguise(text: str) -> str:
        return " ".join(
            word[: len(word) // 2] + mark + word[len(word) // 2 :] if len(word) > 3 and word.isalpha() else word
            for word in text.split(" ")
        )

    return disguise


def some_words(text: str, table: dict[int, int]) -> str:
    """A disguise of every third word."""
    return " ".join(word.translate(table) if i % 3 == 0 else word for i, word in enumerate(text.split(" ")))


DISGUISES: dict[str, tuple[Callable[[str], str], str]] = {
    "Cyrillic letters": (lambda text: text.translate(CYRILLIC), "look_alike"),
    "Cyrillic letters in some words": (lambda text: some_words(text, CYRILLIC), "look_alike"),
    "Greek letters": (lambda text: text.translate(GREEK), "look_alike"),
    "zero-width spaces": (between_letters("\u200b"), "zero_width"),
    "zero-width joiners": (between_letters("\u200d\u2060"), "zero_width"),
    "soft hyphens": (between_letters("\u00ad"), "soft_hyphen"),
    "full-width letters": (lambda text: text.translate(FULL_WIDTH), "full_width"),
    "full-width letters in some words": (lambda text: some_words(text, FULL_WIDTH), "full_width"),
    "directions": (lambda text: text.replace(" the ", " \u202ethe\u202c "), "bidi_control"),
}


# Look-alike letters are not here: a Cyrillic то inside an English text could be a quoted word.
@pytest.mark.parametrize("name", [name for name, (_, code) in DISGUISES.items() if code != "look_alike"])
def test_a_disguise_changes_no_view(name: str) -> None:
    disguised, plain = read(DISGUISES[name][0](REWRITE)), read(REWRITE)
    assert disguised.words.words == plain.words.words
    for one, other in (
        (disguised.stems, plain.stems),
        (disguised.rarity, plain.rarity),
        (disguised.name, plain.name),
        (disguised.number, plain.number),
        (disguised.sentences, plain.sentences),
        (disguised.skeletons, plain.skeletons),
    ):
        assert np.array_equal(one, other)


@pytest.mark.parametrize("name", DISGUISES)
def test_a_disguised_rewrite_is_as_probable(name: str) -> None:
    disguise, code = DISGUISES[name]
    disguised = disguise(REWRITE)
    assert disguised != REWRITE
    assert probability(disguised, ORIGINAL) == pytest.approx(probability(REWRITE, ORIGINAL), abs=0.05)
    assert assess(read(disguised), read(ORIGINAL)).kind.derived
    assert code in {finding.code for finding in hidden_findings(disguised)}


@pytest.mark.parametrize("name", DISGUISES)
def test_a_disguise_makes_no_stranger_a_relative(name: str) -> None:
    disguise, _ = DISGUISES[name]
    assert probability(disguise(INDEPENDENT), disguise(ORIGINAL)) < 0.2
    assert probability(disguise(UNRELATED), disguise(ORIGINAL)) < 0.2


def test_marks_before_words_hide_no_name() -> None:
    text = "Then the \u200bTavistock bridge and \u2060Orla \u00adVenn fell."
    assert np.array_equal(read(text).name, read("Then the Tavistock bridge and Orla Venn fell.").name)


def test_invisible_marks_after_a_stop_join_no_sentences() -> None:
    assert len(read(ORIGINAL.replace(". ", ".\u200b ")).sentences) == len(read(ORIGINAL).sentences)


def test_shuffled_paragraphs_are_found() -> None:
    paragraphs = REWRITE.split("\n")
    random.Random(8).shuffle(paragraphs)
    assert paragraphs != REWRITE.split("\n")
    assert assess(read("\n".join(paragraphs)), read(ORIGINAL)).kind.derived


def test_sentences_put_between_do_not_hide_a_rewrite() -> None:
    filler = UNRELATED.split(". ")
    lines = [f"{line} {filler[i % len(filler)]}." for i, line in enumerate(REWRITE.split("\n"))]
    assert assess(read("\n".join(lines)), read(ORIGINAL)).kind.derived
