"""What a watch remembers, in a real archive: it comes back as it went in, once, and damage is named."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from dedup.errors import ArchiveDamagedError
from dedup.model import Alert, Alerted, Direction, Kind, PageState, SourceState
from dedup.store import Store
from tests.store_factories import NOW, add

FEED = "https://post.example/feed"
LATER = NOW + timedelta(hours=1)
SOURCE = SourceState(url=FEED, etag='"1"', last_modified="Tue", next_at=NOW, failures=2, said="broken")
PAGE = PageState(url="https://post.example/a", source=FEED, read_at=NOW, whole=True)
ALERT = Alert(
    own=Alerted("own", "Gate\ud800", "Post", None),
    copy=Alerted("copy"),
    kind=Kind.EXCERPT,
    direction=Direction.A_FROM_B,
    credited=False,
    made_at=NOW,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.db"


def test_sources_and_pages_come_back_as_they_were_last(path: Path) -> None:
    failed = PageState(url="https://post.example/b", source=FEED, failures=1, next_at=LATER)
    with Store.open(path) as store, store.writing() as writer:
        writer.put_source_state(replace(SOURCE, said=None))
        writer.put_source_state(SOURCE)
        writer.put_page_states([PAGE, failed, replace(PAGE, source="https://other.example/feed")])
        assert writer.source_states([FEED, "https://none.example/"]) == {FEED: SOURCE}
        assert writer.page_states(FEED, [PAGE.url, failed.url, "x"]) == {PAGE.url: PAGE, failed.url: failed}


def test_own_articles_are_known_by_key_whether_held_or_not(path: Path) -> None:
    with Store.open(path) as store, store.writing() as writer:
        add(writer, "one", "two")
        writer.put_own(["one", "three"], FEED)
        writer.put_own(["one", "two"], "https://gone.example/")
        assert writer.own_keys() == {"one", "two", "three"}
        writer.keep_own([FEED])
        assert writer.own_keys(["one", "two"]) == {"one"}
        assert writer.own_ids() == [writer.article_ids(["one"])["one"]]


def test_an_alert_is_kept_once_and_delivered_once_for_each_channel(path: Path) -> None:
    newer = replace(ALERT, kind=Kind.REWRITE, made_at=LATER)
    with Store.open(path) as store, store.writing() as writer:
        writer.put_alerts([newer, ALERT])
        writer.put_alerts([replace(ALERT, made_at=LATER)])
        assert [one.id for one in writer.undelivered("a", 9)] == [ALERT.id, newer.id]
        assert writer.undelivered("a", 1) == [ALERT]
        writer.mark_delivered("a", [ALERT.id], NOW)
        writer.mark_delivered("a", [ALERT.id], NOW)
        assert writer.undelivered("a", 9) == [newer]
        assert writer.undelivered("b", 1) == [ALERT]
        assert writer.alerts(1) == [newer]
        writer.withdraw_alerts([newer.id], LATER)
        assert writer.alert_states() == {ALERT.id: True, newer.id: False}
        assert (writer.alerts(), writer.undelivered("a", 9)) == ([ALERT], [])
        writer.put_alerts([newer])
        assert writer.alerts() == [newer, ALERT]


def test_a_damaged_row_is_named(path: Path) -> None:
    with Store.open(path) as store, store.writing() as writer:
        writer.put_alerts([ALERT])
        writer.put_source_state(SOURCE)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("UPDATE alert SET json = '{}'")
        connection.execute("UPDATE watch_source SET next_at = 'soon'")
    with Store.open(path) as store, store.reading() as reader:
        with pytest.raises(ArchiveDamagedError, match=f"the alert '{ALERT.id}' cannot be read"):
            reader.alerts()
        with pytest.raises(ArchiveDamagedError, match=r"the watched source .*feed' cannot be read"):
            reader.source_states([FEED])
