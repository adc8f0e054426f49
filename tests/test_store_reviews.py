"""Reviews come out of an archive as they went in, each once, and an undoing is never undone by an older record."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic import command
from hypothesis import given
from hypothesis import strategies as st

from dedup.errors import ArchiveDamagedError
from dedup.model import Direction, Review, ReviewReport, Word, effective
from dedup.store import Store, migrate
from dedup.store.engine import connect, locate
from dedup.store.repository import mark_as_archive
from tests.store_factories import NOW

LATER = NOW + timedelta(hours=3)
WHOLE = Review(
    a="one",
    b="two",
    word=Word.SAME,
    direction=Direction.B_FROM_A,
    reviewer="Ines Falk",
    note="The second keeps the typing error.",
    at=NOW,
    a_digest="ab" * 16,
    b_digest="cd" * 16,
    score_seen=True,
    credited=False,
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "news.db") as opened:
        yield opened


def put(store: Store, *reviews: Review) -> ReviewReport:
    with store.writing() as writer:
        return writer.put_reviews(reviews).report


def held(store: Store, *keys: str) -> list[Review]:
    with store.reading() as reader:
        return reader.reviews(keys or None)


def review(a: str, b: str, word: Word = Word.NOT_SAME, **more: object) -> Review:
    fields: dict[str, object] = {"reviewer": "Ines Falk", "at": NOW, **more}
    return Review(a=a, b=b, word=word, **fields)  # type: ignore[arg-type]


# --- the value --------------------------------------------------------------------------------------------------------


def test_a_review_the_other_way_round_is_the_same_review() -> None:
    turned = replace(
        WHOLE, a="two", b="one", direction=Direction.A_FROM_B, a_digest=WHOLE.b_digest, b_digest=WHOLE.a_digest
    )
    assert turned == WHOLE
    assert (WHOLE.copy, WHOLE.source) == ("two", "one")
    assert replace(WHOLE, at=NOW.astimezone(timezone(timedelta(hours=5)))) == WHOLE
    assert WHOLE.sentence == "Ines Falk (review of 2025-03-04): two was made from one; the source is not named."


@pytest.mark.parametrize(
    "change",
    [
        {"b": "one"},
        {"word": Word.NOT_SAME},
        {"word": Word.UNSURE},
        {"direction": Direction.UNDETERMINED},
        {"at": datetime(2025, 1, 1)},
        {"undone_at": datetime(2025, 1, 1)},
    ],
)
def test_a_review_that_cannot_be_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"itself|direction|zone"):
        replace(WHOLE, **change)  # type: ignore[arg-type]


def test_the_newest_decided_word_holds_and_unsure_only_where_there_is_no_other() -> None:
    first, second = review("a", "b", Word.SAME), review("b", "a", at=LATER, reviewer="Bo")
    unsure = review("a", "b", Word.UNSURE, at=LATER + timedelta(days=1))
    for order in ([first, second, unsure], [unsure, second, first]):
        assert effective(order) == {("a", "b"): second}
    assert effective([first, replace(second, undone_at=LATER), unsure]) == {("a", "b"): first}
    assert effective([unsure]) == {("a", "b"): unsure}
    assert effective([replace(unsure, undone_at=LATER + timedelta(days=2))]) == {}


# --- the table --------------------------------------------------------------------------------------------------------


def test_a_review_comes_back_as_it_went_in(store: Store) -> None:
    bare = review("two", "three", Word.UNSURE)
    undone = review("x\ud800", "y", note="a\ud800b\x07\n", undone_at=LATER)
    assert put(store, WHOLE, bare, undone) == ReviewReport(added=3, undone=0, unchanged=0)
    assert held(store) == [WHOLE, bare, replace(undone, a="x\\ud800", note="a\ufffdb")]
    assert held(store, "two") == [WHOLE, bare]
    assert held(store, "x\ud800") == held(store, "y")
    assert held(store, "four") == []


def test_the_same_review_again_is_one_and_carries_its_undoing(store: Store) -> None:
    put(store, WHOLE)
    assert put(store, WHOLE, WHOLE) == ReviewReport(added=0, undone=0, unchanged=2)
    undone = replace(WHOLE, undone_at=LATER, score_seen=False, a_digest=None)
    assert put(store, undone) == ReviewReport(added=0, undone=1, unchanged=0)
    assert held(store) == [replace(WHOLE, undone_at=LATER)]
    assert put(store, WHOLE) == ReviewReport(added=0, undone=0, unchanged=1)
    assert held(store) == [replace(WHOLE, undone_at=LATER)]


def test_what_was_said_at_another_time_or_by_another_is_another_review(store: Store) -> None:
    others = [replace(WHOLE, at=LATER), replace(WHOLE, reviewer="Bo"), replace(WHOLE, direction=None)]
    assert put(store, WHOLE, *others).added == 4
    assert held(store) == sorted([WHOLE, *others], key=lambda one: one.order)


records = st.builds(
    review,
    st.sampled_from("ab"),
    st.sampled_from("cd"),
    st.sampled_from(list(Word)),
    reviewer=st.sampled_from(["Ines Falk", "Bo"]),
    at=st.sampled_from([NOW, LATER]),
    undone_at=st.sampled_from([None, LATER, LATER + timedelta(days=1)]),
    a_digest=st.sampled_from([None, "aa", "bb"]),
    score_seen=st.booleans(),
).flatmap(
    lambda one: (
        st.just(one)
        if one.word is not Word.SAME
        else st.sampled_from([None, True, False]).map(lambda credited: replace(one, credited=credited))
    )
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    base = tmp_path_factory.mktemp("reviews")
    return (base / f"{number}.db" for number in range(10**6))


@given(st.lists(records, max_size=12), st.randoms(use_true_random=False))
def test_reviews_in_any_order_and_number_of_calls_end_the_same(
    folder: Iterator[Path], reviews: list[Review], dice: random.Random
) -> None:
    with Store.open(next(folder)) as one, Store.open(next(folder)) as other:
        put(one, *reviews)
        for part in dice.sample(reviews, len(reviews)):
            put(other, part, *dice.sample(reviews, len(reviews) // 2))
        assert held(one) == held(other)
        assert put(one, *held(other)).added == 0


def test_a_damaged_review_is_named(store: Store) -> None:
    put(store, WHOLE)
    with closing(sqlite3.connect(store.location, isolation_level=None)) as connection:
        connection.execute("UPDATE review SET word = 'perhaps'")
    with pytest.raises(ArchiveDamagedError, match="review 1 cannot be read"):
        held(store)
    (problem,) = migrate.check(store.location).problems
    assert "perhaps" in problem


# --- upgrades ---------------------------------------------------------------------------------------------------------


def test_five_thousand_reviews_survive_an_upgrade_from_the_oldest_schema(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    migrated_to("0001", path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("INSERT INTO meta VALUES ('scheme.tracing', 'x')")
        connection.executemany(
            "INSERT INTO review (a_key, b_key, word, direction, reviewer, note, at) VALUES (?,?,?,?,?,?,?)",
            [(f"k{i}", f"k{i + 1}", "same", "a_from_b", "Bo", f"n{i}", NOW.isoformat()) for i in range(5_000)],
        )
    assert migrate.upgrade(path).before == "0001"
    with Store.open(path) as store, store.reading() as reader:
        found = reader.reviews()
        assert len(found) == 5_000
        assert {one.note for one in found} == {f"n{i}" for i in range(5_000)}
        assert {one.direction for one in found} == {Direction.A_FROM_B, Direction.B_FROM_A}  # k9 comes after k10
        assert {(one.copy, one.source) for one in found} == {(f"k{i}", f"k{i + 1}") for i in range(5_000)}
        assert reader.get_meta("scheme.tracing") is None  # so that the next ingest lets them take effect
    assert migrate.check(path).problems == ()


def migrated_to(revision: str, path: Path) -> None:
    """Make an archive of an older version."""
    engine = connect(locate(path), patience=1)
    with engine.connect() as connection, connection.begin():
        command.upgrade(migrate.alembic_config(connection), revision)
        mark_as_archive(connection)
    engine.dispose()
