"""Runs: whatever is filed, refiled and taken out, the answers are those of a plain dictionary."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from sqlite3 import IntegrityError

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from dedup.store import Filed, Store, Writer, kept_pages, runs
from tests.store_factories import content

NOTHING = np.empty(0, np.uint64)
KEYS = [number << 24 for number in range(12)]
SOME = st.dictionaries(st.sampled_from(KEYS), st.integers(0, 255), max_size=8)


def filed(keys: dict[int, int]) -> Filed:
    """Keys of weight 0 are samples."""
    samples = sorted(key for key, weight in keys.items() if not weight)
    postings = {key: weight for key, weight in keys.items() if weight}
    return Filed(
        np.array(samples, np.uint64), np.array(list(postings), np.uint64), np.array(list(postings.values()), np.uint8)
    )


def told(writer: Writer) -> tuple[list[tuple[int, int]], list[tuple[int, int, int]]]:
    """Who stands under which key, as sample and as posting."""
    asked = np.array(KEYS[::-1], np.uint64)
    sampled, posted = writer.filed_members(asked, asked)
    rows = [
        [
            (int(asked[place]), int(one), int(weight))
            for place, one, weight in zip(found.places, contents, found.weights, strict=True)
        ]
        for found, contents in (
            (sampled, sampled.contents),
            (posted, writer.posting_filings()[0][posted.contents]),
        )
    ]
    return sorted(row[:2] for row in rows[0]), sorted(rows[1])


class Filing(RuleBasedStateMachine):
    """Some contents, filed again and again in transactions that are kept or undone."""

    folder: Path

    @initialize()
    def open(self) -> None:
        path = self.folder / "news.db"
        for old in self.folder.iterdir():
            old.unlink()
        self.store = Store.open(path)
        with self.store.writing() as writer:
            writer.add_contents([content(str(number)) for number in range(5)])
            writer.unfile(range(1, 6))
        self.held: dict[int, dict[int, int]] = {}

    @rule(changes=st.lists(st.dictionaries(st.integers(1, 5), SOME, max_size=5), min_size=1, max_size=3))
    def file(self, changes: list[dict[int, dict[int, int]]]) -> None:
        with self.store.writing() as writer:
            for change in changes:
                writer.file({number: filed(keys) for number, keys in change.items()})
                self.held |= change

    @rule(gone=st.sets(st.integers(1, 5)))
    def unfile(self, gone: set[int]) -> None:
        with self.store.writing() as writer:
            writer.unfile(gone)
        self.held = {number: keys for number, keys in self.held.items() if number not in gone}

    @rule(change=st.dictionaries(st.integers(1, 5), SOME, max_size=5))
    def undo(self, change: dict[int, dict[int, int]]) -> None:
        with pytest.raises(ZeroDivisionError), self.store.writing() as writer:
            writer.file({number: filed(keys) for number, keys in change.items()})
            told(writer)
            raise ZeroDivisionError

    @rule()
    def open_again(self) -> None:
        self.store.close()
        self.store = Store.open(self.folder / "news.db")

    @invariant()
    def answers(self) -> None:
        if not hasattr(self, "held"):
            return
        rows = [(key, number, weight) for number, keys in self.held.items() for key, weight in keys.items()]
        with self.store.writing() as writer:
            assert told(writer) == (
                sorted(row[:2] for row in rows if not row[2]),
                sorted(row for row in rows if row[2]),
            )
            filed = np.unique(writer.filed_members(NOTHING, np.array(KEYS, np.uint64))[1].contents)
            contents, masses = writer.posting_filings()
            expected = [sum(weight**2 for weight in self.held[number].values()) for number in contents[filed].tolist()]
            assert masses[filed].tolist() == expected
            assert list(writer.damaged_runs()) == []

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.store.close()


def test_the_runs_answer_like_a_dictionary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "_PAGE_ENTRIES", 3)  # so that a key fills pages, and a merge has several stretches
    monkeypatch.setattr(runs, "_AT_ONCE", 2)
    monkeypatch.setattr(kept_pages, "_MOST", 4)

    class Here(Filing):
        folder = tmp_path

    Here.TestCase.settings = settings(max_examples=40, stateful_step_count=12, deadline=None)
    Here.TestCase().runTest()


def test_runs_of_like_size_are_merged_and_large_ones_are_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "_LARGEST", 40)
    with Store.open(tmp_path / "news.db") as store, store.writing() as writer:
        sizes = []
        for number in range(30):
            writer.add_contents([replace(content(str(number)), bands=())])
            writer.flush()
            sizes.append([size for (size,) in writer._rows("SELECT size FROM run ORDER BY id")])
    assert sizes[:6] == [[5], [10], [10, 5], [20], [20, 5], [20, 10]]
    assert all(max(one) <= 40 for one in sizes)
    assert sum(sizes[-1]) == 150
    assert len(sizes[-1]) <= 7


def test_another_process_sees_what_was_filed_and_taken_out(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    keys = filed({KEYS[1]: 5})
    with Store.open(path) as one, Store.open(path) as other:
        for change, held in (("file", [1]), ("unfile", []), ("file", [1])):
            with one.writing() as writer:
                if not writer.contents([1]):
                    writer.add_contents([content("x")])
                getattr(writer, change)({1: keys} if change == "file" else [1])
            for store in (one, other):
                with store.reading() as reader:
                    found = reader.filed_members(NOTHING, keys.postings)[1].contents
                    assert reader.posting_filings()[0][found].tolist() == held


def test_what_was_taken_out_last_is_merged_away_by_another_process(tmp_path: Path) -> None:
    """The highest numbers are then of filings of which nothing is known any more."""
    path = tmp_path / "news.db"
    with Store.open(path) as store, store.writing() as writer:
        kept, gone = writer.add_contents([content("kept"), content("gone")])
        writer.file({kept: filed({KEYS[0]: 2})})
        writer.file({gone: filed({KEYS[1]: 2})})
        writer.unfile([gone])
    with Store.open(path) as store, store.writing() as writer:
        writer.file_bands({kept: range(1 << 62, (1 << 62) + (20 << 24), 1 << 24)})
        held = writer.filed_members(NOTHING, np.array(sorted(KEYS[:2]), np.uint64))[1]
        assert writer.posting_filings()[0][held.contents].tolist() == [kept]


def test_no_more_pages_are_kept_than_may_be_and_none_of_runs_that_are_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "_PAGE_ENTRIES", 3)
    monkeypatch.setattr(kept_pages, "_MOST", 3)
    keys = {number << 24: 1 for number in range(30)}
    with Store.open(tmp_path / "news.db") as store:
        for name in "ab":
            with store.writing() as writer:
                (number,) = writer.add_contents([content(name)])
                writer.file({number: filed(keys)})
                asked = np.array(list(keys), np.uint64)
                first, second = (writer.filed_members(NOTHING, asked)[1].counts.tolist() for _ in range(2))
                kept = writer._connection.info["dedup.pages"]._runs
                assert first == second == [number] * len(keys)
                assert sum(map(len, kept.values())) <= 3
                assert kept.keys() <= {run for (run,) in writer._rows("SELECT id FROM run")}


def test_pages_of_a_transaction_that_was_given_up_are_not_kept(tmp_path: Path) -> None:
    """The next run has the number of the one that never was."""
    asked = np.array([KEYS[1]], np.uint64)
    with Store.open(tmp_path / "news.db") as store:
        for name, kept in (("gone", False), ("held", True)):
            with suppress(ZeroDivisionError), store.writing() as writer:
                (number,) = writer.add_contents([content(name)])
                writer.file({number: filed({KEYS[1]: 5 if kept else 9})})
                held = writer.filed_members(NOTHING, asked)[1]
                if not kept:
                    raise ZeroDivisionError
        assert held.weights.tolist() == [5]
        with store.writing() as writer:
            assert writer.filed_members(NOTHING, asked)[1].weights.tolist() == [5]


def test_pages_of_a_transaction_that_cannot_be_committed_are_not_kept(tmp_path: Path) -> None:
    """That fails on a full disk; here because a reference that is looked at last leads nowhere."""
    asked = np.array([KEYS[1]], np.uint64)
    lost = "INSERT INTO story_parent (story, article, position, why, revision) VALUES ('none', 1, 0, '', 0)"
    with Store.open(tmp_path / "news.db") as store:
        with pytest.raises(IntegrityError), store.writing() as writer:
            (number,) = writer.add_contents([content("gone")])
            writer.file({number: filed({KEYS[1]: 9})})
            assert writer.filed_members(NOTHING, asked)[1].weights.tolist() == [9]
            writer._run("PRAGMA defer_foreign_keys = ON")
            writer._run(lost)
        with store.writing() as writer:
            (number,) = writer.add_contents([content("held")])
            writer.file({number: filed({KEYS[1]: 5})})
            assert writer.filed_members(NOTHING, asked)[1].weights.tolist() == [5]
