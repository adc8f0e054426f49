"""Stories at the desk: one story, and what leads there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from dedup.archive import Archive
from dedup.model import DateClaim, Kind, Member, MetaSource, Origin, OriginStatus, Parent, Role, Story
from dedup.store import NewArticle, Store
from tests.archive_factories import BANK, HARBOUR, article, fill
from tests.cli_factories import HOSTILE
from tests.store_factories import NOW, content, digest
from tests.store_factories import article as stored
from tests.test_web_search import shown
from tests.web_factories import client

MARKUP = "<svg onload=alert(1)>"
ITEMS = [
    article("lock", HARBOUR, title="Crack shuts the lock", host="harbour.example", published="2024-03-02T06:00"),
    article("copy & <more>", HARBOUR[:6], title=MARKUP, host="echo.example", published="2024-03-02T09:00"),
    article("late", HARBOUR[:5], title=HOSTILE, host="star.example", published="2024-03-04"),
    article("bank", BANK, title="Savers wait"),
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    fill(tmp_path / "news.db", ITEMS).close()
    return tmp_path / "news.db"


@pytest.fixture
def browser(path: Path) -> Iterator[TestClient]:
    with client(path) as opened:
        yield opened


def story_id(path: Path, key: str) -> str:
    with Archive.open(path) as archive:
        return archive.story(key).id


def test_a_story_shows_its_timeline_members_tree_and_history(browser: TestClient, path: Path) -> None:
    answer = browser.get(f"/story/{story_id(path, 'lock')}")
    assert answer.status_code == 200
    text = shown(answer.text)
    for heading in ("Where it comes from", "Timeline", "Members", "What hangs on what", "Changes of mind"):
        assert heading in text
    assert answer.text.count('class="mark ') == 3
    assert "3 members" in text
    assert "Formed" in text
    assert not re.search(r"<[^>]+\s(style|on\w+)=", answer.text)


def test_no_title_or_key_can_be_markup(browser: TestClient, path: Path) -> None:
    text = browser.get(f"/story/{story_id(path, 'lock')}").text
    assert MARKUP not in text
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "/article?key=copy+%26+%3Cmore%3E" in text


def test_any_two_members_open_side_by_side(browser: TestClient, path: Path) -> None:
    page = browser.get(f"/story/{story_id(path, 'lock')}").text
    values = re.findall(r'<input type="radio" name="a" value="([^"]*)"', page)
    assert len(values) == 3
    assert browser.get("/pair", params={"a": "lock", "b": "late"}).status_code == 200


@pytest.mark.parametrize("name", ["lock", "late"])
def test_a_member_leads_to_its_story(browser: TestClient, path: Path, name: str) -> None:
    answer = browser.get(f"/story/{name}", follow_redirects=False)
    assert answer.status_code == 307
    assert answer.headers["location"] == f"/story/{story_id(path, 'lock')}"


@pytest.mark.parametrize("name", ["none", "bank", "%00", "%3Cscript%3E", "..%2F..", "x" * 5000])
def test_what_is_no_story_is_told_readably(browser: TestClient, name: str) -> None:
    answer = browser.get(f"/story/{name}", follow_redirects=False)
    assert answer.status_code == 404
    assert "<script>" not in answer.text.replace('<script src="/static/desk.js" defer></script>', "")


# --- stories of any size ----------------------------------------------------------------------------------------------

SIZE = 260


def wide(path: Path, *, origin: Origin, parents: Sequence[Parent]) -> None:
    """A story of SIZE members, each an hour after the one before it in the order of numbers; `parents` of all."""
    keys = [f"k{number:03}" for number in range(SIZE)]
    with Store.open(path) as store, store.writing() as writer:
        numbers = writer.add_contents([content(key) for key in keys])
        first = datetime(2024, 3, 2, tzinfo=UTC)
        rows = []
        for place, (key, number) in enumerate(zip(keys, numbers, strict=True)):
            made = stored(key, host=f"outlet{place % 7}.example", title=f"Lock shut {place}")
            dated = DateClaim(first + timedelta(hours=place), MetaSource.META)
            rows.append(NewArticle(replace(made, published=dated), number, digest(f"r{key}"), [], NOW))
        writer.add_articles(rows)
        members = [_member(keys[0], Role.WITNESS, ())]
        members += [_member(key, Role.DERIVATIVE, parents) for key in reversed(keys[1:])]
        story = Story(id="wide", origin=origin, canonical=keys[0], reason="It is the earliest.", members=tuple(members))
        writer.replace_stories([], [story], {"former": "wide", "older": "former"}, NOW)


def _member(key: str, role: Role, parents: Sequence[Parent]) -> Member:
    via = parents[0].article if parents else None
    kind = Kind.NEAR_COPY if role is Role.DERIVATIVE else None
    return Member(
        article=key, role=role, kind=kind, via=via, score=0.9, reason="A copy.", credited=False, parents=tuple(parents)
    )


def test_a_large_story_comes_in_pages_in_the_order_of_time(tmp_path: Path) -> None:
    held = Origin(status=OriginStatus.HELD, article="k000")
    wide(tmp_path / "wide.db", origin=held, parents=[Parent("k000", None, "has its words")])
    with client(tmp_path / "wide.db") as browser:
        seen: list[str] = []
        for start in (0, 100, 200):
            page = browser.get("/story/wide", params={"from": start})
            seen += re.findall(r'<input type="radio" name="a" value="(k\d+)"', page.text)
            assert page.text.count('class="mark ') == 80
            assert page.text.count('class="edge derived"') == 79
            assert "Drawn are 80 of 260 members" in shown(page.text)
            assert "What hangs on what" not in page.text
        assert seen == [f"k{number:03}" for number in range(SIZE)]
        assert "no members this far down" in browser.get("/story/wide", params={"from": 5000}).text
        for former in ("former", "older"):
            assert browser.get(f"/story/{former}", follow_redirects=False).headers["location"] == "/story/wide"


def test_an_origin_that_is_not_held_is_drawn_dashed_with_its_name(tmp_path: Path) -> None:
    absent = Origin(status=OriginStatus.NOT_HELD, name="Harbour <Wire>", domain="wire.example")
    wide(tmp_path / "wide.db", origin=absent, parents=[Parent(None, "Harbour <Wire>", "credits it")])
    with client(tmp_path / "wide.db") as browser:
        page = browser.get("/story/wide").text
        assert page.count('class="absent origin"') == 1
        assert "Harbour &lt;Wire&gt;" in page
        assert "Origin not held; it seems to be Harbour <Wire> (wire.example)" in shown(page)


def test_a_page_of_a_story_tells_what_the_whole_story_tells(tmp_path: Path) -> None:
    held = Origin(status=OriginStatus.HELD, article="k000")
    wide(tmp_path / "wide.db", origin=held, parents=[Parent("k000", None, "has its words")])
    with Archive.open(tmp_path / "wide.db") as archive:
        whole, page = archive.story("older"), archive.story_part("older", first=37, count=11)
        members = {member.article: member for member in whole.members}
        assert page.listed == tuple(f"k{number:03}" for number in range(37, 48))
        assert all(members[member.article] == member for member in page.story.members)
        assert set(page.listed) | set(page.drawn) | {whole.canonical} == {one.article for one in page.story.members}
        moments = {one.article: one for one in archive.timeline(whole)}
        assert all(moments[one.article] == one for one in page.moments)
        assert (page.total, page.uncredited, page.citing, page.publishers) == (SIZE, SIZE, 0, 1)
        assert page.history == tuple(archive.history("wide"))
