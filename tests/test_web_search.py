"""The search page: words, addresses, and a pasted text."""

from __future__ import annotations

import html
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from dedup.archive import Archive
from dedup.store import Store
from dedup.web.indexing import Indexing
from tests.archive_factories import BANK, HARBOUR, SCHOOL, article, fill
from tests.cli_factories import HOSTILE
from tests.web_factories import client, voucher

MARKUP = "<script>alert(1)</script><b>"
ITEMS = [
    article("lock", HARBOUR, title="Crack shuts the lock", host="harbour.example", published="2024-03-02"),
    article("copy", HARBOUR[:5], title="Barges wait", host="echo.example"),
    article("school", [*SCHOOL, "The bell <img src=x onerror=alert(1)> rang."], title=MARKUP),
    article("bank & <key>", BANK, title=HOSTILE),
]


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[TestClient]:
    fill(tmp_path / "news.db", ITEMS).close()
    with client(tmp_path / "news.db") as opened:
        yield opened


def shown(text: str) -> str:
    """What a reader sees of a page, without its tags."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", "", text)))


def test_an_empty_search_asks_for_words(browser: TestClient) -> None:
    answer = browser.get("/search")
    assert answer.status_code == 200
    assert "4 articles held" in shown(answer.text)


def test_words_are_found_and_marked(browser: TestClient) -> None:
    answer = browser.get("/search", params={"q": "barges"})
    assert answer.status_code == 200
    assert "<mark>barges</mark>" in answer.text
    assert "<mark>Barges</mark> wait" in answer.text
    assert {"lock", "copy"} == set(re.findall(r'/article\?key=(\w+)"', answer.text))
    assert "/story/" in answer.text
    assert "Searched: 4 articles held" in shown(answer.text)


def test_two_of_the_found_open_side_by_side(browser: TestClient) -> None:
    page = browser.get("/search", params={"q": "barges"}).text
    assert 'action="/pair"' in page
    chosen = re.findall(r'name="(a|b)" value="(\w+)"', page)
    assert sorted(chosen) == [("a", "copy"), ("a", "lock"), ("b", "copy"), ("b", "lock")]
    assert browser.get("/pair", params={"a": "copy", "b": "lock"}).status_code == 200


def test_nothing_found_is_no_denial(browser: TestClient) -> None:
    text = shown(browser.get("/search", params={"q": "volcano"}).text)
    assert "Nothing found" in text
    assert "What the archive does not hold cannot be found here." in text


@pytest.mark.parametrize("asked", ["bell", "vineyards", "alert", "script"])
def test_no_article_can_be_markup(browser: TestClient, asked: str) -> None:
    text = browser.get("/search", params={"q": asked}).text
    assert "<script>alert" not in text
    assert "<img" not in text
    assert "\u202e" not in text
    assert "\x1b" not in text
    assert "/article?key=" in text


@pytest.mark.parametrize("asked", ["-only", '""', "x" * 1001, " ".join(f"w{i}" for i in range(40)), "\0", "…"])
def test_what_is_no_query_is_told_with_the_box_to_try_again(browser: TestClient, asked: str) -> None:
    answer = browser.get("/search", params={"q": asked})
    assert answer.status_code == 400
    assert 'role="search"' in answer.text
    assert 'role="alert"' in answer.text


def test_an_address_tells_whether_its_page_is_held(browser: TestClient) -> None:
    held = browser.get("/search", params={"q": "http://www.harbour.example/lock?utm_source=x"})
    assert "/article?key=lock" in held.text
    other = shown(browser.get("/search", params={"q": "https://harbour.example/none"}).text)
    assert "nothing is held" in other


def test_results_come_in_pages(browser: TestClient) -> None:
    for start, status in ((0, 200), (3, 200), (10**9, 200), (-1, 400), (10**10, 400)):
        assert browser.get("/search", params={"q": "the", "from": start}).status_code == status


def paste(browser: TestClient, text: str) -> tuple[int, str]:
    answer = browser.post("/search/text", data={"voucher": voucher(browser), "text": text})
    return answer.status_code, answer.text


def test_a_pasted_text_is_compared_and_not_stored(browser: TestClient) -> None:
    status, page = paste(browser, "\n\n".join(HARBOUR[:6]))
    assert status == 200
    assert re.findall(r'/article\?key=(\w+)"', page) == ["lock", "copy"]
    assert "4 articles held" in shown(browser.get("/search").text)


def test_a_pasted_text_that_is_related_to_nothing(browser: TestClient) -> None:
    status, page = paste(browser, "Entirely other matter is told here, about nothing that was ever in a paper. " * 4)
    assert status == 200
    assert "Related to nothing that is held" in shown(page)
    assert "says nothing about articles that are not held" in shown(page)


@pytest.mark.parametrize("text", ["x", "word " * 60_000, "</textarea><script>alert(1)</script>"])
def test_what_is_no_article_is_given_back(browser: TestClient, text: str) -> None:
    status, page = paste(browser, text)
    assert status in {200, 400}
    assert "<script>alert" not in page
    assert len(page) < 200_000


def test_a_text_without_a_voucher_is_refused(browser: TestClient) -> None:
    assert browser.post("/search/text", data={"text": "x"}).status_code == 403


def test_what_a_page_cannot_index_in_its_time_is_indexed_beside_it(tmp_path: Path) -> None:
    fill(tmp_path / "news.db", ITEMS).close()
    with Store.open(tmp_path / "news.db") as store, client(tmp_path / "news.db") as browser:
        with store.writing():  # nobody else can write while this lasts
            lacking = shown(browser.get("/search", params={"q": "barges"}).text)
        assert "but for 4 that are new and not indexed yet" in lacking
    with Archive.open(tmp_path / "news.db") as archive:  # the desk is closed, and its thread with it
        archive.index_words()
        assert archive.search("barges", within=0).pending == 0


def test_indexing_goes_on_until_all_is_in(tmp_path: Path) -> None:
    with fill(tmp_path / "news.db", ITEMS) as archive:
        indexing = Indexing(archive.beside())
        indexing.start()
        indexing.start()
        for thread in [one for one in threading.enumerate() if one.name == "dedup-indexing"]:
            thread.join()
        assert archive.search("barges", within=0).pending == 0
        indexing.stop()
        indexing.start()  # after its end nothing begins
        assert not [one for one in threading.enumerate() if one.name == "dedup-indexing"]
