"""Who takes from whom, and the list of stories, as pages: figures that open their lists."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from dedup.archive import Archive, Docket, StoryFilter
from dedup.model import OriginStatus
from tests.archive_factories import BANK, HARBOUR, article, fill
from tests.test_archive_docket import NOW, OURS, family
from tests.test_web_queue import rows
from tests.web_factories import client

WIRE = "VESSHOLM (Northern Wire Agency) — "
CELL = re.compile(r'<td class="figure"><a href="([^"]+)" aria-label="(\d+) in ([^"]+)"')


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sources") / "a.db"
    wired = [
        article("wired-1", [WIRE + BANK[0], *BANK[1:5]], host="east.example", published="2024-12-01"),
        article("wired-2", [WIRE + BANK[0], *BANK[1:4]], host="west.example", published="2024-12-02"),
    ]
    fill(path, [one for one in family() if not one.key.startswith("bank")], wired).close()
    return path


@pytest.fixture
def browser(file: Path) -> Iterator[TestClient]:
    with client(file, own=frozenset({OURS})) as opened:
        yield opened


def test_each_figure_opens_a_list_of_as_many(browser: TestClient) -> None:
    cells = [(html.unescape(where), int(count)) for where, count, _ in CELL.findall(browser.get("/sources").text)]
    held = [(where, count) for where, count in cells if where.startswith("/?")]
    assert len(held) >= 3
    for where, count in held:
        assert len(rows(browser.get(where).text)) == count, where
    outside = [where for where, _ in cells if not where.startswith("/?")]
    assert set(outside) == {"/stories?origin=not_held&publisher=Northern+Wire+Agency"}
    assert "1 story" in browser.get(outside[0]).text


@pytest.mark.parametrize(
    ("query", "takers"),
    [
        ("publisher=post.example", {"echo.example", "globe.example", "post.example"}),
        ("publisher=post.example&uncredited=1", {"globe.example", "post.example"}),
        ("publisher=nobody.example", set()),
        ("by=week&until=2024-10-20&publisher=post.example", {"echo.example", "post.example"}),
        ("page=99", set()),
    ],
)
def test_the_conditions_of_sources(browser: TestClient, query: str, takers: set[str]) -> None:
    page = browser.get(f"/sources?{query}").text
    assert set(re.findall(r'<a class="pick" href="[^"]+"><bdi>([^<]+)</bdi>', page)) == takers


@pytest.mark.parametrize("path", ["/sources?by=hour", "/sources?until=soon", "/sources?page=0", "/stories?origin=lost"])
def test_what_cannot_be_asked_is_refused_in_words(browser: TestClient, path: str) -> None:
    answer = browser.get(path)
    assert answer.status_code == 400
    assert "<h1" in answer.text


def stories(page: str) -> list[str]:
    return re.findall(r'<a class="pick" href="/story/([^"]+)"', page)


def test_stories_are_listed_under_conditions(browser: TestClient, file: Path) -> None:
    with Archive.open(file) as archive:
        known = {story.canonical: story.id for story in archive.stories()}
        every = [story.id for story in archive.stories()]
        asked = [
            ("origin=not_held", archive.stories(StoryFilter(status=OriginStatus.NOT_HELD))),
            ("publisher=globe.example", archive.stories(StoryFilter(publisher="globe.example"))),
            ("publisher=Northern+Wire+Agency", archive.stories(StoryFilter(publisher="Northern Wire Agency"))),
            ("uncredited=1", archive.stories(StoryFilter(uncredited=True))),
            ("origin=held&uncredited=1&publisher=post.example",
             archive.stories(StoryFilter(status=OriginStatus.HELD, uncredited=True, publisher="post.example"))),
        ]  # fmt: skip
        for query, expected in asked:
            ids = [story.id for story in expected]
            assert ids
            assert sorted(stories(browser.get(f"/stories?{query}").text)) == sorted(ids), query
    shown = stories(browser.get("/stories").text)
    assert sorted(shown) == sorted(every)
    assert shown[0] == known["harbour"]


def test_stories_come_in_pages_without_gap(file: Path) -> None:
    with Archive.open(file) as archive:
        docket: Docket = archive.docket([], NOW)
        whole = [story.id for story in archive.story_page(docket, StoryFilter()).stories]
        seen: list[str] = []
        page = archive.story_page(docket, StoryFilter(), size=2)
        while True:
            seen.extend(story.id for story in page.stories)
            if page.following is None:
                break
            page = archive.story_page(docket, StoryFilter(), page.following, 2)
        assert seen == whole
        assert len(whole) == page.total > 3
        assert page.previous == whole[page.first - 2]
        assert archive.story_page(docket, StoryFilter(), "no such story", 2).first == 0


def test_an_empty_archive_has_pages(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    Archive.open(path).close()
    with client(path) as browser:
        for where in ("/", "/sources", "/stories"):
            answer = browser.get(where)
            assert answer.status_code == 200
            assert "holds no article yet" in answer.text


def test_publishers_without_a_name_open_their_list(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    told = [article("told", HARBOUR, host="post.example", published="2024-01-01T05:00")]
    fill(path, told).close()
    with Archive.open(path) as archive:
        archive.ingest([replace(article("copied", HARBOUR[:5], published="2024-01-02"), uri=None)])
    with client(path) as browser:
        cells = CELL.findall(browser.get("/sources").text)
        assert [int(count) for _, count, _ in cells] == [1]
        assert rows(browser.get(html.unescape(cells[0][0])).text) == ["/pair?a=copied&b=told"]
