"""One page, many spellings: what an archive makes of them, and what it made of them before."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from dedup.archive import Archive
from dedup.archive.addresses import BEFORE
from dedup.errors import NotFoundError
from dedup.ingest.addressing import at_address
from dedup.model import Article, Claim, IngestReport, MetaSource
from tests.archive_factories import BANK, HARBOUR, RAIL, SCHOOL, article, fill
from tests.cli_factories import dedup

PAGE = "https://courier.example/harbour/lock"
SPELLINGS = (
    "http://www.courier.example/harbour/lock/",
    "https://m.courier.example/harbour/lock?utm_source=x",
    "https://web.archive.org/web/20260304050607/http://courier.example/harbour/lock/amp",
)


def read_at(address: str, text: Iterable[str] = HARBOUR) -> Article:
    return at_address(article("x", text), address)


def from_before(path: Path, held: Iterable[Article]) -> None:
    """An archive as an older version left it: keys are addresses as given, and nothing is noted about them."""
    fill(path, [replace(one, key=one.uri or one.key) for one in held]).close()
    with sqlite3.connect(path) as connection:
        connection.execute("DELETE FROM meta WHERE key = ?", (BEFORE,))
    connection.close()


def keys(archive: Archive) -> list[str]:
    return [row.article.key for row in archive.articles()]


def test_any_spelling_finds_the_article(tmp_path: Path) -> None:
    named = replace(article("named", SCHOOL), uri="https://www.herald.example/School/?ref=home")
    with fill(tmp_path / "news.db", [read_at(PAGE), named]) as archive:
        for spelling in (PAGE, *SPELLINGS):
            assert archive.article(spelling).key == PAGE
        assert archive.article("http://herald.example/School").key == "named"
        with pytest.raises(NotFoundError, match=r"holds no article 'https://herald\.example/other'"):
            archive.article("https://herald.example/other")


def test_the_story_of_any_spelling_is_shown(tmp_path: Path) -> None:
    fill(tmp_path / "news.db", [read_at(PAGE), article("copy", HARBOUR)]).close()
    expected = dedup("story", PAGE, "--db", tmp_path / "news.db", "--format", "json")
    assert expected.code == 0
    for spelling in SPELLINGS:
        assert dedup("story", spelling, "--db", tmp_path / "news.db", "--format", "json") == expected


def test_the_same_article_under_another_spelling_is_unchanged(tmp_path: Path) -> None:
    with fill(tmp_path / "news.db", [read_at(PAGE)]) as archive:
        assert archive.ingest([read_at(one) for one in SPELLINGS[:2]]) == IngestReport(unchanged=2)
        assert archive.article(PAGE).uri == PAGE
        assert archive.ingest([read_at(SPELLINGS[0], SCHOOL)]) == IngestReport(revised=1)
        assert archive.ingest([replace(read_at(PAGE, SCHOOL), uri="https://courier.example/x")]).revised == 1


def test_an_older_archive_keeps_its_keys_and_does_not_split(tmp_path: Path) -> None:
    old = [read_at(SPELLINGS[0]), read_at("https://courier.example/school?ref=home", SCHOOL), article("named", BANK)]
    from_before(tmp_path / "news.db", old)
    with Archive.open(tmp_path / "news.db") as archive:
        before = keys(archive)
        assert archive.ingest([read_at(one) for one in (PAGE, *SPELLINGS[:2])]) == IngestReport(unchanged=3)
        assert archive.ingest([read_at("https://courier.example/school", RAIL)]) == IngestReport(revised=1)
        assert keys(archive) == before
        assert archive.article(PAGE).key == SPELLINGS[0]
        assert archive.ingest([read_at("http://courier.example/new", BANK)]).stored == 1
    with Archive.open(tmp_path / "news.db") as archive:  # what came since is no older version's
        assert archive.ingest([read_at("https://courier.example/new/", BANK)]).unchanged == 1
        assert sorted(set(keys(archive)) - set(before)) == ["https://courier.example/new"]


def test_a_canonical_key_finds_the_article_that_was_stored_by_its_address(tmp_path: Path) -> None:
    address = "https://courier.example/?p=48213"
    from_before(tmp_path / "news.db", [read_at(address)])
    claimed = replace(article("x", HARBOUR), canonical_url=Claim(f"{PAGE}-48213", MetaSource.META))
    with Archive.open(tmp_path / "news.db") as archive:
        assert at_address(claimed, address).key == f"{PAGE}-48213"
        assert archive.ingest([at_address(claimed, address)]).revised == 1
        assert keys(archive) == [address]


def test_an_id_of_its_own_is_never_taken_for_an_address(tmp_path: Path) -> None:
    from_before(tmp_path / "news.db", [read_at(SPELLINGS[0])])
    with Archive.open(tmp_path / "news.db") as archive:
        assert archive.ingest([article(PAGE, BANK)]).stored == 1
        assert keys(archive) == sorted([PAGE, SPELLINGS[0]])
