"""Relations and stories come out of an archive as they went in, and what cannot be is named as damage."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from dedup.errors import ArchiveDamagedError, NotFoundError
from dedup.model import Kind, Origin, OriginStatus, Story
from dedup.store import Store, Writer
from dedup.store.packing import pack
from tests.store_factories import NOW, add, contents_of, related, story

LATER = NOW + timedelta(days=1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "news.db") as opened:
        yield opened


@pytest.fixture
def writer(store: Store) -> Iterator[Writer]:
    with store.writing() as opened:
        yield opened


# --- relations --------------------------------------------------------------------------------------------------------


def test_a_relation_comes_back_as_it_went_in_and_is_replaced(writer: Writer) -> None:
    add(writer, "one", "two")
    row = related(writer, "one", "two")
    assert list(writer.relations()) == [row]
    changed = dataclasses.replace(row, kind=Kind.UNRELATED, score=0.0, ledger=(), passages=())
    writer.put_relations([changed])
    assert list(writer.relations([row.b])) == [changed]


def test_relations_of_some_contents_come_once_each(writer: Writer) -> None:
    names = [f"n{i}" for i in range(30)]
    add(writer, *names)
    rows = [related(writer, a, b) for i, a in enumerate(names) for b in names[:i]]
    assert sorted((row.a, row.b) for row in rows) == [(row.a, row.b) for row in writer.relations()]
    one, two = contents_of(writer, "n3", "n7")
    assert len(list(writer.relations([one, two]))) == 29 + 28
    writer.drop_relations([(rows[0].a, rows[0].b)])
    assert len(list(writer.relations())) == len(rows) - 1
    writer.drop_relations(contents=[one])
    assert list(writer.relations([one])) == []


def test_neighbours_are_joined_by_derived_kinds_only(writer: Writer) -> None:
    add(writer, "hub", "copy", "quote", "event", "far")
    related(writer, "hub", "copy", kind=Kind.EXCERPT)
    related(writer, "hub", "quote", kind=Kind.QUOTATION)
    related(writer, "hub", "event", kind=Kind.SAME_EVENT)
    related(writer, "copy", "far", kind=Kind.IDENTICAL)
    hub, copy, far = contents_of(writer, "hub", "copy", "far")
    assert writer.neighbours([hub]) == {copy}
    assert writer.neighbours([copy]) == {hub, far}
    assert writer.neighbours([hub, copy]) == {far}


# --- stories ----------------------------------------------------------------------------------------------------------


def test_a_story_comes_back_with_its_members_described(writer: Writer) -> None:
    add(writer, "one", "two", "three")
    writer.replace_stories([], [story("s1", "two", ["one"], ["three"])], {}, NOW)
    (found,) = writer.stories()
    bare = dataclasses.replace(
        found,
        members=tuple(dataclasses.replace(m, title=None, publisher=None, published=None) for m in found.members),
    )
    assert bare == story("s1", "two", ["one"], ["three"])
    assert {(m.title, m.published) for m in found.members} == {("Ferry sails", "2025-01-02")}


def test_an_origin_that_is_held_comes_back(writer: Writer) -> None:
    add(writer, "one", "two")
    held = dataclasses.replace(story("s1", "two", ["one"]), origin=Origin(status=OriginStatus.HELD, article="two"))
    writer.replace_stories([], [held], {}, NOW)
    assert next(writer.stories(["s1", "absent"])).origin == held.origin


def test_only_members_that_descend_belong_to_a_story(writer: Writer) -> None:
    ids = add(writer, "one", "two", "three", "four")
    writer.replace_stories([], [story("s1", "one", ["two"], ["three"]), story("s2", "three", [], ["one"])], {}, NOW)
    assert writer.story_of(ids.values()) == {ids["one"]: "s1", ids["two"]: "s1", ids["three"]: "s2"}


def test_stories_are_replaced_and_found_by_their_earlier_ids(writer: Writer) -> None:
    add(writer, "one", "two")
    writer.replace_stories([], [story("a", "one"), story("b", "two")], {}, NOW)
    writer.replace_stories(["a", "b"], [story("c", "one", ["two"])], {"a": "c", "b": "c"}, NOW)
    assert [s.id for s in writer.stories()] == ["c"]
    assert [writer.resolve_story(name) for name in ("a", "b", "c", "d")] == ["c", "c", "c", None]
    writer.replace_stories(["c"], [story("a", "one", ["two"])], {"c": "a"}, LATER)
    assert [writer.resolve_story(name) for name in ("a", "b", "c")] == ["a", "a", "a"]
    assert writer.story_aliases() == {"b": "c", "c": "a"}


def test_a_loop_of_aliases_leads_nowhere(writer: Writer) -> None:
    writer.replace_stories([], [], {"a": "b", "b": "a"}, NOW)
    assert writer.resolve_story("a") is None


def test_a_story_needs_its_articles(writer: Writer) -> None:
    add(writer, "one")
    with pytest.raises(NotFoundError, match="'absent'"):
        writer.replace_stories([], [story("s", "one", ["absent"])], {}, NOW)


def test_many_stories_stream_in_order(writer: Writer) -> None:
    names = [f"n{i:03}" for i in range(450)]
    add(writer, *names)
    stories: list[Story] = [story(f"s{name}", name) for name in names]
    writer.replace_stories([], stories, {}, NOW)
    assert [s.id for s in writer.stories()] == [f"s{name}" for name in names]
    assert [s.canonical for s in writer.stories()] == names


# --- meta -------------------------------------------------------------------------------------------------------------


def test_small_values_are_kept(writer: Writer) -> None:
    assert writer.get_meta("x") is None
    writer.set_meta("x", "1")
    writer.set_meta("x", "2")
    assert writer.get_meta("x") == "2"
    writer.put_params("p1", "{}")
    writer.put_params("p1", "{}")
    assert (writer.get_params("p1"), writer.get_params("p2")) == ("{}", None)


# --- damage -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sql", "named"),
    [
        ("UPDATE article SET sources = 'no json'", "article"),
        ("UPDATE article SET sources = '[]'", "article"),
        ("UPDATE article SET sources = '{}'", "article"),
        ("UPDATE article SET medium = 'telegram'", "article"),
        ("UPDATE article SET published = 'tomorrow'", "article"),
        ("UPDATE article SET published = '2025-01-02T03:04:05+00:00x'", "article"),
        ("UPDATE article SET text = x'00ff'", "article"),
        ("UPDATE article SET findings = '[[1]]'", "article"),
        ("UPDATE article SET tls_verified = 7", "article"),
        ("UPDATE article SET ingested_at = '2025-01-02'", "article"),
        ("UPDATE relation SET kind = 'cousin'", "relation"),
        ("UPDATE relation SET score = 'high'", "relation"),
        (f"UPDATE relation SET proof = x'{pack([[], [], [1, 2]]).hex()}'", "relation"),
        (f"UPDATE relation SET proof = x'{pack([[], [None], []]).hex()}'", "relation"),
        ("UPDATE relation SET proof = x'00'", "relation"),
        ("UPDATE story SET origin_status = 'lost'", "story"),
        ("UPDATE story_member SET role = 'extra'", "member of story"),
        ("UPDATE story_member SET kind = ''", "member of story"),
        ("UPDATE content SET words = 'many'", "content"),
    ],
)
def test_a_value_that_cannot_be_is_damage_and_named(store: Store, sql: str, named: str) -> None:
    with store.writing() as writer:
        add(writer, "one", "two")
        related(writer, "one", "two")
        writer.replace_stories([], [story("s", "one", ["two"])], {}, NOW)
        writer._run(sql)
    with (
        pytest.raises(ArchiveDamagedError, match=f"news.db is damaged: .*{named}.*cannot be read"),
        store.reading() as reader,
    ):
        list(reader.articles())
        list(reader.relations())
        list(reader.stories())
        reader.contents([1, 2])
