"""Searching the articles held: words, phrases, addresses, and an index that follows what is held."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dedup.archive import Archive
from dedup.errors import UsageError
from dedup.store import Store, migrate, searching
from tests.archive_factories import BEETLE, HARBOUR, RAIL, SCHOOL, article, fill
from tests.test_migrations import change

ITEMS = [
    article("harbour", HARBOUR, title="Crack shuts the lock", host="news.harbour.example", published="2024-03-02"),
    article("harbour-cut", HARBOUR[:3], title="Barges wait", host="lantern.example"),
    article("school", SCHOOL, title="L’école à l’heure", host="lantern.example"),
    article("tokyo", "東京で国際大会が開催された。選手は大阪からも来た。", title="大会"),
    article("ferry", "The ferry's captain waited. " + " ".join(BEETLE), title="Lock keeper retires"),
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "news.db"
    fill(path, ITEMS).close()
    return path


@pytest.fixture
def archive(path: Path) -> Iterator[Archive]:
    with Archive.open(path, create=False) as opened:
        yield opened


def keys(archive: Archive, asked: str, *, first: int = 0, limit: int = 20) -> list[str]:
    return [hit.article for hit in archive.search(asked, first=first, limit=limit).hits]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("barges", {"harbour", "harbour-cut"}),
        ('"crack in the northern gate"', {"harbour", "harbour-cut"}),
        ('"gate northern"', set()),
        ("barges steel", {"harbour"}),
        ("barges -steel", {"harbour-cut"}),
        ('barges -"steel dam"', {"harbour-cut"}),
        ("ecole", {"school"}),
        ("HEURE", {"school"}),
        ("ferry", {"ferry"}),
        ("entomolog*", {"ferry"}),
        ("東京", {"tokyo"}),
        ("京東", set()),
        ("大阪", {"tokyo"}),
        ("site:lantern.example", {"harbour-cut", "school"}),
        ("site:harbour.example lock", {"harbour"}),
        ("barges site:nowhere.example", set()),
        ("NEAR OR barges", set()),
    ],
)
def test_words_are_found(archive: Archive, asked: str, found: set[str]) -> None:
    report = archive.search(asked)
    assert {hit.article for hit in report.hits} == found
    assert (report.total, report.held, report.pending) == (len(found), len(ITEMS), 0)


def test_a_word_in_the_title_counts_more(archive: Archive) -> None:
    assert keys(archive, "lock") == ["harbour", "ferry", "harbour-cut"]


def test_a_hit_shows_where_the_words_stand(archive: Archive) -> None:
    hit = archive.search("divers crack").hits[0]
    marked = [hit.excerpt.text[span.start : span.end] for span in hit.excerpt.marks]
    assert sorted(marked) == ["crack", "divers"]
    assert hit.excerpt.text in "\n\n".join(HARBOUR)
    assert hit.published is None or hit.published == "2024-03-02"
    titled = archive.search("crack shuts").hits[0]
    assert titled.title is not None
    assert [titled.title.text[span.start : span.end] for span in titled.title.marks] == ["Crack", "shuts"]
    assert titled.story == archive.story("harbour").id


def test_hits_come_in_pages(archive: Archive) -> None:
    whole = keys(archive, "the")
    assert [key for first in range(len(whole)) for key in keys(archive, "the", first=first, limit=1)] == whole
    beyond = archive.search("the", first=50)
    assert (beyond.total, beyond.hits) == (len(whole), ())


def test_an_address_finds_its_page_however_it_is_written(archive: Archive) -> None:
    for written in ("http://www.news.harbour.example/harbour/?utm_source=x", "news.harbour.example/harbour"):
        report = archive.search(written)
        assert report.pages == ("harbour",)
        assert report.address == "https://news.harbour.example/harbour"
        assert report.hits == ()
    assert archive.search("https://news.harbour.example/other").pages == ()


def test_a_key_that_is_an_address_is_found_before_it_is_indexed(tmp_path: Path) -> None:
    key = "https://harbour.example/lock"
    with fill(tmp_path / "n.db", [article(key, HARBOUR, host="harbour.example")]) as archive:
        assert archive.search(key, within=0).pages == (key,)


# --- the index follows ------------------------------------------------------------------------------------------------


def test_a_revision_is_found_by_what_it_says_now(path: Path) -> None:
    with Archive.open(path) as archive:
        assert keys(archive, "pupils") == ["school"]
        for text, title in ((RAIL, "Night trains"), (BEETLE, "A scarab")):
            archive.ingest([article("school", text, title=title, host="lantern.example")])
        assert keys(archive, "pupils") == []
        assert keys(archive, "night") == []
        assert set(keys(archive, "scarab")) == {"ferry", "school"}


def answers(archive: Archive) -> list[object]:
    asked = ("the", "lock", "barges", '"the lock"', "site:lantern.example", "scarab", "night", "a*", "ferry -scarab")
    return [[(hit.article, hit.rank, hit.excerpt) for hit in archive.search(one).hits] for one in asked]


def test_the_index_is_the_same_however_it_came_about(tmp_path: Path) -> None:
    revised = article("school", RAIL, title="Night trains", host="lantern.example")
    with Archive.open(tmp_path / "grown.db") as grown:
        for item in (*ITEMS, revised):
            grown.ingest([item])
            grown.index_words()
        by_and_by = answers(grown)
    last = [revised if item.key == "school" else item for item in ITEMS]
    for seed in range(3):
        random.Random(seed).shuffle(last)
        with fill(tmp_path / f"{seed}.db", last) as fresh:
            assert answers(fresh) == by_and_by


def test_another_title_over_the_same_text_is_indexed(path: Path) -> None:
    with Archive.open(path) as archive:
        assert keys(archive, "retires") == ["ferry"]
        archive.ingest([article("ferry", ITEMS[-1].text, title="Keeper honoured")])
        assert (keys(archive, "retires"), keys(archive, "honoured")) == ([], ["ferry"])


def test_nothing_is_kept_for_an_index_that_nobody_asked_for(path: Path) -> None:
    with Archive.open(path) as archive:
        archive.ingest([article("school", RAIL, host="lantern.example")])
    with Store.open(path) as store, store.reading() as reader:
        assert reader.search_due(10) == []
        assert not reader.search_standing().begun


def test_while_another_writes_the_search_goes_on_and_says_what_it_lacks(path: Path) -> None:
    with Archive.open(path) as archive, Store.open(path) as other:
        archive.index_words()
        archive.ingest([article("rail", RAIL)])
        with other.writing():
            report = archive.search("barges", within=5.0)
        assert (report.total, report.pending, report.held) == (2, 1, len(ITEMS) + 1)
        assert archive.search("barges", within=5.0).pending == 0


def test_a_time_limit_is_kept_and_the_rest_counted(path: Path) -> None:
    with Archive.open(path) as archive:
        assert archive.search("barges", within=0).pending == len(ITEMS)
        told: list[int] = []
        archive.index_words(progress=told.append)
        assert told == [len(ITEMS), 0]


def test_a_step_that_fails_leaves_the_index_as_it_was(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Archive.open(path) as archive:
        archive.index_words()
        before = answers(archive)
        archive.ingest([article("school", RAIL, host="lantern.example")])
        with monkeypatch.context() as patched, pytest.raises(RuntimeError):
            patched.setattr(searching.SearchWriter, "_put", _broken)
            archive.index_words()
        with Store.open(path) as store, store.reading() as reader:
            assert [one.number for one in reader.search_due(10)] == [3]
        archive.ingest([ITEMS[2]])
        assert answers(archive) == before


def _broken(*_: object) -> None:
    raise RuntimeError("killed")


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE meta SET value = '0' WHERE key = 'search.scheme'",
        "UPDATE meta SET value = 'x' WHERE key = 'search.upto'",
        "DROP TABLE search_text",
    ],
)
def test_an_index_that_is_not_ours_is_made_anew(path: Path, damage: str) -> None:
    with Archive.open(path) as archive:
        before = answers(archive)
    change(path, damage)
    with Archive.open(path) as archive:
        assert answers(archive) == before
    assert migrate.check(path).ok


def test_a_strangers_table_under_our_name_is_never_asked(path: Path) -> None:
    change(
        path,
        "CREATE TABLE search_text (title, body, site)",
        f"INSERT INTO meta VALUES ('search.scheme', '{searching.SCHEME}'), ('search.upto', '5')",
    )
    with Archive.open(path) as archive:
        assert archive.search("barges", within=0).total == 0
        assert archive.search("barges").total == 2


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.one_of(
        st.text(max_size=60),
        st.text(alphabet="ab \"*-():^{}+\\'~ANDORNOT\0\ud800é", max_size=40),
        st.lists(st.sampled_from(["lock", "AND", '"', "NOT", "(", ")", "*", "title:", "-", "^", "site:", "{"])).map(
            " ".join
        ),
    )
)
def test_no_text_breaks_a_search(archive: Archive, asked: str) -> None:
    try:
        report = archive.search(asked)
    except UsageError:
        return
    assert 0 <= len(report.hits) <= report.total <= len(ITEMS)


def test_a_damaged_index_is_noticed_by_the_check(path: Path) -> None:
    with Archive.open(path) as archive:
        archive.index_words()
    assert migrate.check(path).ok
    change(path, "DELETE FROM search_text_docsize WHERE id = 2")
    (problem,) = migrate.check(path).problems
    assert "index of words" in problem
