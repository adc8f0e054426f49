"""The queue page: conditions from its address, what it says of an empty list, and what people decided."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from dedup.archive import Archive, checked
from dedup.model import Word
from tests.archive_factories import article, edited, fill
from tests.cli_factories import HOSTILE
from tests.test_archive_docket import OURS, family
from tests.web_factories import client

ROW = re.compile(r'<a class="pick" href="/pair\?[^"]*?(a=[^"&]*&amp;b=[^"&]+)')


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("queue") / "a.db"
    fill(path, family()).close()
    return path


@pytest.fixture
def browser(file: Path) -> Iterator[TestClient]:
    with client(file, own=frozenset({OURS})) as opened:
        yield opened


def rows(page: str) -> list[str]:
    """The pairs of a list, copy first, as addresses name them without the conditions of the list."""
    return [f"/pair?{html.unescape(found)}" for found in ROW.findall(page)]


def test_the_queue_lists_own_outlets_first(browser: TestClient) -> None:
    answer = browser.get("/")
    assert answer.status_code == 200
    assert rows(answer.text)[0] == "/pair?a=harbour-globe&b=harbour"
    assert "2 articles are of your own outlets" in " ".join(answer.text.split())


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("source=post.example&taker=echo.example", ["/pair?a=harbour-echo&b=harbour"]),
        ("own=1&credited=yes&kind=&publisher=", ["/pair?a=harbour-echo&b=harbour"]),
        ("own=1&since=2024-11-01&until=2024-11-30", ["/pair?a=harbour-globe&b=harbour"]),
        ("publisher=nobody.example", []),
    ],
)
def test_conditions_stand_in_the_address(browser: TestClient, query: str, expected: list[str]) -> None:
    assert rows(browser.get(f"/?{query}").text) == expected


@pytest.mark.parametrize(
    "query",
    ["kind=theft", "decision=maybe", "since=yesterday", "until=2024-13-01", "level=x", "credited=%00", "own=perhaps",
     "publisher=" + "a" * 600],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused_in_words(browser: TestClient, query: str) -> None:
    answer = browser.get(f"/?{query}")
    assert answer.status_code == 400
    assert "<h1" in answer.text


@pytest.mark.parametrize("query", ["copy=gone&origin=gone", "copy=harbour", "publisher=%F0%9F%92%A9%22%3E", "source="])
def test_odd_addresses_are_answered(browser: TestClient, query: str) -> None:
    assert browser.get(f"/?{query}").status_code == 200


def test_an_empty_list_is_not_read_as_innocence(browser: TestClient) -> None:
    said = " ".join(browser.get("/?publisher=nobody.example").text.split())
    assert "An empty list does not mean that nobody copied" in said
    assert "11 articles of 4 publishers" in said


def test_own_outlets_that_are_not_held_are_told_of(file: Path) -> None:
    with client(file, own=frozenset({"nobody.example"})) as browser:
        assert "No article of your own outlets is held" in browser.get("/").text
    with client(file) as browser:
        assert "Which outlets are your own has not been said" in browser.get("/").text


def test_next_leads_to_the_first_open_pair_behind_one(browser: TestClient) -> None:
    onward = browser.get("/next", follow_redirects=False)
    assert (onward.status_code, onward.headers["location"]) == (303, "/pair?a=harbour-globe&b=harbour")
    onward = browser.get("/next?copy=harbour-globe&origin=harbour&own=1", follow_redirects=False)
    assert onward.headers["location"] == "/pair?own=1&a=harbour-echo&b=harbour"
    nothing = browser.get("/next?publisher=nobody.example", follow_redirects=False)
    assert nothing.headers["location"] == "/?publisher=nobody.example"


def test_what_was_decided_leaves_the_list_and_can_be_undone_there(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with fill(path, family()) as archive, client(path, own=frozenset({OURS}), reviewer="Ada") as browser:
        at = datetime(2025, 1, 1, tzinfo=UTC)
        archive.review(checked("harbour", "harbour-globe", Word.NOT_SAME, reviewer="Ada", at=at))
        assert "/pair?a=harbour-globe&b=harbour" not in rows(browser.get("/").text)
        decided = browser.get("/?decision=decided").text
        assert rows(decided) == ["/pair?a=harbour-globe&b=harbour"]
        assert "not the same" in decided
        assert 'action="/pair/undo"' in decided
        assert rows(browser.get("/?decision=all&by=Ada").text) == rows(decided)
        assert rows(browser.get("/?decision=all&by=%3Cb%3E").text) == []
        archive.ingest(
            [article("late", edited(family()[0].text, 0.03, 7), host="late.example", published="2025-01-01")]
        )
        assert "/pair?a=late&b=harbour" in rows(browser.get("/").text)


def test_hostile_titles_and_publishers_stay_text(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    text = family()[0].text
    hostile = [
        article("<script>alert(1)</script>", text, title=HOSTILE, published="2024-01-01T05:00"),
        article("'\"><svg onload=alert(1)>", edited(text, 0.05, 3), title="</th><img src=x onerror=alert(1)>"),
    ]
    fill(path, hostile).close()
    with Archive.open(path) as archive:
        assert archive.counts().stories == 1
    with client(path) as browser:
        page = browser.get("/?wide=1&level=all").text
        assert len(rows(page)) == 1
        assert "<script>alert" not in page and "<svg" not in page and "<img" not in page
