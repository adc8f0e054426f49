"""Thousands of reviews outlive upgrades, other parameters and moves, in one piece and within seconds."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path

import pytest

from dedup.archive import Archive, Params
from dedup.config import CompareParams
from dedup.model import Article, Direction, Review, Word
from dedup.store import migrate
from tests.archive_factories import HARBOUR, article, edited, fill, invented, said
from tests.cli_factories import dedup
from tests.test_store_reviews import migrated_to

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
NUMBER = 5_000
TEXT = "\n\n".join(HARBOUR)
COPIES = [article(f"h{i:02}", edited(TEXT, 0.05, i)) for i in range(12)]
ITEMS = [*COPIES, *(article(f"k{i:03}", invented(i, 60)) for i in range(90))]


def reviews() -> list[Review]:
    """Words on nearly all pairs of a hundred articles: most part strangers, some part copies, some join, some wait."""
    found: list[Review] = []
    keys = [one.key for one in ITEMS]
    for number, (a, b) in enumerate(combinations(keys, 2)):
        if len(found) == NUMBER - 2:
            break
        word = Word.SAME if number % 401 == 200 else Word.UNSURE if number % 17 == 3 else Word.NOT_SAME
        if a.startswith("h") and b.startswith("h") and number % 5:
            word = Word.UNSURE  # most copies stay together
        found.append(
            Review(
                a=a,
                b=b,
                word=word,
                direction=Direction.A_FROM_B if word is Word.SAME and number % 2 else None,
                reviewer=("Ines Falk", "Bo")[number % 2],
                note=f"Number {number}.",
                at=NOW + timedelta(seconds=number),
                undone_at=NOW + timedelta(days=1) if number % 29 == 0 else None,
            )
        )
    found.append(Review(a="h00", b="never", word=Word.SAME, reviewer="Bo", at=NOW))
    return [*found, Review(a="gone", b="never", word=Word.NOT_SAME, reviewer="Bo", at=NOW)]


REVIEWS = reviews()


def told(archive: Archive) -> dict[str, object]:
    return {**said(archive), "derivations": list(archive.derivations()), "reviews": archive.reviews()}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("many")


@pytest.fixture(scope="module")
def expected(folder: Path) -> Iterator[dict[str, object]]:
    with fill(folder / "a.db", ITEMS) as archive:
        assert archive.take_reviews(REVIEWS).added == NUMBER == len(REVIEWS)
        yield told(archive)


def test_the_reviews_do_something(expected: dict[str, object], folder: Path) -> None:
    with Archive.open(folder / "a.db") as archive:
        home = {one.article: story.id for story in archive.stories() for one in story.members}
        states = {status.state.value for status in archive.reviews()}
    assert states == {"effective", "unsure", "undone", "dormant", "blocked"}
    apart = {
        pair for pair in combinations([one.key for one in COPIES], 2) if home.get(pair[0], 1) != home.get(pair[1], 2)
    }
    assert 0 < len(apart) < 66
    assert any(key.startswith("k") for key in home)


def test_reviews_taken_before_the_articles_end_the_same(expected: dict[str, object], folder: Path) -> None:
    with Archive.open(folder / "before.db") as archive:
        archive.take_reviews(REVIEWS[::-1])
        assert archive.take_reviews(REVIEWS).unchanged == NUMBER
        archive.ingest(ITEMS[::-1])
        assert told(archive) == expected


@pytest.mark.parametrize("first", ["reviews", "articles"])
def test_reviews_exported_and_imported_into_a_fresh_archive_end_the_same(
    expected: dict[str, object], folder: Path, first: str
) -> None:
    file, path = folder / f"{first}.jsonl", folder / f"{first}.db"
    dedup("export", "reviews", "--db", folder / "a.db", "-o", file)
    articles: list[Article] = ITEMS if first == "articles" else []
    with fill(path, articles):
        pass
    assert dedup("import", "reviews", file, "--db", path, "--format", "json").json()["added"] == NUMBER
    with fill(path, [] if articles else ITEMS) as archive:
        assert told(archive) == expected


def test_other_parameters_leave_every_word_and_the_old_ones_bring_all_back(
    expected: dict[str, object], folder: Path
) -> None:
    path = folder / "params.db"
    with fill(path, ITEMS) as archive:
        archive.take_reviews(REVIEWS)
        assert told(archive) == expected
    late = article("late", invented(999, 80))
    with fill(path, [late], params=Params(compare=CompareParams(decided=0.9, possible=0.05))) as archive:
        home = {one.article: story.id for story in archive.stories() for one in story.members if one.role.belongs}
        for status in archive.reviews():
            if status.state.value == "effective" and status.review.word is Word.NOT_SAME:
                assert home.get(status.review.a, 1) != home.get(status.review.b, 2)
        assert [status.review for status in archive.reviews()] == [
            status.review for status in expected["reviews"]  # type: ignore[attr-defined]
        ]  # fmt: skip
    with fill(path, [article("late", invented(998, 80))], params=Params()) as archive:
        now = told(archive)
        assert (now["stories"], now["derivations"], now["reviews"]) == (
            expected["stories"], expected["derivations"], expected["reviews"]
        )  # fmt: skip


def test_reviews_of_the_oldest_schema_take_effect_with_the_next_ingest(
    expected: dict[str, object], folder: Path
) -> None:
    """The oldest archives had the table, without the digests; nothing was told of the texts that people had."""
    path = folder / "old.db"
    migrated_to("0001", path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executemany(
            "INSERT INTO review (a_key, b_key, word, direction, reviewer, note, at, undone_at) "
            "VALUES (?,?,?,?,?,?,?,?)",
            [
                (
                    one.a, one.b, one.word.value, one.direction and one.direction.value, one.reviewer, one.note,
                    one.at.isoformat(), one.undone_at and one.undone_at.isoformat(),
                )
                for one in REVIEWS
            ],
        )  # fmt: skip
    assert migrate.upgrade(path).before == "0001"
    with fill(path, ITEMS) as archive:
        assert told(archive) == expected
    assert migrate.check(path).problems == ()
