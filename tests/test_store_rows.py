"""What goes into an archive comes out of it: articles, contents, keys."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dedup.errors import NotFoundError
from dedup.model import (
    Article,
    Capture,
    Claim,
    DateClaim,
    Finding,
    Medium,
    MetaSource,
    Span,
)
from dedup.store import Filed, Keep, NewContent, Speaker, Store, Writer, codec
from dedup.store.engine import CHUNK
from dedup.store.values import (
    digest_of,
    digest_value,
    name_text,
    pack_keys,
    pack_short,
    signed,
    signed_keys,
    unpack_short,
    unsigned,
)
from tests.store_factories import NOW, add, article, content, contents_of, digest, filed, key64, keys, related

LATER = NOW + timedelta(days=1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "news.db") as opened:
        yield opened


@pytest.fixture
def writer(store: Store) -> Iterator[Writer]:
    with store.writing() as opened:
        yield opened


# --- keys and values --------------------------------------------------------------------------------------------------


@given(st.lists(st.integers(0, 2**64 - 1)))
def test_keys_survive_the_signed_range(values: list[int]) -> None:
    assert [unsigned(key) for key in signed(values)] == values
    assert sorted(unsigned(key) for key in signed_keys(pack_keys(values))) == sorted(set(values))
    assert all(-(2**63) <= key < 2**63 for key in signed(values))


@given(st.lists(st.integers(0, 2**64 - 1)))
def test_shortened_keys_keep_their_highest_bits_and_order(values: list[int]) -> None:
    assert unpack_short(pack_short(values)) == sorted({value >> 24 << 24 for value in values})


@pytest.mark.parametrize("value", [-1, 2**64])
def test_a_key_outside_64_bits_is_refused(value: int) -> None:
    with pytest.raises(ValueError, match="outside 0"):
        pack_keys([value])
    with pytest.raises(ValueError, match="outside 0"):
        signed([value])


_ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
_TEXT = st.text(st.characters(exclude_categories=["Cs"]))
_SOURCE = st.sampled_from(MetaSource)
_CLAIM = st.none() | st.builds(Claim, _TEXT, _SOURCE)
_DAY = st.dates().map(lambda day: datetime(day.year, day.month, day.day, tzinfo=UTC))
_DATE = (
    st.none()
    | st.builds(DateClaim, st.datetimes(timezones=_ZONES), _SOURCE)
    | st.builds(DateClaim, _DAY, _SOURCE, day_only=st.just(True))
)
_SPAN = st.tuples(st.integers(0, 99), st.integers(0, 99)).map(lambda pair: Span(min(pair), max(pair)))
_FINDING = st.builds(Finding, _TEXT, _TEXT, st.integers(0, 10**6), st.lists(_SPAN, max_size=3).map(tuple))
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
_ARTICLES = st.builds(
    Article,
    key=_TEXT,
    text=_TEXT,
    capture=st.builds(
        Capture,
        source=_TEXT,
        medium=st.sampled_from(Medium),
        digest=_TEXT,
        uri=st.none() | _TEXT,
        retrieved_at=st.none() | st.datetimes(timezones=_ZONES),
        tls_verified=st.none() | st.booleans(),
    ),
    uri=st.none() | _TEXT,
    title=_CLAIM,
    byline=_CLAIM,
    publisher=_CLAIM,
    language=_CLAIM,
    canonical_url=_CLAIM,
    published=_DATE,
    modified=_DATE,
    first_seen=_DATE,
    findings=st.lists(_FINDING, max_size=2).map(tuple),
    metadata=st.dictionaries(st.text(), _JSON, max_size=3),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=75, deadline=None)
@given(given_article=_ARTICLES)
def test_an_article_comes_back_as_it_went_in(store: Store, given_article: Article) -> None:
    with store.writing() as writer:
        writer._run("DELETE FROM article")
        (number,) = writer.add_contents([content("any")])
        id_ = writer.add_article(given_article, number, b"digest", [1, 2], NOW)
        row = writer.article(given_article.key)
        assert row is not None
        assert row.article == given_article
        assert (row.id, row.content, row.revision, row.record_digest, row.ingested_at) == (
            id_, number, 1, b"digest", NOW,
        )  # fmt: skip
        head = writer.heads([id_])[id_]
        assert (head.key, head.outlet, head.published) == (
            given_article.key,
            given_article.outlet,
            row.article.published,
        )
        assert head.words == 100


def test_every_source_of_a_claim_has_a_letter_of_its_own() -> None:
    letters = codec._SOURCE_LETTERS
    assert letters.keys() == set(MetaSource)
    assert len({*letters.values(), codec._NO_SOURCE}) == len(letters) + 1
    assert all(len(letter) == 1 for letter in letters.values())


@given(st.one_of(st.text(), st.binary(max_size=40).map(bytes.hex), st.binary(max_size=4).map(lambda b: b.hex(" "))))
def test_a_digest_comes_back_as_it_was_written(digest: str) -> None:
    assert digest_of(digest_value(digest)) == name_text(digest)


def test_a_digest_in_hex_takes_half_its_room() -> None:
    assert digest_value("0a" * 32) == b"\n" * 32


def test_what_has_no_utf8_form_is_stored_and_found_again(writer: Writer) -> None:
    odd = dataclasses.replace(
        article("caf\udce9.html", "Before \ud800 after"),
        title=Claim("A \udfff title", MetaSource.META),
        metadata={"x": "\ud800"},
    )
    (number,) = writer.add_contents([content("any")])
    id_ = writer.add_article(odd, number, b"d", [], NOW)
    writer.add_article(article("caf\udcea.html"), number, b"d", [], NOW)
    row = writer.article("caf\udce9.html")
    assert row is not None
    assert row.id == id_
    assert row.article.text == "Before \ufffd after"  # as long as before, so offsets stay right
    assert row.article.key == "caf\\udce9.html"
    assert row.article.metadata == {"x": "\ud800"}
    assert writer.article_ids(["caf\udce9.html", "absent"]) == {"caf\udce9.html": id_}


# --- articles ---------------------------------------------------------------------------------------------------------


def test_articles_stream_in_the_order_of_their_keys(writer: Writer) -> None:
    names = [f"{i * 7919 % 1009:04}" for i in range(450)]
    ids = add(writer, *names)
    assert [row.article.key for row in writer.articles()] == sorted(names)
    some = {ids[name] for name in names[:430]}
    assert [row.article.key for row in writer.articles(some | {10**9})] == sorted(names[:430])
    assert list(writer.articles([])) == []
    assert list(writer.heads()) == [ids[name] for name in sorted(names)]


def test_articles_may_change_while_they_stream(writer: Writer) -> None:
    names = sorted(f"{i:04}" for i in range(450))
    add(writer, *names)
    seen = []
    for row in writer.articles():
        seen.append(row.article.key)
        writer.update_metadata(row.id, dataclasses.replace(row.article, title=None), b"new", LATER)
    assert seen == names
    assert all(row.record_digest == b"new" for row in writer.articles())


def test_look_ups_work_beyond_one_chunk(writer: Writer) -> None:
    names = [f"n{i}" for i in range(2 * CHUNK + 1)]
    ids = add(writer, *names)
    asked = keys("band n0", 4) + [key64(f"absent {i}") for i in range(40_000)] + keys(f"band {names[-1]}", 4)
    numbers = contents_of(writer, names[0], names[-1])
    assert sorted(writer.band_members(asked)) == sorted(
        (key, number)
        for name, number in zip((names[0], names[-1]), numbers, strict=True)
        for key in keys(f"band {name}", 4)
    )
    assert writer.article_ids([*names, "absent"]) == ids
    assert len(writer.content_ids([digest(name) for name in names])) == len(names)
    assert len(writer.contents(range(1, 3000))) == len(names)
    assert len(writer.holders(range(1, 3000))) == len(names)
    assert len(writer.text_of_content(range(1, 3000))) == len(names)
    assert len(writer.heads(ids.values())) == len(names)


def test_a_revision_keeps_the_earlier_text_and_moves_the_lines(writer: Writer) -> None:
    id_ = add(writer, "one")["one"]
    old = writer.article("one")
    assert old is not None
    (number,) = writer.add_contents([content("changed")])
    new = article("one", "The ferry was cancelled.", title="Ferry cancelled")
    writer.revise_article(id_, new, number, b"other", keys("line new", 2), LATER)
    row = writer.article("one")
    assert row is not None
    assert (row.id, row.article, row.content, row.revision, row.ingested_at) == (id_, new, number, 2, LATER)
    (revision,) = writer.revisions(id_)
    assert (revision.number, revision.text, revision.title) == (1, old.article.text, "Ferry sails")
    assert (revision.ingested_at, revision.replaced_at) == (NOW, LATER)
    assert (revision.content_digest, revision.published) == (digest("one"), "2025-01-02")
    gone, held = ([("harbour.example", key) for key in keys(name, 2)] for name in ("line one", "line new"))
    assert writer.line_holders([*gone, *held]) == {line: [id_] for line in held}
    assert writer.drop_orphan_contents() == [old.content]
    writer.revise_article(id_, old.article, number, b"third", [], LATER)
    assert [row.number for row in writer.revisions(id_)] == [1, 2]


def test_metadata_may_change_without_a_revision(writer: Writer) -> None:
    id_ = add(writer, "one")["one"]
    writer.update_metadata(id_, article("one", title="Corrected"), b"new", LATER)
    row = writer.article("one")
    assert row is not None
    assert row.article.title == Claim("Corrected", MetaSource.META)
    assert (row.revision, row.record_digest, row.ingested_at) == (1, b"new", LATER)
    assert writer.revisions(id_) == []


def test_earlier_claims_are_kept_without_a_second_copy_of_the_text(writer: Writer) -> None:
    id_ = add(writer, "one")["one"]
    old = writer.article("one")
    assert old is not None
    writer.update_metadata(id_, article("one", title="Corrected"), b"new", LATER, keep=Keep.CLAIMS)
    writer.update_metadata(id_, article("one", title="Corrected again"), b"newer", LATER, keep=Keep.CLAIMS)
    assert [(row.number, row.title, row.text) for row in writer.revisions(id_)] == [
        (1, "Ferry sails", old.article.text),
        (2, "Corrected", old.article.text),
    ]
    assert writer._rows("SELECT DISTINCT text FROM revision")[0][0] == ""
    (number,) = writer.add_contents([content("changed")])
    writer.revise_article(id_, article("one", "The ferry was cancelled."), number, b"d", [], LATER)
    assert [row.text for row in writer.revisions(id_)] == [old.article.text] * 3
    writer.drop_orphan_contents()


def test_a_newer_capture_alone_refreshes_an_older(writer: Writer) -> None:
    id_ = add(writer, "one")["one"]
    capture = article("one").capture
    for at, digest_, expected in ((LATER, "b" * 64, "b" * 64), (NOW, "c" * 64, "b" * 64), (None, "d" * 64, "b" * 64)):
        writer.refresh_capture(id_, dataclasses.replace(capture, retrieved_at=at, digest=digest_))
        row = writer.article("one")
        assert row is not None
        assert (row.article.capture.digest, row.article.capture.retrieved_at) == (expected, LATER)
        assert row.ingested_at == NOW


def test_an_absent_article_cannot_be_changed(writer: Writer) -> None:
    with pytest.raises(NotFoundError):
        writer.update_metadata(7, article("one"), b"d", NOW, keep=Keep.CLAIMS)
    with pytest.raises(NotFoundError):
        writer.revise_article(7, article("one"), 1, b"d", [], NOW)


# --- contents ---------------------------------------------------------------------------------------------------------


def test_a_content_is_stored_once(writer: Writer) -> None:
    first = writer.add_contents([content("x"), content("y"), content("x")])
    assert first == [1, 2, 1]
    assert writer.add_contents([content("y"), content("z")]) == [2, 3]
    row = writer.contents([1])[1]
    assert (row.digest, row.words, row.params) == (digest("x"), 100, "p1")
    assert sampled(writer, "x") == [1, 1, 1]


def sampled(writer: Writer, name: str) -> list[int]:
    """The contents that stand under the samples of a name."""
    return [int(one) for one in writer.filed_members(filed(name).samples, filed(name).postings)[0].contents]


def test_an_outline_stays_as_long_as_what_it_is_filed_with(writer: Writer) -> None:
    one, other = writer.add_contents([content("x"), content("y")])
    assert writer.outlines([one, other, 99]) == {one: b"outline x", other: b"outline y"}
    writer.file({one: dataclasses.replace(filed("x"), outline=b"drawn anew"), other: Filed()})
    assert writer.outlines([one, other]) == {one: b"drawn anew"}
    assert sampled(writer, "x") == [1, 1, 1]
    writer.file({one: dataclasses.replace(filed("x"), outline=b"")})
    assert writer.outlines([one, other]) == {}


def test_the_same_key_twice_in_a_content_counts_once(writer: Writer) -> None:
    writer.add_contents([NewContent(b"d" * 16, 5, [3 << 24, 3 << 24, 2**64 - 1], Filed(), "p")])
    assert sorted(writer.band_members([3 << 24, 2**64 - 1, 4 << 24])) == [(3 << 24, 1), (2**64 - 1, 1)]


def test_articles_of_one_content_are_held_together(writer: Writer) -> None:
    (number,) = writer.add_contents([content("same")])
    for key in ("b", "a", "c"):
        writer.add_article(article(key, f"Text of {key}."), number, b"d", [], NOW)
    assert [head.key for head in writer.holders([number, 99])[number]] == ["a", "b", "c"]
    assert writer.text_of_content([number, 99]) == {number: ("a", "Text of a.")}
    ids = writer.article_ids(["a"])
    assert writer.speakers([number, 99]) == {number: Speaker(ids["a"], 1, NOW.isoformat(), "harbour.example", None)}


def test_contents_without_articles_go_with_all_that_hangs_on_them(writer: Writer) -> None:
    ids = add(writer, "one", "two", "three")
    related(writer, "one", "two")
    related(writer, "two", "three")
    gone, kept = contents_of(writer, "one", "two")
    writer.revise_article(ids["one"], article("one"), kept, b"d", [], NOW)
    assert writer.drop_orphan_contents([kept]) == []
    assert writer.drop_orphan_contents([gone, kept]) == [gone]
    assert writer.band_members(keys("band one", 4)) == []
    assert sampled(writer, "one") == []
    assert len(list(writer.relations())) == 1
    assert writer.contents([gone]) == {}
    assert writer.add_contents([content("new")])[0] > max(contents_of(writer, "two", "three"))


def test_an_id_is_not_given_twice(writer: Writer) -> None:
    (first,) = writer.add_contents([content("x")])
    assert writer.drop_orphan_contents() == [first]
    assert writer.add_contents([content("y")]) == [first + 1]


def test_contents_are_stale_until_settled(writer: Writer) -> None:
    add(writer, "one", "two", "three")
    numbers = contents_of(writer, *sorted(("one", "two", "three"), key=digest))
    assert writer.stale_contents() == numbers
    writer.mark_settled(numbers[:2])
    assert writer.stale_contents() == numbers[2:]
    writer.mark_stale(numbers[1:])
    assert writer.stale_contents() == numbers[1:]
    assert writer.counts().stale == 2


# --- furniture --------------------------------------------------------------------------------------------------------


def test_lines_are_looked_up_within_an_outlet(writer: Writer) -> None:
    shared = keys("furniture", 2)
    (number,) = writer.add_contents([content("any")])
    ids = [
        writer.add_article(article(name, host=host), number, b"d", [*shared, key64(name)], NOW)
        for name, host in (("a", "harbour.example"), ("b", "harbour.example"), ("c", "other.example"))
    ]
    ours, theirs = ([(outlet, key) for key in (*shared, key64("c"))] for outlet in ("harbour.example", "other.example"))
    assert writer.line_holders(ours) == dict.fromkeys(ours[:2], ids[:2])
    assert writer.line_holders([*theirs, *ours]) == {
        **dict.fromkeys(ours[:2], ids[:2]),
        **dict.fromkeys(theirs, ids[2:]),
    }


def test_lines_that_stand_often_are_told_whatever_their_outlets(writer: Writer) -> None:
    often, seldom = keys("often", 2), keys("seldom", 2)
    (number,) = writer.add_contents([content("any")])
    for place in range(3):
        held = [*often, *(seldom if place else ())]
        writer.add_article(article(f"{place}", host=f"{place}.example"), number, b"d", held, NOW)
    assert writer.repeated_lines([*often, *seldom, key64("none")], 3) == set(often)
    assert writer.repeated_lines([*often, *seldom], 2) == {*often, *seldom}


def test_bodies_are_contents_and_texts(writer: Writer) -> None:
    one, other = writer.add_contents([content("one"), content("other")])
    first = writer.add_article(article("a", "The ferry sailed."), one, b"d", [], NOW)
    second = writer.add_article(article("b", "It came back."), other, b"d", [], NOW)
    assert writer.bodies([second, first, 99]) == {first: (one, "The ferry sailed."), second: (other, "It came back.")}


def test_furniture_is_added_and_taken_back(writer: Writer) -> None:
    writer.add_furniture(("harbour.example", key) for key in (1, 2**63, 2**64 - 1))
    writer.add_furniture([("harbour.example", 1)])
    assert writer.furniture(["harbour.example", "other.example"]) == {
        "harbour.example": frozenset({1, 2**63, 2**64 - 1}),
        "other.example": frozenset(),
    }
    writer.drop_furniture([("harbour.example", 2**63), ("harbour.example", 7), ("other.example", 1)])
    assert writer.furniture(["harbour.example"])["harbour.example"] == {1, 2**64 - 1}
