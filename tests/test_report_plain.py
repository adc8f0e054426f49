from __future__ import annotations

import csv
import io
import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.report.plain import counted, percent, plain, shorten, shorten_name
from dedup.report.writers import Format, cell, json_text, write_records

ANY_TEXT = st.text(st.characters(codec=None), max_size=60)
BIDI = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def harmless(text: str) -> bool:
    return all(
        unicodedata.category(char) not in {"Cc", "Cs", "Zl", "Zp"} and char not in BIDI for char in text if char != "\n"
    )


@given(ANY_TEXT)
def test_plain_leaves_nothing_that_a_terminal_obeys(text: str) -> None:
    cleaned = plain(text)
    assert harmless(cleaned)
    assert "\n" not in cleaned
    assert plain(cleaned) == cleaned
    cleaned.encode()


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("a\x1b[31mb\x1b[0m", "a[31mb[0m"),
        ("a\x9b2Jb", "a2Jb"),
        ("one\r\ntwo\tthree\u2028four", "one two three four"),
        ("so\xadft zero\u200bwidth \u202etxet", "soft zerowidth txet"),
        ("half \ud800", "half \ufffd"),
        ("Größe – naïve 新聞 👩‍🚒", "Größe – naïve 新聞 👩‍🚒"),
        ("[bold]kept[/bold] :boom:", "[bold]kept[/bold] :boom:"),
    ],
)
def test_plain_keeps_words_as_they_are(given_text: str, expected: str) -> None:
    assert plain(given_text) == expected


@given(ANY_TEXT)
def test_json_escapes_what_a_terminal_obeys_and_keeps_the_value(text: str) -> None:
    written = json_text({"text": text})
    assert harmless(written)
    repaired = "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in text)
    assert json.loads(written) == {"text": repaired}


@given(st.lists(ANY_TEXT, max_size=4))
def test_csv_has_no_formula_no_control_and_the_right_number_of_cells(texts: list[str]) -> None:
    stream = io.StringIO()
    columns = [f"c{index}" for index in range(len(texts) + 1)]
    write_records([dict(zip(columns, [*texts, 1], strict=True))], Format.CSV, stream, columns)
    rows = list(csv.reader(io.StringIO(stream.getvalue())))
    assert [len(row) for row in rows] == [len(columns)] * 2
    assert all(not value.lstrip(" ").startswith(("=", "+", "-", "@", "\t")) for value in rows[1])
    assert harmless(stream.getvalue().replace("\t", " "))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, ""),
        (True, "true"),
        (False, "false"),
        (-0.5, -0.5),
        (0, 0),
        ("=1+1", "'=1+1"),
        ("  @import", "'  @import"),
        ("＝cmd", "'＝cmd"),
        ("a=b", "a=b"),
        (["bands", "samples"], "bands | samples"),
        (["=x"], "'=x"),
        ([], ""),
        ({}, ""),
        ({"é": 1}, '{"é": 1}'),
        ([{"code": "x"}], '[{"code": "x"}]'),
    ],
)
def test_cell(value: object, expected: object) -> None:
    assert cell(value) == expected


def test_an_empty_listing_is_valid_in_every_format() -> None:
    written = {}
    for form in (Format.JSON, Format.JSONL, Format.CSV):
        stream = io.StringIO()
        assert write_records([], form, stream, ("a", "b")) == 0
        written[form] = stream.getvalue()
    assert written == {Format.JSON: "[]\n", Format.JSONL: "", Format.CSV: "a,b\n"}


def test_lengths_are_kept() -> None:
    assert shorten("abcdef", 6) == "abcdef"
    assert shorten("abc def", 5) == "abc…"
    assert shorten_name("folder/a-very-long-name.html", 16) == "folde…-name.html"
    assert len(shorten_name("x" * 50, 13)) == 13


@given(st.floats(0, 1))
def test_percent_says_all_and_nothing_only_where_it_is_so(share: float) -> None:
    assert (percent(share) == "100 %") == (share == 1)
    assert (percent(share) == "0 %") == (share == 0)


def test_counted() -> None:
    assert [counted(1, "story", "stories"), counted(2, "story", "stories"), counted(1200, "word")] == [
        "1 story",
        "2 stories",
        "1,200 words",
    ]
