"""Reading sources: what a thing is gets decided by looking at it, and nothing bad stops the rest."""

from __future__ import annotations

import gzip
import io
import json
import sys
from pathlib import Path
from unittest import mock

import pytest

from dedup.config import IngestLimits
from dedup.ingest import Source, read
from dedup.ingest.reader import read_steps
from dedup.ingest.tasks import finish
from dedup.model import Article, Medium, MetaSource, Rejection
from tests.ingest_factories import (
    LEAD,
    LIMITS,
    SECOND,
    STORY,
    TITLE,
    articles,
    json_ld,
    jsonl,
    only,
    page,
    read_all,
    rejections,
    source,
    story,
    write,
)

# --- what it is -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["a.html", "a.txt", "a", "a.jsonl", "a.md"])
def test_a_page_is_a_page_whatever_its_name(tmp_path: Path, name: str) -> None:
    article = only(read_all(write(tmp_path / name, page())))
    assert article.capture.medium is Medium.PAGE
    assert article.text == "\n\n".join(STORY)
    assert article.key == article.capture.source == (tmp_path / name).as_posix()
    assert article.uri is None


@pytest.mark.parametrize("name", ["a.html", "a.txt", "a"])
def test_text_is_text_whatever_its_name(tmp_path: Path, name: str) -> None:
    article = only(read_all(write(tmp_path / name, story())))
    assert article.capture.medium is Medium.TEXT
    assert article.text == story()


@pytest.mark.parametrize("name", ["a.jsonl", "a.ndjson", "a.txt", "a", "a.html", "a.json"])
def test_records_are_records_whatever_their_name(tmp_path: Path, name: str) -> None:
    path = write(tmp_path / name, jsonl({"id": "1", "text": story(1)}, {"id": "2", "text": story(2)}))
    assert [article.key for article in articles(read_all(path))] == ["1", "2"]


def test_one_record_on_one_line_is_a_record(tmp_path: Path) -> None:
    article = only(read_all(write(tmp_path / "a.json", json.dumps({"id": "1", "text": story()}))))
    assert (article.key, article.capture.medium) == ("1", Medium.RECORD)


def test_a_record_over_several_lines_and_a_list_of_records_are_read(tmp_path: Path) -> None:
    assert only(read_all(write(tmp_path / "one.json", json.dumps({"id": "1", "text": story()}, indent=2)))).key == "1"
    listed = write(
        tmp_path / "many.json", json.dumps([{"id": "1", "text": story(1)}, {"id": "2", "text": story(2)}, 3])
    )
    found = read_all(listed)
    assert [article.key for article in articles(found)] == ["1", "2"]
    assert [rejection.source for rejection in rejections(found)] == [f"{listed.as_posix()}:3"]


def test_text_that_begins_with_a_bracket_is_text(tmp_path: Path) -> None:
    text = f"[Update] {LEAD}\n\n{{sic}} {SECOND}"
    assert only(read_all(write(tmp_path / "a.txt", text))).text == text


@pytest.mark.parametrize("name", ["a.txt.gz", "a.html.gz", "a.jsonl.gz", "packed"])
def test_packed_files_are_unpacked(tmp_path: Path, name: str) -> None:
    content = {"a.html.gz": page(), "a.jsonl.gz": jsonl({"text": story()})}.get(name, story())
    assert LEAD in only(read_all(write(tmp_path / name, gzip.compress(content.encode())))).text


def test_packed_members_one_after_another_are_one_stream(tmp_path: Path) -> None:
    packed = b"".join(gzip.compress(jsonl({"id": n, "text": story(n)}).encode()) for n in range(3)) + b"\0" * 9
    assert [article.key for article in articles(read_all(write(tmp_path / "a.jsonl.gz", packed)))] == ["0", "1", "2"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32", "utf-8-sig"])
@pytest.mark.parametrize("content", [page(), story(), jsonl({"text": story()})], ids=["page", "text", "records"])
def test_wide_encodings_are_read(tmp_path: Path, encoding: str, content: str) -> None:
    assert LEAD in only(read_all(write(tmp_path / "a", content.encode(encoding)))).text


@pytest.mark.parametrize("depth", [101, 960, 990, 5_000])
def test_a_record_of_a_document_that_is_nested_too_deep_is_named(tmp_path: Path, depth: int) -> None:
    deep = f'{{"id": "2", "text": {json.dumps(story(2))}, "more": {"[" * depth}{"]" * depth}}}'
    path = write(tmp_path / "a.json", f"[{json.dumps({'id': '1', 'text': story(1)})}, {deep}]")
    assert "nested too deep" in rejections(read_all(path))[0].reason


def test_numbers_beyond_all_bounds_and_nested_lists_are_kept_as_json_has_them(tmp_path: Path) -> None:
    line = f'{{"text": {json.dumps(story())}, "far": [1e999, -1e999, 1.5], "deep": {"[" * 90}7{"]" * 90}}}'
    article = only(read_all(write(tmp_path / "a.jsonl", line)))
    assert article.metadata["far"] == [None, None, 1.5]
    assert json.dumps(article.metadata["deep"]) == "[" * 90 + "7" + "]" * 90


def test_names_and_titles_without_end_are_cut(tmp_path: Path) -> None:
    endless = "Ida Renner, " * 100_000
    fields = dict.fromkeys(("title", "publisher", "author"), endless)
    article = only(read_all(write(tmp_path / "a.jsonl", jsonl({"id": "1", "text": story(), **fields}))))
    head = json_ld(headline=endless, publisher={"name": endless}, author={"name": endless})
    other = only(read_all(write(tmp_path / "a.html", page(head=head))))
    for claim in (article.title, article.publisher, article.byline, other.title, other.publisher, other.byline):
        assert claim is not None
        assert endless.startswith(claim.value)
        assert 900 < len(claim.value) <= 1_000


def test_standard_input_that_is_closed_is_named() -> None:
    with mock.patch.object(sys, "stdin", None):
        (rejection,) = read([Source("-", None)], LIMITS)
    assert isinstance(rejection, Rejection)
    assert rejection.reason == "is standard input, which is closed; name a file, or send something in"


def test_standard_input_is_read_and_named(tmp_path: Path) -> None:
    found = list(read([Source("-", None)], LIMITS, stdin=io.BytesIO(jsonl({"text": story()}, "{").encode())))
    assert isinstance(found[0], Article)
    assert found[0].key == "-:1"
    assert isinstance(found[1], Rejection)
    assert found[1].source == "-:2"


def test_every_byte_read_is_told(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", jsonl(*({"id": n, "text": story(n)} for n in range(2000))))
    sizes: list[int] = []
    found = list(read([source(path)], LIMITS, on_bytes=sizes.append))
    assert len(articles(found)) == 2000
    assert sum(sizes) == path.stat().st_size
    assert len(sizes) > 1


def test_every_byte_of_a_page_is_told_though_it_is_read_where_its_article_is_made(tmp_path: Path) -> None:
    path = write(tmp_path / "a.html", page() + " " * 700_000)
    sizes: list[int] = []
    assert len(articles(list(read([source(path)], LIMITS, on_bytes=sizes.append)))) == 1
    assert sum(sizes) == path.stat().st_size


def test_a_page_that_is_gone_or_has_grown_when_its_turn_comes_costs_itself_alone(tmp_path: Path) -> None:
    gone, grown, kept = (write(tmp_path / f"{name}.html", page()) for name in ("gone", "grown", "kept"))
    steps = list(read_steps([source(path) for path in (gone, grown, kept)], IngestLimits(max_bytes=100_000)))
    gone.unlink()
    grown.write_text(page() + " " * 200_000)
    first, second, third = finish(steps, lambda made: [None] * len(made))
    assert isinstance(first, Rejection)
    assert first.source == gone.as_posix()
    assert first.reason.startswith("cannot be opened")
    assert isinstance(second, Rejection)
    assert "is larger than 100,000 bytes" in second.reason
    assert not isinstance(third, Rejection)


# --- records ----------------------------------------------------------------------------------------------------------


def test_all_fields_of_a_record_are_taken(tmp_path: Path) -> None:
    record = {
        "id": 17,
        "url": "https://www.courier.example/landing",
        "title": f" {TITLE}\n",
        "text": story(),
        "published": "2026-03-04T10:30:00+01:00",
        "modified": 1772620200,
        "first_seen": "Wed, 04 Mar 2026 12:00:00 GMT",
        "publisher": "Marlow Courier",
        "author": ["Ida Brook", "Jon Vale"],
        "language": "en-GB",
        "desk": {"name": "harbour"},
        "rank": None,
    }
    path = write(tmp_path / "a.jsonl", jsonl(record))
    article = only(read_all(path))
    assert article.key == "17"
    assert article.uri == "https://www.courier.example/landing"
    assert article.domain == "courier.example"
    assert article.capture.source == f"{path.as_posix()}:1"
    for claim, value in (
        (article.title, TITLE),
        (article.publisher, "Marlow Courier"),
        (article.byline, "Ida Brook, Jon Vale"),
        (article.language, "en"),
    ):
        assert claim is not None
        assert (claim.value, claim.source) == (value, MetaSource.GIVEN)
    assert article.published is not None
    assert article.published.iso == "2026-03-04T10:30:00+01:00"
    assert article.modified is not None
    assert article.modified.iso == "2026-03-04T10:30:00+00:00"
    assert article.first_seen is not None
    assert article.first_seen.iso == "2026-03-04T12:00:00+00:00"
    assert article.metadata == {"desk": {"name": "harbour"}}


def test_the_key_is_the_id_else_the_url_else_the_place(tmp_path: Path) -> None:
    url = "https://courier.example/2"
    path = write(
        tmp_path / "a.jsonl",
        jsonl({"id": "x", "url": url, "text": story()}, {"url": url, "text": story()}, {"text": story()}),
    )
    assert [article.key for article in articles(read_all(path))] == ["x", url, f"{path.as_posix()}:3"]


def test_text_is_the_body_and_the_page_fills_what_is_missing(tmp_path: Path) -> None:
    head = json_ld(headline="From the page", datePublished="2026-03-04T10:30:00Z", author={"name": "Ida Brook"})
    record = {"id": "1", "text": story(), "html": page(*STORY[:2], head=head), "title": "Given"}
    article = only(read_all(write(tmp_path / "a.jsonl", jsonl(record))))
    assert article.text == story()
    assert article.title is not None
    assert article.title.value == "Given"
    assert article.byline is not None
    assert (article.byline.value, article.byline.source) == ("Ida Brook", MetaSource.JSON_LD)
    assert article.published is not None
    assert article.published.source is MetaSource.JSON_LD


def test_a_record_with_a_page_is_extracted(tmp_path: Path) -> None:
    article = only(
        read_all(write(tmp_path / "a.jsonl", jsonl({"id": "1", "url": "https://c.example/1", "html": page()})))
    )
    assert article.text == "\n\n".join(STORY)
    assert article.capture.medium is Medium.RECORD
    assert article.uri == "https://c.example/1"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"id": "x", "text": ', "not JSON"),
        ("plain words", "not JSON"),
        ('{"text": NaN}', "not JSON"),
        ("[1, 2]", "a list"),
        ("null", "null"),
        ("[" * 200_000, "nested too deep"),
        *(
            (f'{{"id": "x", "text": {json.dumps(story())}, "more": {opening * depth}0{closing * depth}}}', "too deep")
            for depth in (101, 700, 960, 990, 5_000)
            for opening, closing in ("[]", ('{"a": ', "}"))
        ),
        ('{"id": "x"}', "neither `text` nor `html`"),
        ('{"id": "x", "text": ""}', "empty `text`"),
        ('{"id": "x", "text": 5}', "a number in `text`"),
        ('{"id": "x", "html": ["<p>"]}', "a list in `html`"),
        (json.dumps({"id": ["x"], "text": story()}), "a list in `id`"),
        (json.dumps({"id": "x" * 5000, "text": story()}), "5,000 characters"),
        (json.dumps({"id": "x", "text": story(), "title": {"a": 1}}), "an object in `title`"),
        (json.dumps({"id": "x", "text": story(), "published": ["2026"]}), "a list in `published`"),
        (json.dumps({"id": "x", "text": story(), "modified": True}), "true or false in `modified`"),
        (json.dumps({"id": "x", "text": "Too short."}), "2 words"),
    ],
)
def test_a_broken_line_is_named_and_the_rest_goes_on(tmp_path: Path, line: str, reason: str) -> None:
    path = write(tmp_path / "a.jsonl", jsonl({"id": "1", "text": story(1)}, line, {"id": "3", "text": story(3)}))
    found = read_all(path)
    assert [article.key for article in articles(found)] == ["1", "3"]
    (rejection,) = rejections(found)
    assert rejection.source == f"{path.as_posix()}:2"
    assert reason in rejection.reason


def test_a_broken_first_line_does_not_hide_a_data_set(tmp_path: Path) -> None:
    for name in ("a.jsonl", "a.txt"):
        path = write(
            tmp_path / name, jsonl('{"id": "1", "text"', {"id": "2", "text": story(2)}, {"id": "3", "text": story(3)})
        )
        found = read_all(path)
        assert [rejection.source for rejection in rejections(found)] == [f"{path.as_posix()}:1"]
        assert len(articles(found)) == 2


def test_blank_lines_are_counted_and_passed_over(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", jsonl("", {"text": story()}, "  ", "{"))
    found = read_all(path)
    assert [article.key for article in articles(found)] == [f"{path.as_posix()}:2"]
    assert [rejection.source for rejection in rejections(found)] == [f"{path.as_posix()}:4"]


@pytest.mark.parametrize("value", ["3000-01-01", "1066-10-14", "soon", 99999999999999])
def test_an_impossible_date_is_dropped_with_a_finding_and_the_article_kept(tmp_path: Path, value: object) -> None:
    article = only(read_all(write(tmp_path / "a.jsonl", jsonl({"id": "1", "text": story(), "published": value}))))
    assert article.published is None
    assert [finding.code for finding in article.findings] == ["date_refused"]
    assert str(value) in article.findings[0].detail


def test_a_second_text_under_one_id_is_refused_and_a_repeat_is_not(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", jsonl(*({"id": "1", "text": story(n)} for n in (1, 2, 1))))
    found = read_all(path)
    assert [article.text for article in articles(found)] == [story(1), story(1)]
    (rejection,) = rejections(found)
    assert rejection.source == f"{path.as_posix()}:2"
    assert f"{path.as_posix()}:1" in rejection.reason


def test_a_line_past_the_limit_is_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", jsonl({"id": "1", "text": "x" * 900_000}, {"id": "2", "text": story()}))
    found = read_all(path, IngestLimits(max_line_bytes=10_000))
    assert [article.key for article in articles(found)] == ["2"]
    assert [rejection.source for rejection in rejections(found)] == [f"{path.as_posix()}:1"]


def test_control_characters_and_lone_surrogates_reach_no_field(tmp_path: Path) -> None:
    record = {
        "id": "a\x1b[31m\nb",
        "title": "\x1b]0;x\x07 " + TITLE,
        "text": "\ud83d " + story() + "\0",
        "note": ["\ud83d", {"\x1b": 1}],
    }
    article = only(read_all(write(tmp_path / "a.jsonl", jsonl(record))))
    for value in (
        article.key,
        article.text,
        article.title.value if article.title else "",
        json.dumps(article.metadata, ensure_ascii=False),
    ):
        assert value.encode()
        assert "\x1b" not in value
        assert "\0" not in value
