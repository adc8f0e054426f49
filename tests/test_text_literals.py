"""Looking a text through at once: what is found is what looking for one thing after another finds."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dedup.text import characters, hidden, lines, quotes, residue, sentences
from dedup.text.characters import IGNORABLE
from dedup.text.literals import Literals, beyond_ascii, plain_beyond_ascii
from dedup.text.lookalike import FOREIGN
from tests.test_text_words import SCRIPTS

PIECES = ["ab", "abc", "b", "bc", "é", "éa", "©", "作为", "作", " ", "\n", "\ud800", "\x00", "👍", "aba"]
MADE_UP = Literals("ab", "abc", "bca", "aba", "©", "作为", "éa", "ab", "\x00b")
CASELESS = Literals("ab", "aba", "é", "éa", "©", "[x", caseless=True)
mixed = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)

# The abbreviations as one pattern, which reads the text before a dot from its beginning.
ABBREVIATED = re.compile(
    r"(?:\b(?:[A-Z]|[A-Za-z]\.[A-Za-z]|[Mm]rs?|[Mm]s|[Dd]rs?|[Pp]rof|[Ss]t|[Ss]ts|[Gg]en|[Ll]t|[Cc]ol|[Cc]apt|[Ss]gt|[Cc]pl|[Mm]aj|[Cc]dr|[Aa]dm|[Ss]en|[Rr]ep"
    r"|[Gg]ov|[Rr]ev|[Hh]on|[Pp]res|[Jj]r|[Ss]r|[Ii]nc|[Cc]orp|[Cc]o|[Ll]td|[Vv]s|[Nn]o|[Nn]r|[Ee]tc|[Aa]pprox|[Dd]ept|[Ee]st|[Ff]ig|[Ss]ta|[Ss]ra|[Mm]me|[Mm]lle"
    r"|[Bb]zw|[Uu]sw|[Cc]a|[Ee]v|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)|\b(?:[A-Za-z]\.){1,4}[A-Za-z])\.$"
)


@given(st.one_of(mixed, st.text(st.characters())))
@example("")
@example("a")
@example("ababababc作为")
def test_literals_are_found_where_they_stand(text: str) -> None:
    assert MADE_UP.places(text) == MADE_UP.plain_places(text)


@given(st.lists(st.sampled_from([*PIECES, "A", "B", "É", "éA", "[X", "{x", "[", "@B"]), max_size=30).map("".join))
def test_literals_are_found_whatever_the_case_of_ascii(text: str) -> None:
    small = "".join(char.lower() if char.isascii() else char for char in text)
    assert CASELESS.places(text) == CASELESS.plain_places(text) == CASELESS.places(small)


@given(st.lists(st.sampled_from([*"aAéÉΣσςİK\u212aßẞ😀\ud800", "Sorry", "DÉSOLÉ", "тут"]), max_size=9).map("".join))
def test_a_text_in_small_letters_is_as_long_as_it_was(text: str) -> None:
    found = residue._in_small_letters(text)
    assert len(found) == len(text)
    if len(text.lower()) == len(text):
        assert residue._TRIGGERS.places(found) == residue._TRIGGERS.places(text.lower())


@given(st.lists(st.sampled_from([*lines._TRIGGERS, *lines._IN_CREDITS, " ", "\n", "x", *SCRIPTS.values()]), max_size=9))
def test_the_triggers_of_lines_are_all_found(pieces: list[str]) -> None:
    text = "".join(pieces)
    found = {lines._TRIGGERS[number] for _, number in lines._WANTED.places(text) if number < len(lines._TRIGGERS)}
    assert found == {trigger for trigger in lines._TRIGGERS if trigger in text}


@given(st.lists(st.sampled_from([trigger for triggers, _ in residue._GROUPS for trigger in triggers]), max_size=6))
def test_the_triggers_of_residue_are_all_found(pieces: list[str]) -> None:
    text = " ".join(pieces)
    assert residue._TRIGGERS.places(text) == residue._TRIGGERS.plain_places(text)


def test_a_literal_too_short_to_look_for_is_refused() -> None:
    with pytest.raises(ValueError, match="two bytes"):
        Literals("a")
    with pytest.raises(ValueError, match="255"):
        Literals(*(f"{n:03}" for n in range(256)))


@given(st.one_of(mixed, st.text(st.characters()), st.sampled_from(list(SCRIPTS.values()))))
def test_the_characters_beyond_ascii_are_told(text: str) -> None:
    assert set(beyond_ascii(text)) == set(plain_beyond_ascii(text)) == {char for char in text if ord(char) > 127}


MARKS = [".", "!", "…", "。", "；", "\n", " ", "\u00a0", "\u200b", "\u00ad", '"', "”", ")", "x", "é", "।", "?\u200b "]
ENDS = re.compile(
    rf"[{characters.MARKS}]+[{re.escape(characters.CLOSERS)}]*(?=[{IGNORABLE}]*\s)"
    rf"|[{characters.WIDE_MARKS}]+[{re.escape(characters.CLOSERS)}]*"
    r"|\n\s*\n|\n"
)


@given(st.lists(st.sampled_from(MARKS), max_size=14).map("".join))
def test_ends_of_sentences_are_found_by_their_first_character(text: str) -> None:
    assert [match.span() for match in sentences._END.finditer(text)] == [match.span() for match in ENDS.finditer(text)]


SPEECH = ["‘", "’", "'", " ", "a", "é", ".", ",", "\n", "so he said it was", "(", "x" * 1000, "“"]


@given(st.lists(st.sampled_from(SPEECH), max_size=14).map("".join))
def test_single_marks_are_found_from_the_mark(text: str) -> None:
    found = [(span.start, span.end) for span in quotes._single(text)]
    assert found == [match.span() for match in quotes._SINGLE.finditer(text)]


# --- what is looked for before a pattern is tried -----------------------------------------------------------------------


ENDINGS = ["Mr", "mr", "St", "approx", "Approximately", "U.S", "p.m", "C", "c", "a.b.c", "Sept", "sept", "_No", "No",
           "4", "é", "Éa", "Jan", "jan", " ", "\u00a0", "-", "(", "'", ".", "²", "ф", "word"]  # fmt: skip


@given(st.lists(st.sampled_from(ENDINGS), max_size=5).map("".join))
def test_abbreviations_are_those_of_one_pattern(ending: str) -> None:
    shown = (ending + ".")[-sentences._LOOK_BACK :]
    assert sentences._is_abbreviated(shown) == (ABBREVIATED.search(shown) is not None)


def test_letters_that_pass_for_others_where_case_makes_no_difference() -> None:
    letters = re.compile("[a-z]", re.IGNORECASE)
    odd = {chr(point) for point in range(128, 0x110000) if letters.fullmatch(chr(point))}
    assert odd == {char for char in map(chr, range(0x110000)) if lines._ODD_CASE.fullmatch(char)}


def test_whatever_is_reported_as_hidden_is_suspect() -> None:
    patterns = (hidden._SOFT_HYPHEN, hidden._ZERO_WIDTH, hidden._BIDI, hidden._FULL_WIDTH, FOREIGN)
    for char in map(chr, range(128, 0x110000)):
        if any(pattern.search(f"a{char}{char}b") for pattern in patterns):
            assert hidden._SUSPECT.search(char), hex(ord(char))


STOCK = [
    "All rights reserved", "This story may not be published", "© 2020", "(c) Agency", "Copyright 2021",
    "contributed to this report", "contributed additional reporting", "Reporting by Ann Bee", "Sign up for our newsletter",
    "sign me up", "SUBSCRIBE to my updates", "Follow us", "please follow them on Twitter", "Advertisement", "Related: x",
    "Read more", "read also", "agree to our terms of service", "subject to the privacy policy", "our cookie policy",
    "Terms of Use", "may not be reproduced, broadcast", "ſubſcribe", "copyrıght by", "contributed reporting", "Follow @us on X",
    "Follow the news on Facebook", "follow us all on instagram", "accept to the terms of use", "ſubject to the cooKie policy",
    "terms of service and the privacy policy", "contributed to this article", "sign up to our alerts",
]  # fmt: skip
CREDITS = [
    "(AP Photo/X)", "(x/pool)", "(image: y)", "(Foto z)", "REUTERS/A", "x via PA", "/dpa", "AFP Images |", "FILE - x",
    "File photo", "Picture by y", "Bild: z", "Crédit photo: x", "Caption: y", "photos courtesy", "(picture by the author)",
    "(illustration)", "Credit: y", "(Pool)", "/AFP", "| Getty Photos", "Shutterstock\tImages", "Photo courtesy", "file photo",
    ", photos by", "Pool photo by", "photo courtesy", "this old file photo", "PHOTO by", "Photo credit:", "(a photo)",
    "(a photo/Ann)", "File - x", "Image:", "(Ann/Sputnik", "(TASS)", "AP  Photo ",
]  # fmt: skip


@given(st.lists(st.sampled_from([*STOCK, *CREDITS, " ", ". ", "word "]), max_size=4).map("".join), st.integers(0, 60))
def test_what_is_looked_for_stands_in_every_line_that_matches(line: str, words: int) -> None:
    wanted = [number for _, number in lines._WANTED.places(line)]
    if lines._CREDIT.search(line):
        assert not lines._OF_CREDITS.isdisjoint(wanted)
        assert lines._may_be_credit(line)
    if lines._STOCK.search(line):
        assert lines._may_be_stock(line)


@pytest.mark.parametrize("line", STOCK + CREDITS)
def test_each_of_these_lines_matches(line: str) -> None:
    """Or the test above would show nothing."""
    assert lines._STOCK.search(line + " ") or lines._CREDIT.search(line)
