"""Credits in the archive: what goes in comes out, and an archive from before them is brought along."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from alembic import command
from hypothesis import given
from hypothesis import strategies as st

from dedup.errors import ArchiveDamagedError
from dedup.model import CreditLine, CreditSort, Cue, Member, Named, PageCredits, PageLink, Role, Span
from dedup.store import NewArticle, Store, migrate
from dedup.store.credits import credit_row, credit_values, page_credits_of, page_credits_text
from dedup.store.engine import connect, locate
from tests.store_factories import NOW, add, article, content, credit, digest, keys, story

PAGE = PageCredits(
    based_on=(Named("Harbour Wire", None), Named(None, "https://wire.example/1")),
    same_as=("https://wire.example/1",),
    publishers=(Named("Harbour Post", "https://post.example"),),
    copyright_holders=(Named("Post Group"),),
    syndicated_from=("Harbour Wire",),
    links=(PageLink("https://wire.example/1", "the Wire", "as first reported by", "on Monday"),),
)
TEXT = st.text(max_size=20)
NAMED = st.lists(st.builds(Named, st.none() | TEXT, st.none() | TEXT), max_size=3).map(tuple)
TEXTS = st.lists(TEXT, max_size=3).map(tuple)


@given(
    st.builds(
        PageCredits,
        based_on=NAMED,
        same_as=TEXTS,
        publishers=NAMED,
        copyright_holders=NAMED,
        syndicated_from=TEXTS,
        links=st.lists(st.builds(PageLink, TEXT, TEXT, TEXT, TEXT), max_size=3).map(tuple),
    )
)
def test_what_a_page_says_comes_back(page: PageCredits) -> None:
    assert page_credits_of(page_credits_text(page)) == page


@pytest.mark.parametrize(
    "one",
    [
        credit(),
        credit(span=None, cue=Cue.JSON_LD, domain="wire.example", known=True),
        credit(agency=True, sort=CreditSort.PHOTO, span=Span(0, 0), written=""),
    ],
)
def test_a_credit_comes_back(one: object) -> None:
    assert credit_row(credit_values(7, one)) == (7, one)  # type: ignore[arg-type]


def test_articles_keep_their_credits_in_order(tmp_path: Path) -> None:
    first, second = credit(), credit("Agence Vessholm", cue=Cue.BYLINE, span=None, agency=True)
    with Store.open(tmp_path / "news.db") as store:
        with store.writing() as writer:
            (number,) = writer.add_contents([content("one")])
            paged = replace(article("one"), page_credits=PAGE)
            (one,) = writer.add_articles([NewArticle(paged, number, digest("record"), keys("line", 2), NOW)])
            two = add(writer, "two")["two"]
            writer.replace_credits({one: [credit("Old Wire")], two: [second]})
            writer.replace_credits({one: [second, first]})
        with store.reading() as reader:
            assert reader.credits([one, two, 99]) == {one: (second, first), two: (second,), 99: ()}
            row = reader.article("one")
            assert row is not None
            assert row.article.page_credits == PAGE
            other = reader.article("two")
            assert other is not None
            assert not other.article.page_credits
    assert migrate.check(tmp_path / "news.db").ok


def test_articles_that_say_something(tmp_path: Path) -> None:
    with Store.open(tmp_path / "news.db") as store:
        with store.writing() as writer:
            numbers = add(writer, "one", "two")
        with store.reading() as reader:
            both = list(numbers.values())
            assert reader.saying(["ferry one", "no such"], both) == [numbers["one"]]
            assert reader.saying(["ferry", "sailed"], [numbers["two"], 99]) == [numbers["two"]]
            assert reader.saying(["FERRY"], both) == []
            assert reader.saying([], both) == []
            assert reader.texts([numbers["one"], 99]) == {numbers["one"]: "The ferry one sailed at noon."}


def test_members_keep_the_words_of_their_credits(tmp_path: Path) -> None:
    lines = (CreditLine(Cue.VIA, "via the Harbour Wire"), CreditLine(Cue.LINK, "the Wire"))
    with Store.open(tmp_path / "news.db") as store:
        with store.writing() as writer:
            add(writer, "one", "two")
            plain = story("s", "one", ["two"])
            copy = replace(plain.members[1], credited=True, credits=lines)
            writer.replace_stories([], [replace(plain, members=(plain.members[0], copy))], {}, NOW)
        with store.reading() as reader:
            first, second = next(reader.stories()).members
    assert (first.credited, first.credits) == (None, ())
    assert (second.role, second.credited, second.credits) == (Role.DERIVATIVE, True, lines)
    assert Member.__dataclass_fields__["credits"].default == ()


@pytest.mark.parametrize("sql", ["UPDATE credit SET cue = 'x'", 'UPDATE credit SET start = 9, "end" = 2'])
def test_a_damaged_credit_is_named(tmp_path: Path, sql: str) -> None:
    path = tmp_path / "news.db"
    with Store.open(path) as store:
        with store.writing() as writer:
            number = add(writer, "one")["one"]
            writer.replace_credits({number: [credit()]})
        with closing(sqlite3.connect(path)) as raw, raw:
            raw.execute(sql)
        with store.reading() as reader, pytest.raises(ArchiveDamagedError, match="a credit of article"):
            reader.credits([number])
    assert not migrate.check(path).ok


def test_an_archive_from_before_credits_is_brought_along(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    engine = connect(locate(path), patience=1)
    with engine.connect() as connection, connection.begin():
        command.upgrade(migrate.alembic_config(connection), "0002")
        connection.exec_driver_sql("INSERT INTO content VALUES (1, x'00', 6, 1, 'p', x'', x'', x'', x'', 0)")
        connection.exec_driver_sql(
            "INSERT INTO article (id, key, content, record_digest, sources, findings, metadata, source, medium, "
            "payload_digest, ingested_at, lines, text) VALUES (1, 'one', 1, x'00', '{}', '[]', '{}', 's', 'page', '', "
            "'2025-03-04T05:06:07+00:00', x'', 'The ferry one sailed at noon.')"
        )
        connection.exec_driver_sql(
            "INSERT INTO story VALUES ('s', 1, 'undetermined', NULL, NULL, NULL, 'It is the earliest.')"
        )
        connection.exec_driver_sql(
            "INSERT INTO story_member VALUES ('s', 1, 0, 'witness', NULL, NULL, NULL, 'r', NULL)"
        )
        connection.exec_driver_sql(f"PRAGMA application_id = {0x64645570}")
    engine.dispose()
    assert migrate.upgrade(path).before == "0002"
    assert migrate.check(path).problems == ()
    with Store.open(path) as store, store.reading() as reader:
        row = reader.article("one")
        assert row is not None
        assert not row.article.page_credits
        assert reader.credits([1]) == {1: ()}
        assert next(reader.stories()).members[0].credits == ()
