"""Tables: CSV and its kin, and Parquet; the columns of a table become the fields of a record."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from unittest import mock

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.config import IngestLimits
from dedup.errors import UsageError
from dedup.ingest import NO_COLUMNS, Columns, Source, parse_columns, read
from dedup.model import Article, MetaSource, Rejection
from tests.ingest_factories import (
    LEAD,
    LIMITS,
    STORY,
    articles,
    jsonl,
    page,
    read_all,
    rejections,
    source,
    story,
    write,
)

HEADER = ("link", "Headline", "body", "date", "desk")


def rows(count: int) -> list[tuple[str, ...]]:
    return [
        (f"https://c.example/{n}", f'Piles, "rotten" {n}', story(n), f"2026-03-0{n}", "harbour")
        for n in range(1, count + 1)
    ]


def table(*lines: Sequence[str], delimiter: str = ",", header: Sequence[str] = HEADER) -> str:
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter).writerows((header, *lines))
    return stream.getvalue()


def read_with(path: Path, columns: Columns, limits: IngestLimits = LIMITS) -> list[Article | Rejection]:
    return list(read([source(path)], limits, columns=columns))


# --- CSV --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("name", ["a.csv", "a.tsv", "a.txt", "a"])
def test_a_table_is_read_by_the_names_of_its_columns(tmp_path: Path, delimiter: str, name: str) -> None:
    path = write(tmp_path / name, table(*rows(2), delimiter=delimiter))
    found = read_all(path)
    assert rejections(found) == []
    first = articles(found)[0]
    assert (first.key, first.uri, first.text) == ("https://c.example/1", "https://c.example/1", story(1))
    assert first.title is not None
    assert (first.title.value, first.title.source) == ('Piles, "rotten" 1', MetaSource.GIVEN)
    assert first.published is not None
    assert first.published.iso == "2026-03-01"
    assert first.metadata == {"desk": "harbour"}
    assert first.capture.source == f"{path.as_posix()}:2"
    # the first row's text has paragraphs, so that it fills lines 2 to 10
    assert articles(found)[1].capture.source == f"{path.as_posix()}:11"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_every_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    text = "Das Café an der Brücke schließt – für zwei Winter. " + story()
    path = write(tmp_path / "a.csv", table(("u", "t", text, "", ""), delimiter=";").encode(encoding))
    (article,) = articles(read_all(path))
    assert article.text == text


def test_a_stray_byte_of_another_encoding_costs_no_row(tmp_path: Path) -> None:
    content = table(*rows(2)).encode().replace(b"rotten", b"r\xf6tten", 1)
    found = articles(read_all(write(tmp_path / "a.csv", content)))
    assert [article.title.value for article in found if article.title] == ['Piles, "rötten" 1', 'Piles, "rotten" 2']


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_a_table_whose_lines_end_as_on_old_macs_is_read(tmp_path: Path, encoding: str) -> None:
    rows = [("id", "text"), ("1", f"{story(1)} Café"), ("2", f"{story(2)} Café")]
    content = "".join(f'{key},"{text}"\r' for key, text in rows).replace("\n", "\r")
    found = read_all(write(tmp_path / "a.csv", content.encode(encoding)))
    assert [(article.key, article.text) for article in articles(found)] == rows[1:]


def test_a_packed_table_and_one_from_standard_input_are_read() -> None:
    content = "sep=;\r\n" + table(*rows(1), delimiter=";")
    found = list(read([Source("-", None)], LIMITS, stdin=io.BytesIO(content.encode())))
    assert [article.capture.source for article in articles(found)] == ["-:3"]


def test_a_column_of_pages_is_extracted(tmp_path: Path) -> None:
    content = table(("https://c.example/1", page()), header=("url", "raw_html"))
    (article,) = articles(read_all(write(tmp_path / "a.csv", content)))
    assert article.text == "\n\n".join(STORY)


def test_a_field_s_own_name_goes_before_others(tmp_path: Path) -> None:
    content = table(("1", story(), "A summary of it.", "Courier"), header=("id", "text", "content", "source"))
    (article,) = articles(read_all(write(tmp_path / "a.csv", content)))
    assert article.text == story()
    assert article.metadata == {"content": "A summary of it."}
    assert article.publisher is not None
    assert article.publisher.value == "Courier"


def test_what_the_user_says_of_columns_goes_before_their_names(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", table(("x", "y", story(1), story(2)), header=("a", "b", "text", "c d")))
    (article,) = articles(read_with(path, parse_columns(" text = c d, id=b")))
    assert (article.key, article.text) == ("y", story(2))
    assert article.metadata == {"a": "x", "column text": story(1)}
    (refused,) = rejections(read_with(path, parse_columns("text=e")))
    assert refused.reason == "has no column 'e'; its columns are 'a', 'b', 'text', 'c d'"


@pytest.mark.parametrize("option", ["text", "text=", "=a", "colour=a", "text=a,text=b", "text:a"])
def test_columns_that_make_no_sense_are_wrong_usage(option: str) -> None:
    with pytest.raises(UsageError, match="--columns"):
        parse_columns(option)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("a,b\n1,2\n", "has no column for the text of an article among 'a', 'b'; say which with --columns text=NAME"),
        (",".join(f"c{n}" for n in range(50)) + "\n1\n", "'c11' and 38 more; say which"),
        (",".join(["x"] * 30_000) + "\n1\n", "has more than 10,000 columns"),
    ],
)
def test_a_header_that_does_not_help_is_refused(tmp_path: Path, content: str, reason: str) -> None:
    (refused,) = rejections(read_all(write(tmp_path / "a.csv", content)))
    assert reason in refused.reason


def test_prose_with_commas_is_text(tmp_path: Path) -> None:
    text = f"Text, title and body, link or date: that is all.\n\n{LEAD}"
    assert articles(read_all(write(tmp_path / "a.txt", text)))[0].text == text


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("u,t", "has 2 cells where the header has 5"),
        ("u,t,x,d,e,f", "has 6 cells where the header has 5"),
        ("u,t,too short,,", "2 words"),
        ("u,t,,,", "has neither `text` nor `html`"),
        ("u,t," + "x" * 60_000 + ",,", "is a row of more than 50,000 bytes"),
        ('u,t,"' + "word\n" * 12_000 + '",,', "is a row of more than 50,000 bytes"),
        ("u,a\rb,c,,", "cannot be split into cells: a line break (CR) stands in it without quotation marks"),
    ],
)
def test_a_bad_row_is_named_and_the_rest_is_read(tmp_path: Path, row: str, reason: str) -> None:
    one, three = rows(3)[::2]
    before = table(one)
    path = write(tmp_path / "a.csv", before + row + "\r\n" + table(three).partition("\n")[2])
    found = read_all(path, IngestLimits(max_line_bytes=50_000))
    assert {"https://c.example/1", "https://c.example/3"} <= {article.key for article in articles(found)}
    refused = rejections(found)
    assert refused[0].source == f"{path.as_posix()}:{before.count(chr(10)) + 1}"
    assert reason in refused[0].reason


def test_cells_past_the_header_that_are_empty_and_blank_lines_are_no_harm(tmp_path: Path) -> None:
    content = "link,body\n\nhttps://c.example/1," + story().replace("\n\n", " ").replace(",", "") + ",,\n\n"
    (article,) = articles(read_all(write(tmp_path / "a.csv", content)))
    assert article.key == "https://c.example/1"


def test_a_row_behind_an_open_quotation_mark_is_not_taken_with_what_follows(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", 'link,body\nu1,plain text\nu2,"' + story() + "\nu3," + story() + "\n")
    found = read_all(path)
    assert articles(found) == []
    assert [item.source.rpartition(":")[2] for item in rejections(found)] == ["2", "3"]
    assert "opens a quotation mark that is never closed" in rejections(found)[1].reason


def test_two_texts_under_one_key_are_refused(tmp_path: Path) -> None:
    one = rows(1)[0]
    found = read_all(write(tmp_path / "a.csv", table(one, (one[0], "", story(9), "", ""), one)))
    assert len(articles(found)) == 2
    assert "the same key" in rejections(found)[0].reason


@given(st.text(st.characters(codec="utf-8"), max_size=200))
def test_any_row_is_read_or_refused(noise: str) -> None:
    content = (table(*rows(1)) + noise).encode()
    found = list(read([Source("-", None)], LIMITS, stdin=io.BytesIO(content)))
    assert found


# --- Parquet ----------------------------------------------------------------------------------------------------------


def parquet(path: Path, columns: dict[str, object], **options: object) -> Path:
    pq.write_table(pa.table(columns), path, **options)
    return path


def test_a_parquet_table_is_read(tmp_path: Path) -> None:
    path = parquet(
        tmp_path / "a.bin",
        {
            "doc_id": [7.0, None, 9.0],
            "content": [story(1), story(2), story(3)],
            "published_at": [datetime(2026, 3, 4, 10, 30, tzinfo=UTC)] * 3,
            "day": [date(2026, 3, 4)] * 3,
            "rank": [1.5, float("nan"), None],
            "price": [Decimal("1.20")] * 3,
            "tags": [["a", "b"], [], None],
            "place": [{"name": "quay"}] * 3,
        },
    )
    found = read_all(path)
    assert rejections(found) == []
    first, second, _ = articles(found)
    assert [article.key for article in articles(found)] == ["7", f"{path.as_posix()}:2", "9"]
    assert first.text == story(1)
    assert first.published is not None
    assert first.published.iso == "2026-03-04T10:30:00+00:00"
    assert first.metadata == {
        "day": "2026-03-04", "rank": 1.5, "price": "1.20", "tags": ["a", "b"], "place": {"name": "quay"}
    }  # fmt: skip
    assert "rank" not in second.metadata


def test_a_large_parquet_table_and_binary_columns_are_read(tmp_path: Path) -> None:
    path = parquet(
        tmp_path / "a.parquet",
        {"url": [f"https://c.example/{n}" for n in range(100)], "html": [page().encode()] * 100},
        row_group_size=30,
    )
    assert [article.key for article in articles(read_all(path))] == [f"https://c.example/{n}" for n in range(100)]


def test_a_damaged_parquet_table_is_refused(tmp_path: Path) -> None:
    path = parquet(tmp_path / "a.parquet", {"text": [story(n) for n in range(50)]}, compression="gzip")
    content = path.read_bytes()
    for damaged, reason in (
        (content[:-20], "ends too early"),
        (content[:200] + bytes(90) + content[290:], "is damaged after row 0"),
        (content[:-8] + b"\xff\xff\xff\x7f" + content[-4:], "description of more than"),
        (content[:-60] + bytes(50) + content[-10:], "is a damaged Parquet table|is damaged after"),
    ):
        (refused,) = rejections(read_all(write(tmp_path / "b.parquet", damaged)))
        assert any(part in refused.reason for part in reason.split("|")), refused.reason


def test_a_parquet_bomb_and_a_row_too_large_are_refused(tmp_path: Path) -> None:
    path = parquet(tmp_path / "a.parquet", {"text": ["a" * 9_000_000]}, compression="zstd", use_dictionary=False)
    (bomb,) = rejections(read_all(path, IngestLimits(max_bytes=1_000_000)))
    assert "200 times" in bomb.reason
    (large,) = rejections(read_all(path, IngestLimits(max_line_bytes=1_000_000)))
    assert (large.source, large.reason) == (f"{path.as_posix()}:1", "is a row of more than 1 MB")


def test_without_pyarrow_the_extra_is_named(tmp_path: Path) -> None:
    path = parquet(tmp_path / "a.parquet", {"text": [story()]})
    with mock.patch.dict(sys.modules, {"pyarrow": None}):
        (refused,) = rejections(read_all(path))
    assert "pip install 'dedup[tables]'" in refused.reason


def test_other_columns_of_parquet_can_be_named(tmp_path: Path) -> None:
    path = parquet(tmp_path / "a.parquet", {"w": [story()], "v": ["x"]})
    assert [article.key for article in articles(read_with(path, parse_columns("text=w,id=v")))] == ["x"]
    assert "no column for the text" in rejections(read_with(path, NO_COLUMNS))[0].reason


def test_records_are_no_table(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", jsonl({"id": "1", "text": story(1)}, {"id": "2", "text": story(2)}))
    assert [article.key for article in articles(read_all(path))] == ["1", "2"]
