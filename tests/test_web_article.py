"""The page of one article: its text with what stands elsewhere, and what is known of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from dedup.archive import Archive
from dedup.model import Kind, SharedPassage, Span
from dedup.web.passages import PART, text_part
from tests.archive_factories import BANK, HARBOUR, SCHOOL, article, fill
from tests.cli_factories import HOSTILE
from tests.test_web_search import shown
from tests.web_factories import client

MARKUP = '<script>alert(1)</script>"><img src=x>'
ITEMS = [
    article("lock", HARBOUR, title="Crack shuts the lock", host="harbour.example", published="2024-03-02T06:00"),
    article("copy", [*HARBOUR[:4], *SCHOOL[:2]], host="echo.example", published="2024-03-02T09:00"),
    article("same", HARBOUR, host="star.example", published="2024-03-05T09:00"),
    article("hostile <key>", [MARKUP, *BANK], title=HOSTILE),
    article("https://long.example/a", ("ferry " * 7 + "\n") * 2_000),
    article("word", "x" * 120_000),
]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("article") / "news.db"
    with fill(path, ITEMS) as archive:
        archive.ingest(
            [article("copy", [*HARBOUR[:4], *SCHOOL[:3]], host="echo.example", published="2024-03-02T09:00")]
        )
    return path


@pytest.fixture
def browser(path: Path) -> Iterator[TestClient]:
    with client(path) as opened:
        yield opened


def texts(archive: Archive, key: str) -> list[tuple[str, list[str], str | None]]:
    """Each passage of an article with where it stands and where it stood first, by keys."""
    view = archive.article_view(key)
    keys = [one.article for one in view.related]
    return [
        (
            view.article.text[one.span.start : one.span.end],
            sorted(keys[number] for number in one.others),
            None if one.first is None else key if one.first == -1 else keys[one.first],
        )
        for one in view.passages
    ]


def test_passages_tell_where_else_they_stand_and_where_first(path: Path) -> None:
    with Archive.open(path) as archive:
        (first,) = texts(archive, "copy")
        assert (first[0], first[2]) == ("\n\n".join(HARBOUR[:4]).rstrip("."), "lock")
        assert first[1] == ["lock", "same"]
        shared, rest = texts(archive, "lock")
        assert (shared[1], shared[2]) == (["copy", "same"], "lock")
        assert (rest[1], rest[2]) == (["same"], "lock")
        assert "".join(text for text, _, _ in (shared, rest)).startswith("The lock at Vessholm")
        assert [one.kind for one in archive.article_view("lock").related] == [Kind.IDENTICAL, Kind.NEAR_COPY]


def test_a_text_without_copies_has_no_passages(path: Path) -> None:
    with Archive.open(path) as archive:
        view = archive.article_view("hostile <key>")
        assert (view.related, view.passages, view.more, view.story) == ((), (), 0, None)


def test_what_is_known_of_an_article(browser: TestClient) -> None:
    page = browser.get("/article", params={"key": "copy"})
    assert page.status_code == 200
    text = shown(page.text)
    for heading in ("Text", "What is claimed", "Whom it names as a source", "Its states", "Captures", "Related"):
        assert heading in text
    assert "holds now" in text
    assert "held until" in text
    assert SCHOOL[2] in re.search(r"<ins[^>]*>(.*?)</ins>", page.text, re.DOTALL)[1]  # type: ignore[index]
    assert 'href="/pair?a=copy&amp;b=lock"' in page.text
    assert 'href="/story/' in page.text


def test_marks_lead_to_the_related_articles(browser: TestClient) -> None:
    page = browser.get("/article", params={"key": "copy"}).text
    targets = re.findall(r'<a href="#(r-\d+)"', page)
    assert len(targets) == 2
    assert all(f'id="{target}"' in page for target in targets)
    assert page.count('class="m taken"') == 2  # in the key and in the text
    assert "where it stood first" in page


def test_an_address_in_any_spelling_finds_its_article(browser: TestClient) -> None:
    answer = browser.get("/article", params={"key": "http://www.harbour.example/lock/?utm_source=x"})
    assert "Crack shuts the lock" in answer.text


@pytest.mark.parametrize("key", ["none", "", "\0", "<script>alert(1)</script>", "x" * 19_000, "//", "https://["])
def test_what_is_not_held_is_told_readably(browser: TestClient, key: str) -> None:
    answer = browser.get("/article", params={"key": key})
    assert answer.status_code == 404
    assert "<script>alert" not in answer.text


def test_without_a_key_the_request_is_wrong(browser: TestClient) -> None:
    assert browser.get("/article").status_code == 400


def test_no_text_can_be_markup(browser: TestClient) -> None:
    text = browser.get("/article", params={"key": "hostile <key>"}).text
    assert "<script>alert" not in text
    assert "<img" not in text
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert not re.search(r"<[^>]+\s(style|on\w+)=", text)


@pytest.mark.parametrize("key", ["https://long.example/a", "word"])
def test_a_long_text_comes_in_parts(browser: TestClient, path: Path, key: str) -> None:
    seen, start = "", 0
    for _ in range(10):
        page = browser.get("/article", params={"key": key, "from": start}).text
        assert len(page) < 2 * PART + 20_000
        seen += re.search(r'<div class="prose sheet" dir="auto">(.*?)</div>', page, re.DOTALL)[1]  # type: ignore[index]
        following = re.search(r'from=(\d+)" rel="next"', page)
        if following is None:
            break
        start = int(following[1])
    with Archive.open(path) as archive:
        assert re.sub(r"<[^>]+>", "", seen).strip() == archive.article(key).text.strip()


passages = st.lists(st.integers(0, 60_000), unique=True, max_size=12).map(
    lambda edges: [
        SharedPassage(Span(start, end), (0,), None)
        for start, end in zip(sorted(edges)[::2], sorted(edges)[1::2], strict=False)
    ]
)


@given(st.integers(0, 3 * PART), passages, st.sampled_from(["a", "a b\n", "word "]), st.integers(0, 10**6))
def test_parts_are_the_whole_text_once(length: int, given_: Sequence[SharedPassage], unit: str, start: int) -> None:
    text = (unit * (length // len(unit) + 1))[:length]
    inside = [one for one in given_ if one.span.end <= length]
    part = text_part(text, inside, start)
    assert "".join(bit.text for bit in part.bits) == text[part.start : part.end]
    assert part.end - part.start <= PART
    assert part.start <= start or part.start == 0
    place: int | None = 0
    whole, begun, ended = "", 0, 0
    while place is not None:
        one = text_part(text, inside, place)
        assert one.start == place
        whole += "".join(bit.text for bit in one.bits)
        begun += sum(bit.begins for bit in one.bits)
        ended += sum(bit.ends for bit in one.bits)
        place = one.after
    assert whole == text
    assert begun == ended == len(inside)
