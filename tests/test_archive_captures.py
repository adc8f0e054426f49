"""Captures in the archive: when an article was first seen is its earliest capture, whichever comes first."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from dedup.archive import Archive
from dedup.model import Article
from tests.capture_factories import address, http, numbered, record
from tests.cli_factories import dedup
from tests.ingest_factories import STORY, articles, page, read_all, write

NONE = "0 stories of two or more of them"
DAYS = ("2026-03-04T10:30:00Z", "2026-03-05T10:30:00Z", "2026-03-09T10:30:00Z")


def capture(folder: Path, day: str) -> Article:
    (article,) = articles(read_all(write(folder / "a.warc", record(http(page()), WARC_Date=day))))
    return article


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_the_earliest_capture_tells_when_an_article_was_first_seen(tmp_path: Path, order: tuple[int, ...]) -> None:
    with Archive.open(str(tmp_path / "a.db")) as archive:
        for number in order:
            archive.ingest([capture(tmp_path, DAYS[number])])
    (held,) = dedup("export", "articles", "--db", tmp_path / "a.db").lines()
    assert held["first_seen"] == "2026-03-04T10:30:00+00:00"


def test_a_later_capture_changes_nothing(tmp_path: Path) -> None:
    with Archive.open(str(tmp_path / "a.db")) as archive:
        assert archive.ingest([capture(tmp_path, DAYS[0])]).stored == 1
        assert archive.ingest([capture(tmp_path, DAYS[1])]).unchanged == 1
        assert archive.ingest([capture(tmp_path, DAYS[0])]).unchanged == 1


def test_an_archive_of_the_web_through_the_command_line(tmp_path: Path) -> None:
    cut = record(http(numbered(3)), uri=address(3))
    whole = record(http(page())), record(http(page(), status="404 Not Found"), uri=address(2))
    path = write(tmp_path / "a.warc", b"".join((*whole, cut))[:-300])
    db = tmp_path / "a.db"
    done = dedup("ingest", path, "--db", db)
    assert done.code == 3
    assert done.out == f"Read 2: 1 stored, 0 unchanged, 0 revised, 1 rejected.\n{db} now holds 1 article, and {NONE}.\n"
    place = len(b"".join(whole))
    assert done.err == f"rejected {path}:{place}: ends 296 bytes before its length\n"
    again = dedup("ingest", path, "--db", db, "--format", "json").json()
    assert (again["unchanged"], again["rejected"][0]["source"]) == (1, f"{path}:{place}")
    (held,) = dedup("export", "articles", "--db", db).lines()
    assert (held["id"], held["url"], held["first_seen"]) == (address(1), address(1), "2026-03-04T10:30:00+00:00")


def test_columns_of_a_table_through_the_command_line(tmp_path: Path) -> None:
    text = STORY[0].replace(",", "")
    path = write(tmp_path / "a.csv", f"nr,words\n7,{text}\n")
    db = tmp_path / "a.db"
    done = dedup("ingest", path, "--columns", "id=nr,text=words", "--db", db)
    assert (done.code, done.err) == (0, "")
    assert [line["id"] for line in dedup("export", "articles", "--db", db).lines()] == ["7"]
    wrong = dedup("ingest", path, "--columns", "colour=nr", "--db", db)
    assert (wrong.code, wrong.out) == (2, "")
    assert wrong.err == (
        "dedup: --columns takes FIELD=COLUMN, separated by commas, not 'colour=nr'; fields are text, html, url, title, "
        "published, modified, first_seen, publisher, author, language, id.\n"
    )
